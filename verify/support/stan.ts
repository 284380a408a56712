/** Stan's own compiler and log densities, where they are installed: `stanc` and the Python package `pystan`. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dataFile } from "../../src/emit/stan/data.ts";
import type { Nested } from "../../src/tensor/nested.ts";

const script = fileURLToPath(new URL("stan_density.py", import.meta.url));

/** The compiler: `PALIMPSEST_STANC`, or `stanc` on the path; undefined where neither starts. */
export function stanCompiler(): string | undefined {
  const command = process.env.PALIMPSEST_STANC ?? "stanc";
  return spawnSync(command, ["--version"]).status === 0 ? command : undefined;
}

/** A Python that can import pystan: `PALIMPSEST_PYTHON`, or `python3`; undefined where it cannot. */
export function pythonWithStan(): string | undefined {
  const command = process.env.PALIMPSEST_PYTHON ?? "python3";
  return spawnSync(command, ["-c", "import httpstan.models"]).status === 0 ? command : undefined;
}

/** What the compiler says against a program; undefined where it accepts it. */
export function refusal(compiler: string, program: string): string | undefined {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-stan-"));
  try {
    const file = path.join(folder, "program.stan");
    writeFileSync(file, program);
    const { status, stderr } = spawnSync(compiler, [`--o=${path.join(folder, "program.hpp")}`, file], {
      encoding: "utf8",
    });
    return status === 0 ? undefined : stderr;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Log densities of a program at points of constrained values. @throws Error with what Python says */
export function stanDensities(
  python: string,
  program: string,
  data: Readonly<Record<string, Nested>>,
  points: readonly Readonly<Record<string, Nested>>[],
): number[] {
  const input = JSON.stringify({ program, data: dataFile(data), points });
  const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: "utf8", maxBuffer: 1e9 });
  if (status !== 0) throw new Error(stderr.trim().split("\n").slice(-8).join("\n"));
  const values: number[] = JSON.parse(stdout.trim().split("\n").pop() ?? "");
  return values;
}
