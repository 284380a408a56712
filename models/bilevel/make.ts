/**
 * Writes every file that the scenarios of this folder read: `node --import tsx models/bilevel/make.ts`. All of it follows from the
 * seeds 1 to 5; none was chosen by what is found. Records are rounded before anything is trained on them.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { parseCsv } from "../../src/language/files/csv.ts";
import { trainHidden } from "./hidden.ts";
import { fitLogistic } from "./logistic.ts";

export const seeds = [1, 2, 3, 4, 5];
export const counts = [1, 2, 4, 10];
const most = 10;
const features = 64;
const penalty = 0.01;
/** How far the file of near starts is from the records, in standard deviations. */
const off = 0.1;

const here = new URL(".", import.meta.url).pathname;
const round = (x: number) => Math.round(x * 1e4) / 1e4;

/** Standard normal numbers, [rows, columns]. */
function normals(seed: number, lane: number, rows: number, columns: number): number[][] {
  const random = new CounterRandom(seed, lane);
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => random.normal()));
}

function write(name: string, names: readonly string[], rows: readonly (readonly number[])[]): void {
  writeFileSync(`${here}${name}.csv`, `${[names, ...rows].map((row) => row.join(",")).join("\n")}\n`);
}

const rounded = (rows: readonly (readonly number[])[]) => rows.map((row) => row.map(round));
const moved = (rows: readonly (readonly number[])[], by: readonly (readonly number[])[]) =>
  rounded(rows.map((row, i) => row.map((x, k) => x + off * by[i][k])));
const column = (values: Iterable<number>) => Array.from(values, (value) => [value]);
const numbered = (letter: string, size: number) => Array.from({ length: size }, (_, k) => `${letter}${k}`);
/** 1, 0, 1, 0, .. */
const alternating = (n: number) => Array.from({ length: n }, (_, i) => 1 - (i % 2));

function makeGaussian(): void {
  mkdirSync(`${here}gaussian`, { recursive: true });
  const names = numbered("x", features);
  for (const seed of seeds) {
    const records = rounded(normals(seed, 0, most, features));
    write(`gaussian/records-${seed}`, names, records);
    write(`gaussian/near-${seed}`, names, moved(records, normals(seed, 1, most, features)));
    write(`gaussian/others-${seed}`, names, rounded(normals(seed, 2, most, features)));
    for (const n of counts) {
      const { weights, residual } = fitLogistic(records.slice(0, n), alternating(n), penalty);
      if (residual > 1e-13) throw new Error(`n = ${n}, seed ${seed}: not at the minimum (${residual})`);
      write(`gaussian/weights-${n}-${seed}`, ["weight"], column(weights));
    }
  }
}

/** Tumours by z-scores over all 569, five of each diagnosis in turn. */
function makeTumours(): void {
  mkdirSync(`${here}tumours`, { recursive: true });
  const table = parseCsv(readFileSync(`${here}breast_cancer.csv`));
  if (!("cells" in table)) throw new Error(table.message);
  const names = table.columns.slice(0, -1);
  const diagnoses = table.cells.map((cells) => cells[cells.length - 1]);
  const values = table.cells.map((cells) => cells.slice(0, -1).map(Number));
  const scores = values.map((row) => row.map((x, k) => round((x - mean(values, k)) / sd(values, k))));
  for (const seed of seeds) {
    const order = shuffled(seed, scores.length);
    const of = (diagnosis: string) => order.filter((i) => diagnoses[i] === diagnosis);
    const [malignant, benign] = [of("malignant"), of("benign")];
    const pick = (from: number) =>
      Array.from({ length: most }, (_, i) => scores[(i % 2 === 0 ? malignant : benign)[from + Math.floor(i / 2)]]);
    const records = pick(0);
    write(`tumours/records-${seed}`, names, records);
    write(`tumours/near-${seed}`, names, moved(records, normals(seed, 4, most, names.length)));
    write(`tumours/others-${seed}`, names, pick(most));
    for (const n of counts) {
      const { weights, residual } = fitLogistic(records.slice(0, n), alternating(n), penalty);
      if (residual > 1e-13) throw new Error(`n = ${n}, seed ${seed}: not at the minimum (${residual})`);
      write(`tumours/weights-${n}-${seed}`, ["weight"], column(weights));
    }
  }
}

const mean = (rows: readonly (readonly number[])[], k: number) =>
  rows.reduce((sum, row) => sum + row[k], 0) / rows.length;

function sd(rows: readonly (readonly number[])[], k: number): number {
  const centre = mean(rows, k);
  return Math.sqrt(rows.reduce((sum, row) => sum + (row[k] - centre) ** 2, 0) / (rows.length - 1));
}

function shuffled(seed: number, size: number): number[] {
  const random = new CounterRandom(seed, 3);
  const order = Array.from({ length: size }, (_, i) => i);
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

export const hiddenTraining = { penalty: 0.01, steps: 100, rate: 0.5 };

/** Nets of 8 hidden units on 16 features. */
function makeHidden(): void {
  mkdirSync(`${here}hidden`, { recursive: true });
  const [units, d] = [8, 16];
  for (const seed of seeds) {
    const records = rounded(normals(seed, 5, most, d));
    const first = rounded(normals(seed, 6, units, d + 2).map((row) => row.map((w) => 0.5 * w)));
    write(`hidden/records-${seed}`, numbered("x", d), records);
    write(`hidden/near-${seed}`, numbered("x", d), moved(records, normals(seed, 7, most, d)));
    write(`hidden/others-${seed}`, numbered("x", d), rounded(normals(seed, 8, most, d)));
    write(`hidden/first-${seed}`, numbered("w", d + 2), first);
    for (const n of counts) {
      const trained = trainHidden(
        first.map((row) => Float64Array.from(row)),
        records.slice(0, n),
        alternating(n),
        hiddenTraining,
      );
      write(
        `hidden/weights-${n}-${seed}`,
        numbered("w", d + 2),
        trained.map((row) => Array.from(row)),
      );
    }
  }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  makeGaussian();
  makeTumours();
  makeHidden();
}
