/**
 * How long it takes from the text of a scenario to its first gradient, data read and code generated: `node --import tsx bench/first/first.ts`.
 * Each round is a process of its own, which has loaded the compiler and compiled nothing yet; medians, with processor time beside them.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { benchModels } from "../gradient/models.ts";

const rounds = 5;
const script = fileURLToPath(new URL("one.ts", import.meta.url));
/** Milliseconds that are promised. */
const promised: Readonly<Record<string, number>> = { eight_schools_noncentered: 100, radon: 1000 };

interface Round {
  readonly dimension: number;
  readonly check: number;
  readonly plan: number;
  readonly first: number;
  readonly processor: number;
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const folder = mkdtempSync(path.join(tmpdir(), "first-gradient-"));
console.log(
  "milliseconds; medians of 5 processes       latents   read and check   plan and emit   first   all   processor time   promised",
);
for (const { name, scenario, data } of benchModels(folder)) {
  const bound = promised[name];
  if (bound === undefined) continue;
  if (data === undefined) {
    console.log(`skipped ${name}: the reference posteriors are not at ../shared/posteriordb`);
    continue;
  }
  const found = Array.from({ length: rounds }, (): Round => {
    const text = execFileSync(process.execPath, ["--import", "tsx", script, scenario, data], { encoding: "utf8" });
    return JSON.parse(text);
  });
  const of = (part: (round: Round) => number) => median(found.map(part)).toFixed(0);
  const cells = [
    String(found[0].dimension).padStart(7),
    of(({ check }) => check).padStart(14),
    of(({ plan }) => plan).padStart(13),
    of(({ first }) => first).padStart(5),
    of(({ check, plan, first }) => check + plan + first).padStart(3),
    of(({ processor }) => processor).padStart(14),
    String(bound).padStart(8),
  ];
  console.log(`${name.padEnd(42)} ${cells.join("   ")}`);
}
rmSync(folder, { recursive: true });
