/**
 * A weighted sum of squares of an affine function, from fewer rows: those that read the same elements are made a triangle. What of
 * a triangle no longer reads the element that changes fastest joins the triangles of other groups, and so on, until only numbers are left.
 * So y - alpha[group] - beta x becomes a row a group and one row of beta, and y - X beta the square R of a QR factorisation.
 */
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
  /** For each term, and the constant, what counts as 0 in its column. */
  readonly least: readonly number[];
}

/** A coefficient this much smaller than those of its column together is what rounding left of one that depends on others. */
const ROUNDING = 1e-14;

/** Multiplications that triangles may take: about a second. */
const MOST_WORK = 1e9;

/**
 * The levels whose squares add up to those of the rows, within each combination of keys.
 * @param terms in the order in which they are got rid of: those that read most elements first
 * @returns undefined where it would be much work, or saves less than a quarter of it
 */
export function levelsOf(
  terms: readonly LevelTerm[],
  constant: Float64Array,
  keys: readonly Int32Array[],
): Level[] | undefined {
  const count = constant.length;
  if (count * (terms.length + 1) ** 2 > MOST_WORK || !pays(terms, keys, count)) return undefined;
  let left: Rows = {
    rows: Array.from(constant, (c, i) => Float64Array.from([...terms.map(({ coefficient }) => coefficient[i]), c])),
    terms,
    keys,
    least: [...terms.map(({ coefficient }) => ROUNDING * lengthOf(coefficient)), 0],
  };
  const levels: Level[] = [];
  for (let level = 0; level <= terms.length; level++) {
    const { done, rest } = step(left);
    if (done.constant.length > 0) levels.push(done);
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
function step({ rows, terms, keys, least }: Rows): { done: Level; rest: Rows } {
  const done: Float64Array[] = [];
  const doneAt: number[] = [];
  const rest: Float64Array[] = [];
  const restAt: number[] = [];
  for (const group of groupsOf([...keys, ...terms.map(({ source }) => source)], rows.length)) {
    const triangle = triangleOf(
      group.map((i) => rows[i]),
      least,
    );
    for (const row of triangle) {
      const isDone = terms.length === 0 || row[0] !== 0;
      (isDone ? done : rest).push(isDone ? row : row.subarray(1));
      (isDone ? doneAt : restAt).push(group[0]);
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
      least: least.slice(1),
    },
  };
}

function lengthOf(x: Float64Array): number {
  let sum = 0;
  for (const each of x) sum += each * each;
  return Math.sqrt(sum);
}
