/**
 * All combinations of values of the variables that meet in one element, for all elements of an array at once: variables that
 * never meet share a colour, and every colour goes through its values.
 */
import type { Scopes } from "./scopes.ts";
import type { Variables } from "./variables.ts";

export interface Assignments {
  /** The colour of each variable; -1 of those in no scope. */
  readonly colour: Int32Array;
  /** For each colour, the most values that one of its variables has. */
  readonly values: readonly number[];
  /** Combinations: the product of `values`. */
  readonly count: number;
  /** What one more value of each colour adds to the number of a combination: the last colour runs fastest. */
  readonly strides: readonly number[];
}

/** @param labels of elements, whose members must differ in colour */
export function assignmentsFor(labels: Iterable<number>, scopes: Scopes, variables: Variables): Assignments {
  const colour = new Int32Array(variables.count.length).fill(-1);
  const sets = [...new Set(labels)].map((label) => scopes.members(label));
  const meeting = new Map<number, Set<number>>();
  for (const set of sets) {
    if (set.length < 2) continue;
    for (const v of set) {
      const others = meeting.get(v) ?? new Set<number>();
      for (const other of set) if (other !== v) others.add(other);
      meeting.set(v, others);
    }
  }
  const values: number[] = [];
  // Variables that meet no other have the first colour.
  for (const [v] of sets.filter((set) => set.length === 1)) {
    if (meeting.has(v)) continue;
    colour[v] = 0;
    values[0] = Math.max(values[0] ?? 1, variables.count[v]);
  }
  for (const v of [...meeting.keys()].sort((a, b) => a - b)) {
    const taken = new Set([...(meeting.get(v) ?? [])].map((other) => colour[other]));
    let free = 0;
    while (taken.has(free)) free++;
    colour[v] = free;
    values[free] = Math.max(values[free] ?? 1, variables.count[v]);
  }
  const strides = values.map((_, c) => values.slice(c + 1).reduce((a, b) => a * b, 1));
  return { colour, values, count: values.reduce((a, b) => a * b, 1), strides };
}

/** The value of every variable under a combination; one with fewer values than its colour keeps its last. */
export function valuesUnder(
  combination: number,
  { colour, values, strides }: Assignments,
  variables: Variables,
): Float64Array {
  return Float64Array.from(variables.lower, (lower, v) => {
    const c = colour[v];
    if (c < 0) return lower;
    return lower + Math.min(Math.floor(combination / strides[c]) % values[c], variables.count[v] - 1);
  });
}
