/** How alike the candidates of several starts are: correlations of all pairs at once. */
import type { Rows } from "../matching/match.ts";
import { countRows, rowOf } from "../matching/match.ts";
import { mean } from "../moments.ts";

/** A candidate among those of all starts. */
export interface Candidate {
  /** Which answer it belongs to, and which row of it. */
  readonly start: number;
  readonly row: number;
}

export interface Similarities {
  /** The starts one after the other. */
  readonly candidates: readonly Candidate[];
  readonly starts: number;
  /** [candidate, candidate]: the NCC of each pair, as `ncc` gives it. */
  readonly table: Float64Array;
}

/** @param answers of each start, rows of one length */
export function similarities(answers: readonly Rows[]): Similarities {
  const candidates = answers.flatMap((answer, start) =>
    Array.from({ length: countRows(answer) }, (_, row) => ({ start, row })),
  );
  const directions = candidates.map(({ start, row }) => direction(rowOf(answers[start], row)));
  const n = candidates.length;
  const table = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    table[i * n + i] = directions[i] === undefined ? 0 : 1;
    for (let j = 0; j < i; j++) {
      const value = cosine(directions[i], directions[j]);
      table[i * n + j] = value;
      table[j * n + i] = value;
    }
  }
  return { candidates, starts: answers.length, table };
}

/** The row less its mean, at length 1; undefined for a constant row. */
function direction(row: Float64Array): Float64Array | undefined {
  const centre = mean(row);
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
