/**
 * Rows that read by known groups are put in the order of these groups, where no result depends on their order: constants are
 * permuted once, and emitted loops run over the rows of one group after the other.
 */
import { constant } from "../build.ts";
import type { Node } from "../node.ts";
import { bySort, chooseGroups, type Grouping, type RowIndex } from "../segments.ts";
import { aroundAxis, range } from "../shape.ts";
import { reachable } from "./dependencies.ts";
import { AxisClasses } from "./order-free.ts";
import { substitute } from "./substitute.ts";

/** Told of each gather and scatter whose rows are put in another order. */
type Told = (node: Node) => void;

export function sortSegments(outputs: readonly Node[], told: Told = () => undefined): readonly Node[] {
  const nodes = reachable(outputs);
  const indexed = nodes.filter((node) => indexOf(node) !== undefined);
  if (indexed.length === 0) return outputs;
  const classes = new AxisClasses(nodes, outputs);
  const ordered = classes.ordered();
  const places = new Map<number, Int32Array>();
  for (const [c, indices] of indicesByClass(indexed, classes)) {
    const groups = ordered.has(c) ? undefined : chooseGroups(indices, bySort);
    const order = groups && orderOf(groups);
    if (order) places.set(c, order);
  }
  if (places.size === 0) return outputs;
  for (const node of indexed) if (places.has(classes.classOf(node.inputs[1], 0))) told(node);
  return substitute(outputs, (node) => {
    if (node.op.name !== "constant") return undefined;
    let data = node.op.data;
    for (const axis of range(node.shape.length)) {
      const order = places.get(classes.classOf(node, axis));
      if (order) data = reordered(data, node.shape, axis, order);
    }
    return data === node.op.data ? undefined : constant(data, node.shape);
  });
}

/** The known index of one axis by which a node gathers or scatters. */
function indexOf({ op, inputs }: Node): Float64Array | undefined {
  if (op.name !== "gather" && op.name !== "scatter_add") return undefined;
  const index = inputs[1];
  return index.op.name === "constant" && index.shape.length === 1 ? index.op.data : undefined;
}

function indicesByClass(indexed: readonly Node[], classes: AxisClasses): Map<number, readonly RowIndex[]> {
  const reads = new Map<number, Map<Float64Array, number>>();
  for (const node of indexed) {
    const data = indexOf(node);
    if (!data) continue;
    const c = classes.classOf(node.inputs[1], 0);
    const own = reads.get(c) ?? new Map<Float64Array, number>();
    reads.set(c, own.set(data, (own.get(data) ?? 0) + 1));
  }
  return new Map([...reads].map(([c, own]) => [c, [...own].map(([data, count]) => ({ data, reads: count }))]));
}

/** The rows in order of their groups, those of one group as they stood; undefined where they stand so already. */
function orderOf({ of, count, indices }: Grouping): Int32Array | undefined {
  const first = new Int32Array(count);
  for (let i = of.length - 1; i >= 0; i--) first[of[i]] = i;
  const groups = range(count).sort((a, b) => {
    for (const { data } of indices) if (data[first[a]] !== data[first[b]]) return data[first[a]] - data[first[b]];
    return 0;
  });
  const sizes = new Int32Array(count);
  for (const group of of) sizes[group]++;
  // where the next row of each group goes
  const next = new Int32Array(count);
  let start = 0;
  for (const group of groups) {
    next[group] = start;
    start += sizes[group];
  }
  const order = new Int32Array(of.length);
  for (let i = 0; i < of.length; i++) order[next[of[i]]++] = i;
  return order.every((from, to) => from === to) ? undefined : order;
}

function reordered(data: Float64Array, shape: readonly number[], axis: number, order: Int32Array): Float64Array {
  const { outer, size, inner } = aroundAxis(shape, axis);
  const out = new Float64Array(data.length);
  for (let block = 0; block < outer; block++) {
    for (let to = 0; to < size; to++) {
      const [start, from] = [(block * size + to) * inner, (block * size + order[to]) * inner];
      for (let i = 0; i < inner; i++) out[start + i] = data[from + i];
    }
  }
  return out;
}
