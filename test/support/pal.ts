/** Runs the built `pal` as a user does, in a folder of its own. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const bundle = fileURLToPath(new URL("../../dist/pal.js", import.meta.url));

export interface Outcome {
  /** The exit code; the signal's name where one ended it. */
  readonly code: number | string;
  readonly out: string;
  readonly err: string;
}

/** A folder that is removed by `clean`. */
export class Workplace {
  readonly folder = mkdtempSync(path.join(tmpdir(), "pal-cli-"));

  /** Writes a file and returns its name. */
  write(name: string, content: string | Uint8Array): string {
    writeFileSync(path.join(this.folder, name), content);
    return name;
  }
  path(...names: string[]): string {
    return path.join(this.folder, ...names);
  }
  /** Folders of runs, those in the making included. */
  runs(): string[] {
    return existsSync(this.path("runs")) ? readdirSync(this.path("runs")) : [];
  }
  clean(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** `watch` sees the process while it runs; one that does not end within a minute is killed. */
  pal(words: readonly string[], watch: (child: ChildProcess) => void = () => {}): Promise<Outcome> {
    return runPal(words, this.folder, watch);
  }
}

export async function runPal(
  words: readonly string[],
  cwd: string,
  watch: (child: ChildProcess) => void = () => {},
): Promise<Outcome> {
  const env = { ...process.env, NO_COLOR: "1", FORCE_COLOR: "" };
  const child = spawn(process.execPath, [bundle, ...words], { cwd, env, timeout: 60_000 });
  let out = "";
  let err = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  watch(child);
  const code = await new Promise<number | string>((resolve) =>
    child.on("close", (status, signal) => resolve(status ?? signal ?? "")),
  );
  return { code, out, err };
}
