/** The terms of sums, some of them written one after the other. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";

/** Steps of the sum that are written one after the other. */
const unrolled = 4;

/** Writes a loop over the k terms of sums, some at a time; `term` is told how many terms its pointers lag behind. */
export function overTerms(
  f: FunctionWriter,
  count: number,
  term: (behind: number) => Bytes,
  pointers: readonly (readonly [local: number, bytes: number])[],
): Bytes {
  const width = Math.min(unrolled, count);
  const several = (size: number) => Array.from({ length: size }, (_, u) => term(u));
  const advance = pointers.map(([local, bytes]) => [local, bytes * width] as const);
  return [f.times(Math.floor(count / width), () => several(width), advance), ...several(count % width)];
}
