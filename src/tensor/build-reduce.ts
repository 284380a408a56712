/** Builders of reductions and what is composed of them. */
import { exp, max, sub } from "./build-elementwise.ts";
import { broadcast } from "./build-source.ts";
import { makeNode, type Node, type ReduceName, type Shape } from "./node.ts";
import { checkAxis, misuse, otherAxes, range, showShape } from "./shape.ts";

/**
 * Over `axes` (increasing; all of them when left out), which disappear. Over no elements: sum 0, prod 1, max and logsumexp
 * -Infinity, min Infinity. The derivative of max and min is 0 where several elements attain it.
 */
export function reduce(kind: ReduceName, x: Node, axes: readonly number[] = range(x.shape.length)): Node {
  for (const [i, axis] of axes.entries()) {
    checkAxis(kind, x.shape, axis);
    if (i > 0 && axis <= axes[i - 1]) misuse(kind, `axes ${showShape(axes)} do not increase`);
  }
  if (axes.length === 0) return x;
  const shape = otherAxes(x.shape.length, axes).map((axis) => x.shape[axis]);
  return makeNode({ name: "reduce", kind, axes: [...axes] }, [x], shape);
}

export const sum = (x: Node, axes?: readonly number[]) => reduce("sum", x, axes);
/** log of the sum of exp(x). */
export const logsumexp = (x: Node, axes?: readonly number[]) => reduce("logsumexp", x, axes);

/**
 * What a logsumexp is subtracted as: itself, but finite where it is -Infinity, so that impossible terms get the weight
 * exp(-Infinity) = 0 and not NaN even where all terms are impossible.
 */
export const softmaxShift = (total: Node) => max(total, -Number.MAX_VALUE);

/** x - logsumexp(x) over the last axis; -Infinity where all of the axis is. */
export function logSoftmax(x: Node): Node {
  const last = x.shape.length - 1;
  if (last < 0) misuse("logSoftmax", "a scalar has no last axis");
  return sub(x, restore(softmaxShift(logsumexp(x, [last])), x.shape, [last]));
}

/** exp(x - logsumexp(x)) over the last axis; 0 where all of the axis is -Infinity. */
export const softmax = (x: Node) => exp(logSoftmax(x));

/** Undoes the shape of a reduction: repeats x along the reduced `axes` of `shape`. */
export function restore(x: Node, shape: Shape, axes: readonly number[]): Node {
  return broadcast(x, shape, otherAxes(shape.length, axes));
}

const extremum = (name: "argmax" | "argmin") => (x: Node, axis: number) => {
  checkAxis(name, x.shape, axis);
  if (x.shape[axis] === 0) misuse(name, "an axis without elements");
  return makeNode(
    { name, axis },
    [x],
    otherAxes(x.shape.length, [axis]).map((i) => x.shape[i]),
  );
};
/** Index of the first maximum along `axis`, which disappears. */
export const argmax = extremum("argmax");
/** Index of the first minimum along `axis`, which disappears. */
export const argmin = extremum("argmin");

/** Running sum along `axis`, from its end when `reverse`. */
export function cumsum(x: Node, axis: number, reverse = false): Node {
  checkAxis("cumsum", x.shape, axis);
  return makeNode({ name: "cumsum", axis, reverse }, [x], x.shape);
}
