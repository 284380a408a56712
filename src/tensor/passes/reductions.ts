/** Reductions of what need not be stored first: of broadcasts, other reductions, rearrangements and joined parts. */
import { add, broadcast, mul, pow, reduce, reshape, sum, transpose } from "../build.ts";
import type { Node, ReduceName } from "../node.ts";
import { otherAxes, range } from "../shape.ts";
import { sizeAlong } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

/** A longer chain of additions is left as a loop over a joined array. */
const MOST_PARTS = 64;

interface Reduction {
  readonly node: Node;
  readonly kind: ReduceName;
  readonly axes: readonly number[];
  readonly x: Node;
}

export const reductions: Rules = {
  reduce: (node) => {
    if (node.op.name !== "reduce") return undefined;
    const { kind, axes } = node.op;
    const x = node.inputs[0];
    if (axes.every((axis) => x.shape[axis] === 1)) return reshape(x, node.shape);
    const each: Reduction = { node, kind, axes, x };
    return (
      ofBroadcast(each) ?? ofReduction(each) ?? ofRearranged(each) ?? (kind === "sum" ? sumOfParts(each) : undefined)
    );
  },
};

/** Axes that only repeat count; those of the source are reduced there. */
function ofBroadcast({ node, kind, axes, x }: Reduction): Node | undefined {
  if (x.op.name !== "broadcast") return undefined;
  const mapped = x.op.axes;
  const copies = sizeAlong(
    x.shape,
    axes.filter((axis) => !mapped.includes(axis)),
  );
  if (copies === 0) return undefined;
  const source = x.inputs[0];
  const once = reduce(
    kind,
    source,
    range(mapped.length).filter((i) => axes.includes(mapped[i])),
  );
  const kept = otherAxes(x.shape.length, axes);
  const places = mapped.filter((axis) => !axes.includes(axis)).map((axis) => kept.indexOf(axis));
  return broadcast(repeatedly(kind, once, copies), node.shape, places);
}

function repeatedly(kind: ReduceName, once: Node, copies: number): Node {
  switch (kind) {
    case "sum":
      return mul(once, copies);
    case "prod":
      return copies === 1 ? once : pow(once, copies);
    case "logsumexp":
      return add(once, Math.log(copies));
    case "max":
    case "min":
      return once;
  }
}

function ofReduction({ kind, axes, x }: Reduction): Node | undefined {
  if (x.op.name !== "reduce" || x.op.kind !== kind) return undefined;
  const inner = x.op.axes;
  const source = x.inputs[0];
  const kept = otherAxes(source.shape.length, inner);
  const all = [...inner, ...axes.map((axis) => kept[axis])].sort((a, b) => a - b);
  return reduce(kind, source, all);
}

function ofRearranged({ node, kind, axes, x }: Reduction): Node | undefined {
  if (x.op.name === "reshape" && node.shape.length === 0) return reduce(kind, x.inputs[0]);
  if (x.op.name !== "transpose") return undefined;
  const { permutation } = x.op;
  const from = axes.map((axis) => permutation[axis]).sort((a, b) => a - b);
  const remaining = otherAxes(permutation.length, axes).map((axis) => permutation[axis]);
  const order = [...remaining].sort((a, b) => a - b);
  return transpose(
    reduce(kind, x.inputs[0], from),
    remaining.map((axis) => order.indexOf(axis)),
  );
}

const sumOfParts = ({ axes, x }: Reduction): Node | undefined => {
  const { op } = x;
  if (op.name === "pad" && axes.includes(op.axis)) return sum(x.inputs[0], axes);
  if (op.name === "concat" && axes.includes(op.axis) && x.inputs.length <= MOST_PARTS) {
    return x.inputs.map((part) => sum(part, axes)).reduce((a, b) => add(a, b));
  }
  if (op.name !== "scatter_add" || !axes.includes(op.axis)) return undefined;
  const { axis } = op;
  const rank = x.inputs[1].shape.length;
  const scattered = range(rank).map((i) => axis + i);
  const others = axes.filter((each) => each !== axis).map((each) => (each < axis ? each : each + rank - 1));
  return sum(
    x.inputs[0],
    [...scattered, ...others].sort((a, b) => a - b),
  );
};
