/** The importance-sampling reference of models/iris/scenario.pal that is kept in verify/iris-reference.json. */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Moments } from "./compare.ts";
import type { ImportanceResult } from "./iris-importance.ts";

const file = fileURLToPath(new URL("../iris-reference.json", import.meta.url));

export interface IrisReference extends ImportanceResult {
  /** How it was made. */
  readonly about: string;
}

export function readIrisReference(): IrisReference {
  return JSON.parse(readFileSync(file, "utf8"));
}

/** Numbers are rounded to eight digits, far below their Monte Carlo error. */
export function writeIrisReference(result: ImportanceResult): void {
  const about =
    "Posterior of models/iris/scenario.pal by importance sampling from prior draws, flower by flower: `npm run verify -- iris --write`. Features in the order sepal_length, sepal_width, petal_length, petal_width, in centimetres.";
  const round = (_: string, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(8)) : value);
  writeFileSync(file, `${JSON.stringify({ about, ...result }, round, 2)}\n`);
}

/** By the names that a run gives its quantities. */
export function irisMoments({ flowers }: ImportanceResult): Record<string, Moments> {
  const entries = flowers.flatMap(({ mean, sd }, f) =>
    mean.map((value, i) => [`x[${f},${i}]`, { mean: value, sd: sd[i] }] as const),
  );
  return Object.fromEntries(entries);
}
