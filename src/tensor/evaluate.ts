/** The reference interpreter of tensor programs, for whole programs and for the constants in them. */
import { compute, type Environment } from "./interpret.ts";
import type { Node } from "./node.ts";

export { constantValue, isConstant } from "./constant-value.ts";
export type { Environment } from "./interpret.ts";

/**
 * The row-major values of the nodes, each node computed once. Throws a RangeError for an index out of range and an Error for
 * a buffer or box that the environment lacks. Do not write to the results: a constant's are its own.
 */
export function evaluate(nodes: readonly Node[], environment: Environment): Float64Array[] {
  return compute(nodes, environment, new Map());
}
