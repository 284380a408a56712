/** Chains of variables among those that are left: each meets the next and nothing else. */

/** Shorter chains are summed out in rounds like everything else. */
const shortest = 6;
/** More kinds of chains than this would make as many loops. */
const mostKinds = 8;

/** Chains of one length whose variables have one number of values: [chain][position]. */
export type Chains = readonly (readonly number[])[];

/**
 * All that is left as groups of chains; undefined where some of it is no chain, or where chains are short or of many kinds.
 * @param neighbours for each variable those it meets
 */
export function chainsOf(
  left: readonly number[],
  neighbours: readonly ReadonlySet<number>[],
  states: Int32Array,
): Chains[] | undefined {
  const seen = new Set<number>();
  const kinds = new Map<string, number[][]>();
  for (const start of [...left].sort((a, b) => a - b)) {
    if (seen.has(start) || neighbours[start].size > 1) continue;
    const chain = walk(start, neighbours);
    for (const v of chain) seen.add(v);
    if (chain.length < shortest || chain.some((v) => states[v] !== states[start] || neighbours[v].size > 2)) {
      return undefined;
    }
    const kind = `${chain.length}:${states[start]}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), chain]);
  }
  // What is not seen from an end goes round in a circle.
  return seen.size === left.length && kinds.size > 0 && kinds.size <= mostKinds ? [...kinds.values()] : undefined;
}

/** From an end to the other, or to where more than two meet. */
function walk(start: number, neighbours: readonly ReadonlySet<number>[]): number[] {
  const chain = [start];
  for (let before = -1, at = start; ; ) {
    const next = [...neighbours[at]].find((v) => v !== before);
    if (next === undefined || neighbours[at].size > 2) return chain;
    chain.push(next);
    [before, at] = [at, next];
  }
}
