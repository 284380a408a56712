/** Log-sum-exps written out, and softmaxes of the same numbers from the same exponentials. */
import {
  abs,
  add,
  binary,
  exp,
  log,
  log1p,
  mul,
  neg,
  reciprocal,
  select,
  sub,
} from "../../tensor/build-elementwise.ts";
import { reduce, restore } from "../../tensor/build-reduce.ts";
import { concat, reshape, slice } from "../../tensor/build-shape.ts";
import { uniformValue } from "../../tensor/build-source.ts";
import type { Node } from "../../tensor/node.ts";

/** The softmax that belongs to a log-sum-exp. */
interface Shares {
  /** @param guarded whether all shares are 0 instead of NaN where the log-sum-exp is -Infinity */
  readonly make: (guarded: boolean) => Node;
  readonly axes: readonly number[];
}

export class SharedExponentials {
  readonly #shares = new Map<Node, Shares>();

  /** The log-sum-exp over `axes` of x, which `node` of the program before lowering stands for. */
  logSumExp(node: Node, x: Node, axes: readonly number[]): Node {
    const [axis] = axes;
    return axes.length === 1 && x.shape[axis] === 2 ? this.#ofTwo(node, x, axis) : this.#ofMany(node, x, axes);
  }

  /** m + log sum exp(x - m) with m the maximum, or 0 where that is infinite: it overflows only where the result does. */
  #ofMany(node: Node, x: Node, axes: readonly number[]): Node {
    const largest = reduce("max", x, axes);
    const m = select(binary("eq", abs(largest), Number.POSITIVE_INFINITY), 0, largest);
    const exponentials = exp(sub(x, restore(m, x.shape, axes)));
    const total = reduce("sum", exponentials, axes);
    const make = (guarded: boolean) => {
      // the sum is at least 1, or 0 where all exponentials are
      const inverse = reciprocal(guarded ? binary("max", total, 1e-300) : total);
      return mul(exponentials, restore(inverse, x.shape, axes));
    };
    this.#shares.set(node, { make, axes });
    return add(m, log(total));
  }

  /** max(a, b) + log(1 + e) with e = exp(-|a - b|): one exponential for the sum and both shares. */
  #ofTwo(node: Node, x: Node, axis: number): Node {
    const [a, b] = [0, 1].map((i) => reshape(partOf(x, axis, i), node.shape));
    const difference = sub(a, b);
    // equal infinities have no difference; e = 0 makes both shares 0 where both are impossible
    const ofEqual = select(binary("eq", abs(a), Number.POSITIVE_INFINITY), 0, 1);
    const e = select(binary("eq", a, b), ofEqual, exp(neg(abs(difference))));
    const make = () => {
      const inverse = reciprocal(add(1, e));
      const smaller = mul(e, inverse);
      const first = select(binary("le", 0, difference), inverse, smaller);
      const second = select(binary("le", difference, 0), inverse, smaller);
      const column = [...x.shape];
      column[axis] = 1;
      return concat(
        [first, second].map((share) => reshape(share, column)),
        axis,
      );
    };
    this.#shares.set(node, { make, axes: [axis] });
    return add(binary("max", a, b), log1p(e));
  }

  /** exp(x - logsumexp(x)) from exponentials that are there already; undefined where `difference` is something else. */
  softmax(difference: Node): Node | undefined {
    const found = subtracted(difference);
    if (!found) return undefined;
    const { x, repeated, axes } = found;
    const guarded = guardedBy(repeated);
    const reduction = guarded ?? repeated;
    const shares = this.#shares.get(reduction);
    if (!shares || reduction.inputs[0] !== x) return undefined;
    const kept = x.shape.map((_, axis) => axis).filter((axis) => !shares.axes.includes(axis));
    return `${kept}` === `${axes}` ? shares.make(guarded !== undefined) : undefined;
  }
}

/** Element `i` along an axis, where it stands. */
function partOf(x: Node, axis: number, i: number): Node {
  const { op, inputs } = x;
  return op.name === "concat" && op.axis === axis && inputs.length === 2 ? inputs[i] : slice(x, axis, i, i + 1);
}

/** x - broadcast(y), also when the optimiser wrote it as x + broadcast(-y). */
function subtracted(node: Node): { x: Node; repeated: Node; axes: readonly number[] } | undefined {
  for (const [x, other] of [node.inputs, [...node.inputs].reverse()]) {
    if (node.inputs.length !== 2 || other.op.name !== "broadcast") continue;
    const [inner] = other.inputs;
    const { axes } = other.op;
    if (node.op.name === "sub" && other === node.inputs[1]) return { x, repeated: inner, axes };
    if (node.op.name === "add" && inner.op.name === "neg") return { x, repeated: inner.inputs[0], axes };
  }
  return undefined;
}

/** x where the node is max(x, lowest finite number), as `softmaxShift` builds it. */
function guardedBy(node: Node): Node | undefined {
  if (node.op.name !== "max") return undefined;
  const [a, b] = node.inputs;
  if (uniformValue(b) === -Number.MAX_VALUE) return a;
  return uniformValue(a) === -Number.MAX_VALUE ? b : undefined;
}
