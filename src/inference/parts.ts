/** Which coordinates belong to each independent part, as one flat table. */

/** Coordinates of part p: `index[start[p]] .. index[start[p + 1] - 1]`, increasing. */
export interface PartLayout {
  /** [partCount + 1] */
  readonly start: Int32Array;
  /** [dimension] */
  readonly index: Int32Array;
}

/** Sorts the coordinates by part: `partOf[i]` is the part of coordinate i. */
export function layoutParts(partOf: Int32Array, partCount: number): PartLayout {
  const start = new Int32Array(partCount + 1);
  for (const part of partOf) start[part + 1]++;
  for (let p = 0; p < partCount; p++) start[p + 1] += start[p];
  const next = start.slice(0, partCount);
  const index = new Int32Array(partOf.length);
  for (let i = 0; i < partOf.length; i++) index[next[partOf[i]]++] = i;
  return { start, index };
}
