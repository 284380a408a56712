/** Which coordinates belong to each independent part, as one flat table. */

/** Coordinates of part p: `index[start[p]] .. index[start[p + 1] - 1]`, increasing. */
export interface PartLayout {
  /** [partCount + 1] */
  readonly start: Int32Array;
  /** [dimension], less what is left out */
  readonly index: Int32Array;
}

/** Sorts the coordinates by part: `partOf[i]` is the part of coordinate i. Some may be left out. */
export function layoutParts(
  partOf: Int32Array,
  partCount: number,
  leftOut: ReadonlySet<number> = new Set(),
): PartLayout {
  const kept = Int32Array.from(partOf.keys()).filter((i) => !leftOut.has(i));
  const start = new Int32Array(partCount + 1);
  for (const i of kept) start[partOf[i] + 1]++;
  for (let p = 0; p < partCount; p++) start[p + 1] += start[p];
  const next = start.slice(0, partCount);
  const index = new Int32Array(kept.length);
  for (const i of kept) index[next[partOf[i]]++] = i;
  return { start, index };
}
