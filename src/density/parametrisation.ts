/**
 * The map between constrained quantities and the unconstrained positions that samplers move on, with its Jacobian
 * (Stan reference manual, chapter "Constraint transforms").
 */

import type { ScalarSupport, Support } from "../distributions/distribution.ts";
import { shared } from "../distributions/terms.ts";
import {
  add,
  broadcast,
  constant,
  cumsum,
  div,
  exp,
  fill,
  gt,
  log,
  logSoftmax,
  max,
  min,
  mul,
  neg,
  pad,
  select,
  sigmoid,
  slice,
  softplus,
  sub,
  sum,
} from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import { above, below } from "./neighbours.ts";
import { choleskyCorrelation, covariance, ordered, orderedAbove, orderedBelow } from "./vector-transforms.ts";

export interface Constrained {
  readonly value: Node;
  readonly logJacobian: Node;
  /** The Cholesky factor of a value that is made of one. */
  readonly factor?: Node;
  /** Set where the value can leave the support: what stands for it in its own prior, and what is added for that, [...batch]. */
  readonly inside?: Node;
  readonly penalty?: Node;
}

export interface Parametrisation {
  /** Unconstrained elements in all. */
  readonly size: number;
  readonly unconstrainedShape: Shape;
  /** The constrained value of u, and the log of the absolute Jacobian determinant of each event, [...batch]. */
  constrain(u: Node): Constrained;
  /** The inverse of `constrain`. On the boundary of the support it is infinite. */
  unconstrain(value: Node): Node;
}

/** An element-wise map: value and the log of its derivative. */
export interface Elementwise {
  constrain(u: Node): { value: Node; logDerivative: Node };
  unconstrain(value: Node): Node;
}

const identity: Elementwise = {
  constrain: (u) => ({ value: u, logDerivative: fill(u.shape, 0) }),
  unconstrain: (value) => value,
};

/** Stan reference manual, "Lower bounded scalar", from 0. */
const positive: Elementwise = {
  constrain: (u) => ({ value: exp(u), logDerivative: u }),
  unconstrain: log,
};

/** Stan reference manual, "Lower bounded scalar". */
function aboveBound(lower: Node): Elementwise {
  return {
    constrain: (u) => ({ value: add(lower, exp(u)), logDerivative: u }),
    unconstrain: (value) => log(sub(value, lower)),
  };
}

/** Stan reference manual, "Upper bounded scalar", turned round so that it increases. */
function belowBound(upper: Node): Elementwise {
  return {
    constrain: (u) => ({ value: sub(upper, exp(neg(u))), logDerivative: neg(u) }),
    unconstrain: (value) => neg(log(sub(upper, value))),
  };
}

/** log(sigmoid(u) sigmoid(-u)), the log derivative of the logistic function. */
function logLogisticDerivative(u: Node): Node {
  return neg(add(softplus(u), softplus(neg(u))));
}

const LARGEST_BELOW_ONE = 1 - 2 ** -53;

/** Stan reference manual, "Lower and upper bounded scalar", on (0, 1). */
const unit: Elementwise = {
  // Beyond u = 37 the logistic function rounds to 1, where many densities are infinite.
  constrain: (u) => ({ value: min(sigmoid(u), LARGEST_BELOW_ONE), logDerivative: logLogisticDerivative(u) }),
  unconstrain: (value) => sub(log(value), log(sub(1, value))),
};

/** -Infinity where latent bounds have changed places and nothing lies between them. */
function logOfWidth(width: Node): Node {
  const isSome = gt(width, 0);
  return select(isSome, log(select(isSome, width, 1)), Number.NEGATIVE_INFINITY);
}

/** Stan reference manual, "Lower and upper bounded scalar". Values stay strictly between known bounds, and never pass latent ones. */
function interval(lower: Node, upper: Node): Elementwise {
  const width = shared([lower, upper], (lower, upper) => sub(upper, lower));
  const lowest = neighbour(lower, above);
  const highest = neighbour(upper, below);
  return {
    constrain(u) {
      const value = add(lower, mul(width, sigmoid(u)));
      return {
        value: max(min(value, highest), lowest),
        logDerivative: add(shared([width], logOfWidth), logLogisticDerivative(u)),
      };
    },
    unconstrain: (value) => log(div(sub(value, lower), sub(upper, value))),
  };
}

/** The next double of a known bound, a latent one as it is. */
function neighbour(bound: Node, next: (x: number) => number): Node {
  const one = bound.op.name === "broadcast" ? bound.inputs[0] : bound;
  const values = constantValue(one);
  if (values === undefined) return bound;
  const moved = constant(values.map(next), one.shape);
  return bound.op.name === "broadcast" ? broadcast(moved, bound.shape, bound.op.axes) : moved;
}

function elementwise(map: Elementwise, eventRank: number, shape: Shape): Parametrisation {
  const eventAxes = range(shape.length).slice(shape.length - eventRank);
  return {
    size: sizeOf(shape),
    unconstrainedShape: shape,
    constrain(u) {
      const { value, logDerivative } = map.constrain(u);
      return { value, logJacobian: sum(logDerivative, eventAxes) };
    },
    unconstrain: (value) => map.unconstrain(value),
  };
}

/** The smallest normal double: proportions stay above 0, so that their logarithms are finite. */
const SMALLEST = 2.2250738585072014e-308;

/**
 * The isometric log-ratio map (Egozcue et al. 2003; Stan reference manual, "Unit simplex", since 2.36): softmax of V u for the
 * orthonormal columns v_k = (1, .., 1, -k, 0, ..) / sqrt(k (k + 1)), k = 1 .. n - 1, whose Jacobian onto the first n - 1
 * proportions is sqrt(n) times their product. Unlike stick breaking it treats all proportions alike.
 */
function simplex(shape: Shape): Parametrisation {
  const axis = shape.length - 1;
  const n = shape[axis];
  const batch = shape.slice(0, axis);
  const unconstrainedShape = [...batch, n - 1];
  const along = (values: readonly number[]) => broadcast(constant(values, [n - 1]), unconstrainedShape, [axis]);
  const k = range(n - 1).map((i) => i + 1);
  const norms = along(k.map((k) => 1 / Math.sqrt(k * (k + 1))));
  const counts = along(k);
  return {
    size: sizeOf(unconstrainedShape),
    unconstrainedShape,
    constrain(u) {
      // (V u)_i is the sum of w_k over k >= i, less (i - 1) w_(i - 1), with w_k = u_k / sqrt(k (k + 1)).
      const w = mul(u, norms);
      const ratios = sub(pad(cumsum(w, axis, true), axis, 0, 1), pad(mul(counts, w), axis, 1, 0));
      const logValue = logSoftmax(ratios);
      return { value: max(exp(logValue), SMALLEST), logJacobian: add(sum(logValue, [axis]), 0.5 * Math.log(n)) };
    },
    unconstrain(value) {
      const logs = log(value);
      const before = slice(cumsum(logs, axis, false), axis, 0, n - 1);
      return mul(sub(before, mul(counts, slice(logs, axis, 1, n))), norms);
    },
  };
}

/** Increasing vectors of that shape in a scalar set; its bounds have the shape of the vectors. */
function increasing(of: ScalarSupport, shape: Shape): Parametrisation {
  switch (of.kind) {
    case "real":
      return ordered(identity, shape);
    case "positive":
    case "nonnegative":
      return orderedAbove(undefined, shape);
    case "above":
      return orderedAbove(of.lower, shape);
    case "below":
      return orderedBelow(of.upper, shape);
    case "interval":
      return ordered(interval(of.lower, of.upper), shape);
    case "unit":
      return ordered(unit, shape);
  }
}

/**
 * The parametrisation of a quantity of that support and shape [...batch, ...event]. Bounds have the batch shape and may be
 * latent; those of vector events hold for each of their elements. Counts and categories are what they are.
 */
export function parametrise(support: Support, eventRank: number, shape: Shape): Parametrisation {
  const over = (bound: Node) => broadcast(bound, shape, range(bound.shape.length));
  switch (support.kind) {
    // Kernels that move counts and categories keep them whole and inside.
    case "whole":
    case "category":
    case "real":
      return elementwise(identity, eventRank, shape);
    case "positive":
    case "nonnegative":
      return elementwise(positive, eventRank, shape);
    case "above":
      return elementwise(aboveBound(over(support.lower)), eventRank, shape);
    case "below":
      return elementwise(belowBound(over(support.upper)), eventRank, shape);
    case "interval":
      return elementwise(interval(over(support.lower), over(support.upper)), eventRank, shape);
    case "unit":
      return elementwise(unit, eventRank, shape);
    case "simplex":
      return simplex(shape);
    case "ordered":
      return increasing(support.of, shape);
    case "covariance":
      return covariance(shape);
    case "cholesky_correlation":
      return choleskyCorrelation(shape);
  }
}
