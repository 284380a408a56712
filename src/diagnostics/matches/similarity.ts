/** How alike the candidates of several starts are, all pairs at once, by the measure that the truth is matched by. */
import type { Rows } from "../matching/match.ts";
import { countRows, rowOf } from "../matching/match.ts";
import type { Measure } from "../matching/measure.ts";
import { mean, variance } from "../moments.ts";

/** A candidate among those of all starts. */
export interface Candidate {
  /** Which answer it belongs to, and which row of it. */
  readonly start: number;
  readonly row: number;
}

/** What two candidates are compared by: 1 where they are the same, about 0 where they have nothing in common. */
export const likenesses = ["ncc", "cosine", "rmse"] as const;
export type Likeness = (typeof likenesses)[number];

/** SSIM of all pairs would take minutes: pictures that are matched by it are compared by correlation. */
export function likenessOf(matched: Measure["name"] | undefined): Likeness {
  return matched === undefined || matched === "ssim" ? "ncc" : matched;
}

/**
 * From here on two candidates are the same thing: where a match with a true row begins, too. An error of 0.6 standard deviations, by
 * `rmse`, is a likeness of 1 - 0.36 / 2.
 */
const alikeFrom: Readonly<Record<Likeness, number>> = { ncc: 0.8, cosine: 0.95, rmse: 0.82 };

export interface Similarities {
  /** The starts one after the other. */
  readonly candidates: readonly Candidate[];
  readonly starts: number;
  /** [candidate, candidate]: the NCC of each pair, as `ncc` gives it, or the cosine, or 1 - mse / (2 variance of all elements). */
  readonly table: Float64Array;
  /** Likeness from which two candidates are the same thing. */
  readonly threshold: number;
}

/** @param answers of each start, rows of one length */
export function similarities(answers: readonly Rows[], by: Likeness = "ncc"): Similarities {
  const candidates = answers.flatMap((answer, start) =>
    Array.from({ length: countRows(answer) }, (_, row) => ({ start, row })),
  );
  const rows = candidates.map(({ start, row }) => rowOf(answers[start], row));
  const like = by === "rmse" ? closeness(rows) : angles(rows.map((row) => direction(row, by === "ncc")));
  const n = candidates.length;
  const table = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = like(i, j);
      table[i * n + j] = value;
      table[j * n + i] = value;
    }
  }
  return { candidates, starts: answers.length, table, threshold: alikeFrom[by] };
}

type Like = (i: number, j: number) => number;

/** 1 - mse / (2 variance), not below -1: for rows of mean 0 and that variance their correlation. */
function closeness(rows: readonly Float64Array[]): Like {
  const spread = 2 * (variance(Float64Array.from(rows.flatMap((row) => [...row]))) || 1);
  return (i, j) => {
    let squares = 0;
    for (let k = 0; k < rows[i].length; k++) squares += (rows[i][k] - rows[j][k]) ** 2;
    return Math.max(-1, 1 - squares / rows[i].length / spread);
  };
}

function angles(directions: readonly (Float64Array | undefined)[]): Like {
  return (i, j) => (i === j && directions[i] !== undefined ? 1 : cosine(directions[i], directions[j]));
}

/** The row, less its mean where `isCentred`, at length 1; undefined for a constant row, or one of zeros. */
function direction(row: Float64Array, isCentred: boolean): Float64Array | undefined {
  const centre = isCentred ? mean(row) : 0;
  const moved = row.map((x) => x - centre);
  let squares = 0;
  for (const x of moved) squares += x * x;
  const norm = Math.sqrt(squares);
  // What rounding leaves of a constant row is no shape.
  if (!(norm > 1e-14 * Math.sqrt(row.length) * Math.abs(centre)) || norm === 0) return undefined;
  return moved.map((x) => x / norm);
}

function cosine(a: Float64Array | undefined, b: Float64Array | undefined): number {
  if (a === undefined || b === undefined) return 0;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return Math.max(-1, Math.min(1, sum));
}
