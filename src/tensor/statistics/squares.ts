/**
 * A weighted sum of squares of an affine function, from fewer rows: those that read the same elements are made a triangle. What of
 * a triangle no longer reads the element that changes fastest joins the triangles of other groups, and so on, until only numbers are left.
 * So y - alpha[group] - beta x becomes a row a group and one row of beta, and y - X beta the square R of a QR factorisation.
 */
import { dot, norm } from "../../linear/vectors.ts";
import type { Node } from "../node.ts";
import { groupsOf } from "./groups.ts";
import { triangleOf } from "./triangle.ts";

/** What the rows of one level read: for each group a row of coefficients. */
export interface Level {
  readonly terms: readonly LevelTerm[];
  /** Added to each row. */
  readonly constant: Float64Array;
  /** For each kind of key its number in each row. */
  readonly keys: readonly Int32Array[];
}

export interface LevelTerm {
  readonly atom: Node;
  readonly source: Int32Array;
  readonly coefficient: Float64Array;
}

/** Rows with coefficients (one a term, and the constant), the elements that the terms read, and keys that must not meet. */
interface Rows {
  readonly rows: readonly Float64Array[];
  readonly terms: readonly { readonly atom: Node; readonly source: Int32Array }[];
  readonly keys: readonly Int32Array[];
  /** For each row the lengths of the columns of what it was made of; rows that were made together have one and the same array. */
  readonly lengths: readonly Float64Array[];
}

/** A coefficient this much smaller than those that it was made of is what rounding left of one that depends on others. */
const ROUNDING = 1e-14;

/** Combinations of terms that rows may read: each is computed apart. */
const MOST_PATTERNS = 16;

/** Multiplications that triangles may take: about a second. */
const MOST_WORK = 1e9;

/**
 * The levels whose squares add up to those of the rows, within each combination of keys.
 * @param terms in the order in which they are got rid of: those that read most elements first
 * @returns undefined where it would be much work or saves less than a quarter of it, and where squares of known numbers are not finite
 */
export function levelsOf(
  terms: readonly LevelTerm[],
  constant: Float64Array,
  keys: readonly Int32Array[],
): Level[] | undefined {
  const count = constant.length;
  if (count * (terms.length + 1) ** 2 > MOST_WORK || !pays(terms, keys, count)) return undefined;
  const columns = [...terms.map(({ coefficient }) => coefficient), constant];
  if (!columns.every((column) => Number.isFinite(norm(column)))) return undefined;
  if (!Number.isFinite(dot(constant, constant))) return undefined;
  const rows = Array.from(constant, (_, i) => Float64Array.from(columns, (column) => column[i]));
  let left: Rows = { rows, terms, keys, lengths: rows };
  const levels: Level[] = [];
  for (let level = 0; level <= terms.length; level++) {
    const { done, rest } = step(left);
    const parts = byPattern(done);
    if (parts.length > MOST_PATTERNS) return undefined;
    levels.push(...parts);
    left = rest;
  }
  const cost = levels.reduce((sum, level) => sum + level.constant.length * (level.terms.length + 1), 0);
  return cost < 0.75 * count * (terms.length + 1) ? levels : undefined;
}

/** Whether rows can meet: else nothing need be computed to know that nothing is saved. */
function pays(terms: readonly LevelTerm[], keys: readonly Int32Array[], count: number): boolean {
  const groups = groupsOf([...keys, ...terms.map(({ source }) => source)], count);
  const varying = terms.filter(({ source }) => source.some((x) => x !== source[0])).length;
  const rows = groups.reduce((sum, group) => sum + Math.min(group.length, Math.max(1, varying)), 0);
  return rows + (terms.length - varying) <= 0.75 * count;
}

/** Triangles of the groups: the rows that read the first term, and the others without it. */
function step({ rows, terms, keys, lengths }: Rows): { done: Level; rest: Rows } {
  const done: Float64Array[] = [];
  const doneAt: number[] = [];
  const rest: Float64Array[] = [];
  const restAt: number[] = [];
  const restLengths: Float64Array[] = [];
  for (const group of groupsOf([...keys, ...terms.map(({ source }) => source)], rows.length)) {
    const own = together(group.map((i) => lengths[i]));
    // Of the constant nothing depends on others: what is left of it is the sum of squares itself.
    const least = own.map((length, j) => (j < terms.length ? ROUNDING * length : 0));
    const triangle = triangleOf(
      group.map((i) => rows[i]),
      least,
    );
    const others = own.subarray(1);
    for (const row of triangle) {
      const isDone = terms.length === 0 || row[0] !== 0;
      (isDone ? done : rest).push(isDone ? row : row.subarray(1));
      (isDone ? doneAt : restAt).push(group[0]);
      if (!isDone) restLengths.push(others);
    }
  }
  const at = (places: readonly number[], key: Int32Array) => Int32Array.from(places, (i) => key[i]);
  return {
    done: {
      terms: terms.map(({ atom, source }, t) => ({
        atom,
        source: at(doneAt, source),
        coefficient: Float64Array.from(done, (row) => row[t]),
      })),
      constant: Float64Array.from(done, (row) => row[terms.length]),
      keys: keys.map((key) => at(doneAt, key)),
    },
    rest: {
      rows: rest,
      terms: terms.slice(1).map(({ atom, source }) => ({ atom, source: at(restAt, source) })),
      keys: keys.map((key) => at(restAt, key)),
      lengths: restLengths,
    },
  };
}

/** Lengths of the columns of what several rows were made of; each array counts once. */
function together(lengths: readonly Float64Array[]): Float64Array {
  const parts = [...new Set(lengths)];
  return parts[0].map((_, j) => norm(Float64Array.from(parts, (part) => part[j])));
}

/** The rows of a level apart by which terms they read: what a row does not read may be infinite, so that 0 times it is not 0. */
function byPattern({ terms, constant, keys }: Level): Level[] {
  const patterns = new Map<string, number[]>();
  for (let row = 0; row < constant.length; row++) {
    const pattern = terms.map(({ source }) => (source[row] < 0 ? "-" : "+")).join("");
    const rows = patterns.get(pattern);
    if (rows) rows.push(row);
    else patterns.set(pattern, [row]);
  }
  return Array.from(patterns.values(), (rows) => ({
    terms: terms
      .filter(({ source }) => source[rows[0]] >= 0)
      .map(({ atom, source, coefficient }) => ({
        atom,
        source: Int32Array.from(rows, (row) => source[row]),
        coefficient: Float64Array.from(rows, (row) => coefficient[row]),
      })),
    constant: Float64Array.from(rows, (row) => constant[row]),
    keys: keys.map((key) => Int32Array.from(rows, (row) => key[row])),
  }));
}
