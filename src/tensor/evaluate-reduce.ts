/** Reductions, first extrema and running sums. */
import { reducedOffsets } from "./evaluate-shape.ts";
import { type Node, type ReduceName, sizeOf } from "./node.ts";
import { aroundAxis } from "./shape.ts";

type Fold = { readonly start: number; readonly next: (sofar: number, x: number) => number };

const folds: Readonly<Record<Exclude<ReduceName, "logsumexp">, Fold>> = {
  sum: { start: 0, next: (s, x) => s + x },
  prod: { start: 1, next: (s, x) => s * x },
  max: { start: -Infinity, next: Math.max },
  min: { start: Infinity, next: Math.min },
};

/** The values of a reducing node; undefined for any other node. */
export function evaluateReduce(node: Node, inputs: readonly Float64Array[]): Float64Array | undefined {
  const { op } = node;
  const x = inputs[0];
  switch (op.name) {
    case "reduce": {
      const to = reducedOffsets(node.inputs[0].shape, op.axes);
      const size = sizeOf(node.shape);
      return op.kind === "logsumexp" ? logSumExp(x, to, size) : fold(folds[op.kind], x, to, size);
    }
    case "argmax":
      return firstExtremum(node, x, op.axis, (a, b) => a > b);
    case "argmin":
      return firstExtremum(node, x, op.axis, (a, b) => a < b);
    case "cumsum":
      return cumulate(node, x, op.axis, op.reverse);
    default:
      return undefined;
  }
}

function fold({ start, next }: Fold, x: Float64Array, to: Int32Array, size: number): Float64Array {
  const out = new Float64Array(size).fill(start);
  for (let i = 0; i < x.length; i++) out[to[i]] = next(out[to[i]], x[i]);
  return out;
}

/** Shifted by the maximum, so that it overflows only where the result does; an infinite maximum is the result. */
function logSumExp(x: Float64Array, to: Int32Array, size: number): Float64Array {
  const largest = fold(folds.max, x, to, size);
  const sums = new Float64Array(size);
  for (let i = 0; i < x.length; i++) sums[to[i]] += Math.exp(x[i] - largest[to[i]]);
  return largest.map((m, i) => (Math.abs(m) === Infinity ? m : m + Math.log(sums[i])));
}

function firstExtremum(
  node: Node,
  x: Float64Array,
  axis: number,
  better: (a: number, b: number) => boolean,
): Float64Array {
  const { outer, size, inner } = aroundAxis(node.inputs[0].shape, axis);
  const out = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      const at = (k: number) => x[(o * size + k) * inner + i];
      let best = 0;
      for (let k = 1; k < size; k++) if (better(at(k), at(best))) best = k;
      out[o * inner + i] = best;
    }
  }
  return out;
}

function cumulate(node: Node, x: Float64Array, axis: number, reverse: boolean): Float64Array {
  const { outer, size, inner } = aroundAxis(node.shape, axis);
  const out = new Float64Array(x.length);
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let total = 0;
      for (let k = 0; k < size; k++) {
        const at = (o * size + (reverse ? size - 1 - k : k)) * inner + i;
        total += x[at];
        out[at] = total;
      }
    }
  }
  return out;
}
