/** Makes the folder of a run: it appears in one step with its first manifest in it, and never over another run. */
import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { outputFolderInUse, unwritableRun } from "../language/diagnostics/command-line.ts";
import { fail } from "../language/diagnostics/make.ts";
import { describeRun } from "./describe.ts";

export interface DirectoryChoice {
  /** `--out`: exactly this folder, which must be new or empty. */
  readonly out?: string;
  /** Otherwise the next free `NAME-N` in `root`. */
  readonly name: string;
  /** `runs` unless a test says otherwise. */
  readonly root?: string;
}

/** One more than the highest N of `name-N` in `root`; 1 when there is none. */
export function nextNumber(root: string, name: string): number {
  if (!existsSync(root)) return 1;
  let highest = 0;
  for (const entry of readdirSync(root)) {
    if (!entry.startsWith(`${name}-`)) continue;
    const rest = entry.slice(name.length + 1);
    if (/^\d+$/.test(rest)) highest = Math.max(highest, Number(rest));
  }
  return highest + 1;
}

/** What the system says, without the call and the path that our message has anyway. */
export function systemReason(problem: unknown): string {
  const message = problem instanceof Error ? problem.message : String(problem);
  return /^[A-Z]+: ([^,]+)/.exec(message)?.[1] ?? message;
}

/**
 * Makes the folder, has `fill` write into it, and returns its path. Throws a DiagnosticError (PAL6008, PAL6009) when it
 * is taken or cannot be made; then nothing is left behind.
 */
export function makeRunDirectory(choice: DirectoryChoice, fill: (directory: string) => void): string {
  const wanted = choice.out ?? path.join(choice.root ?? "runs", choice.name);
  try {
    return choice.out === undefined ? makeNumbered(choice, fill) : makeExactly(choice.out, fill);
  } catch (problem) {
    if ((problem as NodeJS.ErrnoException).code === undefined) throw problem;
    fail(unwritableRun(wanted, systemReason(problem)));
  }
}

function makeNumbered(choice: DirectoryChoice, fill: (directory: string) => void): string {
  const root = choice.root ?? "runs";
  mkdirSync(root, { recursive: true });
  const prepared = prepare(root, fill);
  for (let number = nextNumber(root, choice.name); ; number++) {
    const directory = path.join(root, `${choice.name}-${number}`);
    if (moveTo(prepared, directory)) return directory;
  }
}

function makeExactly(out: string, fill: (directory: string) => void): string {
  if (existsSync(out)) {
    if (!statSync(out).isDirectory()) fail(unwritableRun(out, "it is a file, not a folder"));
    if (readdirSync(out).length > 0) fail(outputFolderInUse(out, describeRun(out)));
    // An empty folder may be a mount point or the current one, which cannot be replaced: use it as it is.
    fill(out);
    return out;
  }
  mkdirSync(path.dirname(out), { recursive: true });
  if (!moveTo(prepare(path.dirname(out), fill), out)) fail(outputFolderInUse(out, describeRun(out)));
  return out;
}

/** A hidden folder that is filled before it gets its name. */
function prepare(parent: string, fill: (directory: string) => void): string {
  const prepared = path.join(parent, `.new-run-${randomUUID()}`);
  mkdirSync(prepared);
  try {
    fill(prepared);
  } catch (problem) {
    rmSync(prepared, { recursive: true, force: true });
    throw problem;
  }
  return prepared;
}

/** Renames, unless something with contents has that name already. */
function moveTo(prepared: string, directory: string): boolean {
  try {
    renameSync(prepared, directory);
    return true;
  } catch (problem) {
    const { code } = problem as NodeJS.ErrnoException;
    const taken =
      code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR" || (code === "EPERM" && existsSync(directory));
    if (taken && existsSync(directory)) return false;
    rmSync(prepared, { recursive: true, force: true });
    throw problem;
  }
}
