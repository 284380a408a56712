/** The units of work of a program with loops: each fills an array, an accumulator or an output, over loops of its own. */
import type { Node, Output } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import { otherAxes } from "../../tensor/shape.ts";
import type { Axes } from "./axes.ts";
import { reducedAxes } from "./mapping.ts";

/** A loop of a nest: a class of axes, and which occurrence of it in one array. -1 is an axis that is written out. */
export type Slot = number;

const occurrences = 16;
export const writtenOut = -1;
/** In plans, an index that is neither known nor a loop's own variable. */
export const computed = -2;

export type ItemKind = "store" | "reduce" | "scatter" | "part" | "output" | "routine" | "scan";

export interface Item {
  readonly kind: ItemKind;
  /** What is defined; for outputs, what is read. */
  readonly node: Node;
  /** Sizes and slots of the axes that are run over: those of the result, then those folded away. */
  readonly sizes: readonly number[];
  readonly slots: readonly Slot[];
  /** How many of them are axes of the result. */
  readonly kept: number;
  /** The loops, outermost first. */
  readonly loops: readonly Slot[];
  readonly output: Output | undefined;
  /** Of a concatenation: which input, and where it begins. */
  readonly part: number;
  readonly start: number;
}

/** Slots of axes that stand together in one array. */
export function slotsOf(classes: readonly number[]): Slot[] {
  const seen = new Map<number, number>();
  return classes.map((c) => {
    if (c < 0) return writtenOut;
    const n = seen.get(c) ?? 0;
    seen.set(c, n + 1);
    return c * occurrences + n;
  });
}

export const classOfSlot = (slot: Slot) => Math.floor(slot / occurrences);

/** Whether the node must be an item of its own, because what it needs are whole loops or arrays. */
export function itemKind(node: Node, axes: Axes): ItemKind | undefined {
  const { op, inputs, shape } = node;
  const loops = axes.loopsOf(node);
  switch (op.name) {
    case "reduce":
    case "argmax":
    case "argmin": {
      const source = axes.loopsOf(inputs[0]);
      return reducedAxes(node).some((axis) => source[axis] >= 0) ? "reduce" : undefined;
    }
    case "matmul":
      if (axes.products.has(node)) return "routine";
      return axes.loopsOf(inputs[0])[shape.length - 1] >= 0 ? "reduce" : undefined;
    case "scatter_add": {
      const index = axes.loopsOf(inputs[1]);
      return loops[op.axis] >= 0 || index.some((c) => c >= 0) ? "scatter" : undefined;
    }
    case "concat":
    case "pad":
      return loops[op.axis] >= 0 ? "part" : undefined;
    case "cumsum":
      return loops[op.axis] >= 0 ? "routine" : undefined;
    case "cholesky":
    case "triangular_solve":
      return axes.factors.has(node) || loops[shape.length - 2] >= 0 ? "routine" : undefined;
    case "cholesky_adjoint":
      return "routine";
    case "scan":
      return "scan";
    default:
      return undefined;
  }
}

function makeItem(
  kind: ItemKind,
  node: Node,
  sizes: readonly number[],
  classes: readonly number[],
  kept: number,
  axes: Axes,
  more: Partial<Item> = {},
): Item {
  const slots = slotsOf(classes);
  const rank = (slot: Slot) => axes.rankOf(classOfSlot(slot)) * occurrences + (slot % occurrences);
  const byRank = (list: readonly Slot[]) => list.filter((slot) => slot >= 0).sort((a, b) => rank(a) - rank(b));
  const loops = keptFirst(node, kind) ? [...byRank(slots.slice(0, kept)), ...byRank(slots.slice(kept))] : byRank(slots);
  return { kind, node, sizes, slots, kept, loops, output: undefined, part: 0, start: 0, ...more };
}

/** Matrix products keep their sums in locals; a product with a vector goes through the matrix in its order instead. */
function keptFirst(node: Node, kind: ItemKind): boolean {
  if (kind !== "reduce") return false;
  if (node.op.name === "argmax" || node.op.name === "argmin") return true;
  return node.op.name === "matmul" && node.shape.slice(-2).every((n) => n > 1);
}

/** The items that define a node of that kind. */
export function itemsOf(kind: ItemKind, node: Node, axes: Axes): Item[] {
  const { op, inputs, shape } = node;
  const own = axes.loopsOf(node);
  if (kind === "store" || kind === "output") return [makeItem(kind, node, shape, own, shape.length, axes)];
  if (kind === "routine" || kind === "scan") return [makeItem(kind, node, [], [], 0, axes)];
  if (kind === "part") {
    let start = op.name === "pad" ? op.before : 0;
    return inputs.map((x, part) => {
      const item = makeItem(kind, node, x.shape, axes.loopsOf(x), x.shape.length, axes, { part, start });
      if (op.name === "concat") start += x.shape[op.axis];
      return item;
    });
  }
  const x = inputs[0];
  if (op.name === "scatter_add") {
    // the loops of the values; the picked axes count as folded away, so they stand last
    const picked = inputs[1].shape.map((_, i) => op.axis + i);
    const order = [...otherAxes(x.shape.length, picked), ...picked];
    const classes = axes.loopsOf(x);
    return [
      makeItem(
        kind,
        node,
        order.map((axis) => x.shape[axis]),
        order.map((axis) => classes[axis]),
        order.length - picked.length,
        axes,
      ),
    ];
  }
  const folded = op.name === "matmul" ? [x.shape.length - 1] : reducedAxes(node);
  const source = axes.loopsOf(x);
  const sizes = [...shape, ...folded.map((axis) => x.shape[axis])];
  return [makeItem(kind, node, sizes, [...own, ...folded.map((axis) => source[axis])], shape.length, axes)];
}

export function outputItem(output: Output, axes: Axes): Item {
  const [item] = itemsOf("output", output.node, axes);
  return { ...item, output };
}

/** The slot of each axis of the node that an item defines, as another item sees it; written out where it has none. */
export function resultSlots(item: Item, axes: Axes): Slot[] {
  const { op } = item.node;
  if (item.kind === "scatter" && op.name === "scatter_add") {
    const slots = [...item.slots.slice(0, item.kept)];
    slots.splice(op.axis, 0, axes.loopsOf(item.node)[op.axis] >= 0 ? computed : writtenOut);
    return slots;
  }
  if (item.kind === "part" || item.kind === "routine" || item.kind === "scan") {
    return axes.loopsOf(item.node).map((c, axis) => {
      if (c < 0) return writtenOut;
      const along = "axis" in op && op.axis === axis;
      return item.kind === "part" && !along ? item.slots[axis] : computed;
    });
  }
  return item.slots.slice(0, item.kept);
}

export const isEmpty = (node: Node) => sizeOf(node.shape) === 0;
