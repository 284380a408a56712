/** Which discrete variables the elements of arrays depend on, and what an array may be that depends on nothing else. */
import { labelElements } from "../element-labels.ts";
import { compute } from "../interpret.ts";
import { type Node, sizeOf } from "../node.ts";
import { reachable } from "../passes/dependencies.ts";
import { type Assignments, assignmentsFor, valuesUnder } from "./assignments.ts";
import { Scopes } from "./scopes.ts";
import type { Variables } from "./variables.ts";

/** More numbers than this are not looked at one by one. */
const mostNumbers = 2_000_000;
/** More variables in one index would make too many numbers even if each had two values only. */
const mostVariables = 20;

/** All that an array may be. */
export interface Possibilities {
  /** The array under each assignment. */
  readonly arrays: readonly Float64Array[];
  readonly assignments: Assignments;
  /** The set of variables of each element. */
  readonly labels: Int32Array;
  readonly scopes: Scopes;
}

const kept = new WeakMap<Variables, WeakMap<Node, Possibilities | null>>();

/**
 * The array under every combination of values of the variables that meet in one of its elements; undefined where it depends on
 * anything else, or where there are too many combinations to look at. Throws a RangeError for an index out of range in it.
 */
export function possibilities(node: Node, variables: Variables): Possibilities | undefined {
  const known = kept.get(variables) ?? new WeakMap<Node, Possibilities | null>();
  kept.set(variables, known);
  const before = known.get(node);
  if (before !== undefined) return before ?? undefined;
  const values = allValues(node, variables);
  known.set(node, values ?? null);
  return values;
}

/** Only the arrays. */
export function possibleValues(node: Node, variables: Variables): readonly Float64Array[] | undefined {
  return possibilities(node, variables)?.arrays;
}

function allValues(node: Node, variables: Variables): Possibilities | undefined {
  const below = reachable([node]);
  const isKnown = below.every(({ op }, i) => (op.name === "input" ? variables.offsets.has(below[i]) : !("box" in op)));
  if (!isKnown) return undefined;
  const scopes = new Scopes(mostVariables);
  const labels = scopesOf([node], variables, scopes).get(node) ?? new Int32Array(0);
  if (scopes.crowded.size > 0) return undefined;
  const assignments = assignmentsFor(labels, scopes, variables);
  if (assignments.count * sizeOf(node.shape) > mostNumbers) return undefined;
  const arrays = Array.from({ length: assignments.count }, (_, combination) => {
    const values = valuesUnder(combination, assignments, variables);
    const given = new Map(
      [...variables.offsets].map(([input, offset]) => [input, values.subarray(offset, offset + sizeOf(input.shape))]),
    );
    return compute([node], {}, given)[0];
  });
  return { arrays, assignments, labels, scopes };
}

/** For every node that `nodes` are made of, the label of each element's set of variables. */
export function scopesOf(nodes: readonly Node[], variables: Variables, scopes: Scopes): ReadonlyMap<Node, Int32Array> {
  return labelElements(nodes, {
    join: (a, b) => scopes.join(a, b),
    leaf(node) {
      const offset = variables.offsets.get(node);
      if (offset === undefined) return undefined;
      return Int32Array.from({ length: sizeOf(node.shape) }, (_, i) => scopes.single(offset + i));
    },
    indexValues: (index) => possibleValues(index, variables),
  });
}
