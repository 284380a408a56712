/** Groups of rows that known indices make, and the choice of those that spare most reads of an index. */

/** A known index of rows, and how many gathers and scatters go by it. */
export interface RowIndex {
  readonly data: Float64Array;
  readonly reads: number;
}

/** For each row the number of its group, below `count`. */
export interface Groups {
  readonly of: Int32Array;
  readonly count: number;
}

/** Groups, and the indices that make them. */
export interface Grouping extends Groups {
  readonly indices: readonly RowIndex[];
}

/** The groups that remain when rows of one group must also have one number of an index. */
export type Refine = (groups: Groups | undefined, data: Float64Array) => Groups;

/** Rows that a group must have on average, so that a loop for each group costs less than finding the group of each row. */
const fewestRows = 4;

/** Indices that are looked at, those with the most reads first. */
const mostIndices = 8;

/** Indices are below this, so that a group and an index are one whole number. */
const largest = 2 ** 31;

/** Rows wherever they stand. */
export const bySort: Refine = (groups, data) => {
  const of = new Int32Array(data.length);
  const numbers = new Map<number, number>();
  for (let i = 0; i < data.length; i++) {
    const key = (groups?.of[i] ?? 0) * largest + data[i];
    const known = numbers.get(key);
    of[i] = known ?? numbers.size;
    if (known === undefined) numbers.set(key, numbers.size);
  }
  return { of, count: numbers.size };
};

/** Rows that stand one behind the other. */
export const byRuns: Refine = (groups, data) => {
  const of = new Int32Array(data.length);
  for (let i = 1; i < data.length; i++) {
    const same = data[i] === data[i - 1] && groups?.of[i] === groups?.of[i - 1];
    of[i] = of[i - 1] + (same ? 0 : 1);
  }
  return { of, count: data.length === 0 ? 0 : of[data.length - 1] + 1 };
};

/**
 * The groups for which most reads are the same in all rows of a group, each row but one of a group counted: those of the best index,
 * refined by others as long as that spares more. Undefined where none are worth a loop for each group.
 * @param fewest rows that a group must have on average
 */
export function chooseGroups(indices: readonly RowIndex[], refine: Refine, fewest = fewestRows): Grouping | undefined {
  const candidates = [...indices].sort((a, b) => b.reads - a.reads).slice(0, mostIndices);
  let best: Grouping | undefined;
  let most = 0;
  for (;;) {
    let better: Grouping | undefined;
    for (const index of candidates) {
      if (best?.indices.includes(index)) continue;
      const groups = refine(best, index.data);
      const rows = index.data.length;
      if (groups.count < 2 || rows < fewest * groups.count) continue;
      const same = candidates.filter(({ data }) => refine(groups, data).count === groups.count);
      const spared = (rows - groups.count) * same.reduce((sum, { reads }) => sum + reads, 0);
      if (spared <= most) continue;
      most = spared;
      better = { ...groups, indices: [...(best?.indices ?? []), index] };
    }
    if (!better) return best;
    best = better;
  }
}
