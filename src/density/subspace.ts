/**
 * Latents that are kept in a known subspace: x = z basis, with z free and the rows of the basis orthonormal. Bounds of the prior cannot
 * hold there element by element; they become a penalty on what lies beyond them.
 */
import type { Support } from "../distributions/distribution.ts";
import { finiteBounds } from "../distributions/support.ts";
import type { Subspace } from "../language/checked.ts";
import {
  add,
  broadcast,
  constant,
  fill,
  matmul,
  max,
  min,
  mul,
  relu,
  reshape,
  square,
  sub,
  sum,
  transpose,
} from "../tensor/build.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import { leadingSingularVectors } from "../tensor/singular-vectors.ts";
import type { Parametrisation } from "./parametrisation.ts";

/** [rank, inputs], with orthonormal rows; to be read only. */
export function basisOf({ weights, inputs, units, rank }: Subspace): Float64Array {
  return leadingSingularVectors(weights, inputs, units, rank).vectors;
}

/** @param support one that has `finiteBounds`
 * @param shape of the latent */
export function inSubspace(subspace: Subspace, support: Support, eventRank: number, shape: Shape): Parametrisation {
  const { rank, penalty } = subspace;
  const width = shape[shape.length - 1];
  const rows = sizeOf(shape) / width;
  const known = constant(basisOf(subspace), [rank, width]);
  const batchRank = shape.length - eventRank;
  const perEvent = (node: Node) => sum(node, range(shape.length).slice(batchRank));
  const bounds = finiteBounds(support);
  if (bounds === undefined) throw new Error(`no penalty stands for the bounds of a prior that is ${support.kind}`);
  const over = (bound: Node) => broadcast(bound, shape, range(bound.shape.length));
  const lower = bounds.lower && over(bounds.lower);
  const upper = bounds.upper && over(bounds.upper);
  const unconstrainedShape = [...shape.slice(0, -1), rank];
  return {
    size: rows * rank,
    unconstrainedShape,
    constrain(z) {
      const value = reshape(matmul(reshape(z, [rows, rank]), known), shape);
      const beyond = [...(lower ? [sub(lower, value)] : []), ...(upper ? [sub(value, upper)] : [])];
      const below = upper ? min(value, upper) : value;
      return {
        value,
        // A linear map has the same Jacobian everywhere.
        logJacobian: fill(shape.slice(0, batchRank), 0),
        inside: lower ? max(below, lower) : below,
        penalty: perEvent(beyond.map((each) => mul(-penalty, square(relu(each)))).reduce(add, fill(shape, 0))),
      };
    },
    unconstrain: (value) => reshape(matmul(reshape(value, [rows, width]), transpose(known)), unconstrainedShape),
  };
}
