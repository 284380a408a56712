/** Reads the folder of a run back, also of one that was killed. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { notARun } from "../language/diagnostics/command-line.ts";
import { fail } from "../language/diagnostics/make.ts";
import { systemReason } from "./directory.ts";
import type { Manifest } from "./manifest.ts";

/** The draws of one chain. */
export interface ChainDraws {
  /** From 0, as in the events of the run; the file is `chain-{chain + 1}.csv`. */
  readonly chain: number;
  readonly rows: number;
  /** Element names in the order of the file. */
  readonly elements: readonly string[];
  /** [rows] values of each element. */
  readonly draws: ReadonlyMap<string, Float64Array>;
  /** [rows] values of each statistic, by its name without the dot. */
  readonly statistics: ReadonlyMap<string, Float64Array>;
}

export interface StoredRun {
  readonly manifest: Manifest;
  /** `summary.json`; undefined for a run that did not get that far. */
  readonly summary: unknown;
  /** In the order of their numbers; chains without a draw are missing. */
  readonly chains: readonly ChainDraws[];
}

/** Throws a DiagnosticError (PAL6010) where the folder holds no readable run. */
export function readRun(directory: string): StoredRun {
  const manifest = readJson(directory, "manifest.json");
  if (!isManifest(manifest)) fail(notARun(directory, "manifest.json is that of something else"));
  const summary = existsSync(path.join(directory, "summary.json")) ? readJson(directory, "summary.json") : undefined;
  const numbers = readdirSync(directory)
    .map((name) => /^chain-(\d+)\.csv$/.exec(name)?.[1])
    .filter((number) => number !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
  const chains = numbers.map((number) =>
    parseChain(number - 1, readFileSync(path.join(directory, `chain-${number}.csv`), "utf8")),
  );
  return { manifest, summary, chains: chains.filter((chain) => chain.rows > 0) };
}

/** Whether it says of itself what `startManifest` writes; its fields are not gone through one by one. */
function isManifest(value: unknown): value is Manifest {
  const format: Manifest["format"] = 1;
  return typeof value === "object" && value !== null && "format" in value && value.format === format;
}

function readJson(directory: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(path.join(directory, name), "utf8"));
  } catch (problem) {
    fail(notARun(directory, `${name}: ${systemReason(problem)}`));
  }
}

/** Reads the text of a chain file; a last line without its line break was torn by a kill and is left out. */
export function parseChain(chain: number, text: string): ChainDraws {
  const lines = text.split("\n");
  lines.pop();
  const columns = lines.length > 0 ? parseHeader(lines[0]) : [];
  const rows = Math.max(lines.length - 1, 0);
  const values = columns.map(() => new Float64Array(rows));
  for (let row = 0; row < rows; row++) {
    const fields = lines[row + 1].split(",");
    for (let column = 0; column < columns.length; column++) values[column][row] = Number(fields[column]);
  }
  const named = columns.map((name, column) => [name, values[column]] as const);
  return {
    chain,
    rows,
    elements: columns.filter((name) => !name.startsWith(".")),
    draws: new Map(named.filter(([name]) => !name.startsWith("."))),
    statistics: new Map(
      named.filter(([name]) => name.startsWith(".")).map(([name, column]) => [name.slice(1), column]),
    ),
  };
}

function parseHeader(line: string): string[] {
  return [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain,
  );
}
