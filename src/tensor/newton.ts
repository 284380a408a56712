/**
 * How an inner problem is solved, as a program: Newton steps d = -(H + mu I)^-1 g from the start, one a row of a scan that ends
 * when all problems have settled. mu is 0 as long as H is positive definite and a step does not raise the loss; else it is raised
 * tenfold and the step tried again from the same point, and lowered tenfold after each step that is taken (Levenberg 1944,
 * Marquardt 1963; Nocedal and Wright 2006, section 10.3). A problem has settled when a step is below 1e-9 of the point and below
 * a tenth of the one before, or is short beside 1 + the point and below 1e-5 of the one before: convergence is then quadratic and
 * the point exact to rounding after it. Steps that shrink slowly
 * mean a Hessian that is singular at the minimum, which has no derivative: such a problem, one without a minimum and one whose
 * loss is not finite give NaN. Nothing is kept from one evaluation to the next, so that equal inputs give equal results.
 */
import {
  abs,
  add,
  and,
  cholesky,
  concat,
  diagonal,
  element,
  eq,
  fill,
  gt,
  input,
  le,
  lt,
  max,
  mul,
  not,
  or,
  reduce,
  reshape,
  restore,
  select,
  slice,
  sub,
  sum,
  unitMatrix,
} from "./build.ts";
import { solved } from "./derivative-minimiser.ts";
import { type MinimiserBody, type Node, type Shape, sizeOf } from "./node.ts";
import { substitute } from "./passes/substitute.ts";
import { scanOver } from "./scan-over.ts";
import { secondOrder } from "./second-order.ts";
import { range } from "./shape.ts";

/** Steps after which a problem that has not settled is given up. */
const mostSteps = 200;
/** What numbers of a precision can tell. */
export interface Precision {
  /** A step below this share of the point is the last one when convergence is quadratic. */
  readonly small: number;
  /** Steps that no longer shrink below this share of the point are rounding errors of an ill-conditioned problem. */
  readonly noise: number;
  /** Steps this short are taken although the loss seems to rise: it can no longer tell. */
  readonly trusted: number;
  /** A step below this share of the one before is the last one, however small the point is. */
  readonly collapsed: number;
  /** Losses that differ by less than this share are told apart by rounding errors alone. */
  readonly untold: number;
  /** Pivots below this share of their diagonal element are rounding errors of a singular matrix. */
  readonly singular: number;
}

export const doublePrecision: Precision = {
  small: 1e-9,
  noise: 1e-7,
  trusted: 1e-6,
  collapsed: 1e-5,
  untold: 1e-12,
  singular: 1e-13,
};

/** After a step of 3e-4 that converges quadratically the point is exact to 1e-7. */
export const singlePrecision: Precision = {
  small: 3e-4,
  noise: 1e-3,
  trusted: 3e-3,
  collapsed: 1e-2,
  untold: 3e-6,
  singular: 1e-5,
};

/** Where a problem stands. */
const settled = 1;
const failed = 2;

export interface Newton {
  /** Stand for the start and for what the losses read, the latter those of the body. */
  readonly start: Node;
  readonly shared: readonly Node[];
  /** The points, of the shape of the start. */
  readonly result: Node;
  /** What one step computes. */
  readonly step: Node;
}

const known = new Map<Precision, WeakMap<MinimiserBody, Newton>>();

/** The points at which the losses are least, computed from the nodes that stand for the operands. */
export function newton(body: MinimiserBody, precision = doublePrecision): Newton {
  const ofPrecision = known.get(precision) ?? new WeakMap<MinimiserBody, Newton>();
  known.set(precision, ofPrecision);
  const found = ofPrecision.get(body);
  if (found) return found;
  const made = makeNewton(body, precision);
  ofPrecision.set(body, made);
  return made;
}

/** The parts of a row: points, dampings, sizes of the last steps, states; the last element says that all have ended. */
interface Row {
  readonly point: Node;
  readonly damping: Node;
  readonly before: Node;
  readonly state: Node;
}

function makeNewton(body: MinimiserBody, precision: Precision): Newton {
  const { shape } = body.point;
  const each = shape.slice(0, -1);
  const start = input("minimiser.start", 0, shape);
  const first = packed({
    point: start,
    damping: fill(each, 0),
    before: fill(each, Number.POSITIVE_INFINITY),
    state: fill(each, 0),
  });
  const carry = input("minimiser.row", 0, first.shape);
  const step = packed(stepFrom(body, unpacked(carry, shape), precision));
  const rows = scanOver(first, { carry, next: step }, { steps: mostSteps, variables: new Map(), settles: true });
  const { point, state } = unpacked(element(rows, 0, mostSteps - 1), shape);
  const result = select(along(eq(state, settled), shape), point, Number.NaN);
  return { start, shared: body.shared, result, step };
}

function packed({ point, damping, before, state }: Row): Node {
  const flat = [point, damping, before, state].map((part) => reshape(part, [sizeOf(part.shape)]));
  return concat([...flat, reshape(reduce("min", reshape(state, [sizeOf(state.shape)])), [1])], 0);
}

function unpacked(row: Node, shape: Shape): Row {
  const each = shape.slice(0, -1);
  let at = 0;
  const part = (of: Shape) => {
    const size = sizeOf(of);
    at += size;
    return reshape(slice(row, 0, at - size, at), of);
  };
  return { point: part(shape), damping: part(each), before: part(each), state: part(each) };
}

function stepFrom(body: MinimiserBody, row: Row, precision: Precision): Row {
  const { small, noise, trusted, collapsed, untold, singular } = precision;
  const { point, damping, before, state } = row;
  const { shape } = point;
  const last = shape.length - 1;
  const { gradient, hessian } = secondOrder(body);
  const at = (place: Node, nodes: readonly Node[]) =>
    substitute(nodes, (node) => (node === body.point ? place : undefined));
  const [loss, g, h] = at(point, [body.loss, gradient, hessian]);
  const spread = diagonal(h);
  const damped = add(h, alongDiagonal(damping, h.shape));
  const factor = cholesky(damped);
  const pivots = diagonal(factor);
  const share = sub(mul(pivots, pivots), mul(singular, abs(add(spread, along(damping, shape)))));
  const positive = gt(reduce("min", share, [last]), 0);
  const direction = solved(factor, g);
  const to = sub(point, direction);
  const [there] = at(to, [body.loss]);
  const size = reduce("max", abs(direction), [last]);
  const scale = max(reduce("max", abs(point), [last]), reduce("max", abs(to), [last]));
  const roomy = add(1, scale);
  const isUntold = le(abs(sub(there, loss)), mul(untold, max(abs(there), abs(loss))));
  const plain = and(positive, eq(damping, 0));
  const isNear = and(plain, or(le(size, mul(trusted, scale)), and(isUntold, le(size, mul(trusted, roomy)))));
  const taken = and(and(positive, finite(there)), or(le(there, loss), isNear));
  const hasBefore = lt(before, Number.POSITIVE_INFINITY);
  const collapses = and(and(hasBefore, le(size, mul(small, roomy))), le(size, mul(collapsed, before)));
  const quadratic = or(and(le(size, mul(small, scale)), le(size, mul(0.1, before))), collapses);
  const stays = or(le(size, mul(noise, scale)), and(isUntold, le(size, mul(noise, roomy))));
  const rounding = and(stays, le(before, size));
  const isSettled = and(and(plain, taken), or(quadratic, rounding));
  const typical = mul(1 / shape[last], sum(abs(spread), [last]));
  const raised = select(gt(damping, 0), mul(10, damping), add(mul(1e-3, typical), 1e-12));
  const lowered = select(lt(mul(1e4, damping), typical), 0, mul(0.1, damping));
  const isOver = gt(state, 0);
  const hasFailed = not(finite(loss));
  const moves = and(taken, not(isOver));
  return {
    point: select(along(moves, shape), to, point),
    damping: select(isOver, damping, select(taken, lowered, raised)),
    before: select(moves, select(plain, size, Number.POSITIVE_INFINITY), before),
    state: select(isOver, state, select(hasFailed, failed, select(isSettled, settled, 0))),
  };
}

/** 1 for numbers that are neither NaN nor infinite. */
const finite = (x: Node) => lt(abs(x), Number.POSITIVE_INFINITY);

/** Repeats x [..] along a new last axis. */
function along(x: Node, shape: Shape): Node {
  return restore(x, shape, [shape.length - 1]);
}

/** x [..] on the diagonals of matrices [.., n, n]. */
function alongDiagonal(x: Node, shape: Shape): Node {
  const rank = shape.length;
  const n = shape[rank - 1];
  const repeated = restore(x, shape, [rank - 2, rank - 1]);
  return select(restore(unitMatrix(n), shape, range(rank - 2)), repeated, 0);
}
