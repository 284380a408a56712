/** The folder of a run while it is written: manifest, draws as they come, summary. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { DiagnosticError } from "../language/diagnostic.ts";
import { unwritableRun } from "../language/diagnostics/command-line.ts";
import { writeBytesAtomically, writeJsonAtomically } from "./atomic-write.ts";
import { type DirectoryChoice, makeRunDirectory, systemReason } from "./directory.ts";
import { DrawFile } from "./draw-file.ts";
import { type Manifest, type ManifestStart, type RunStatus, startManifest } from "./manifest.ts";

/** How a run ended. */
export interface RunEnd {
  readonly status: Exclude<RunStatus, "running">;
  readonly queries: number;
  readonly reason?: string;
  /** Becomes `summary.json`. */
  readonly summary?: unknown;
}

export interface RunStore {
  /** The folder, as the user would write it. */
  readonly directory: string;
  /**
   * Keeps one draw of `chain` (from 0): constrained values in the order of the elements, and what the sampler says of
   * it. All draws of a chain have the statistics of its first.
   */
  append(chain: number, values: ArrayLike<number>, statistics: Readonly<Record<string, number>>): void;
  /** Writes another file into the folder. @param name may have folders in it */
  keep(name: string, bytes: Uint8Array): void;
  /** Brings all draws so far into the files. */
  flush(): void;
  /** Brings everything into the files and says in the manifest how the run ended. */
  finish(end: RunEnd): void;
  /** Takes the folder away again: for runs that fail before they have drawn anything. */
  discard(): void;
}

/** Milliseconds between two flushes of chains that have gone quiet. */
const quietFlush = 1000;

/** Where a run goes when nothing is said: `runs/SCENARIO-INFER-N`. */
export function runName(scenario: string, infer: string): string {
  return `${scenario}-${infer}`.replace(/[^\w.-]+/g, "_");
}

/**
 * Makes the folder of a run, with its manifest in it. Call it when nothing of the user's can be wrong any more: before
 * that, a run leaves no trace. `elements` names the values of every draw, or says how they are called once there is one.
 * Throws a DiagnosticError when the folder is taken or cannot be written to, here and in every method.
 */
export function createRun(
  choice: Omit<DirectoryChoice, "name">,
  start: ManifestStart,
  elements: readonly string[] | (() => readonly string[]),
): RunStore {
  const manifest = startManifest(start, new Date());
  const name = runName(start.scenario.name, start.infer);
  const directory = makeRunDirectory({ ...choice, name }, (folder) => {
    writeJsonAtomically(path.join(folder, "manifest.json"), manifest);
  });
  return new FolderStore(directory, manifest, elements);
}

class FolderStore implements RunStore {
  private readonly chains = new Map<number, DrawFile>();
  private readonly timer: NodeJS.Timeout;

  constructor(
    readonly directory: string,
    private readonly manifest: Manifest,
    private readonly elements: readonly string[] | (() => readonly string[]),
  ) {
    this.timer = setInterval(() => this.flushQuietly(), quietFlush);
    this.timer.unref();
  }

  append(chain: number, values: ArrayLike<number>, statistics: Readonly<Record<string, number>>): void {
    let file = this.chains.get(chain);
    if (file === undefined) {
      file = new DrawFile(path.join(this.directory, `chain-${chain + 1}.csv`), this.names());
      this.chains.set(chain, file);
    }
    const open = file;
    this.guard(() => open.append(values, statistics));
  }

  private names(): readonly string[] {
    return typeof this.elements === "function" ? this.elements() : this.elements;
  }

  keep(name: string, bytes: Uint8Array): void {
    const file = path.join(this.directory, name);
    this.guard(() => {
      mkdirSync(path.dirname(file), { recursive: true });
      writeBytesAtomically(file, bytes);
    });
  }

  flush(): void {
    this.guard(() => {
      for (const file of this.chains.values()) file.flush();
    });
  }

  finish({ status, queries, reason, summary }: RunEnd): void {
    clearInterval(this.timer);
    const refusals: unknown[] = [];
    for (const file of this.chains.values()) {
      try {
        file.close();
      } catch (problem) {
        refusals.push(problem);
      }
    }
    this.guard(() => {
      if (summary !== undefined) writeJsonAtomically(path.join(this.directory, "summary.json"), summary);
      // The manifest comes last: a run that calls itself complete has all its files.
      const lost = refusals.length > 0;
      writeJsonAtomically(path.join(this.directory, "manifest.json"), {
        ...this.manifest,
        finished: new Date().toISOString(),
        status: lost ? "failed" : status,
        reason: lost ? `draws were lost: ${systemReason(refusals[0])}` : reason,
        queries,
      });
      if (lost) throw refusals[0];
    });
  }

  discard(): void {
    clearInterval(this.timer);
    for (const file of this.chains.values()) file.close();
    this.guard(() => rmSync(this.directory, { recursive: true, force: true }));
  }

  /** From the timer, where nobody listens: a refused write is met again, and told, by the next call. */
  private flushQuietly(): void {
    try {
      this.flush();
    } catch {
      clearInterval(this.timer);
    }
  }

  /** What the system refuses (a full disk, a folder taken away) is told as a diagnostic. */
  private guard(write: () => void): void {
    try {
      write();
    } catch (problem) {
      if ((problem as NodeJS.ErrnoException).code === undefined) throw problem;
      clearInterval(this.timer);
      throw new DiagnosticError([unwritableRun(this.directory, systemReason(problem))]);
    }
  }
}
