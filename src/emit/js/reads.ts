/** Which elements of which nodes are read, in terms of the slots of loops: the symbolic walk behind plan and order. */
import { isElementwise } from "../../tensor/evaluate-elementwise.ts";
import type { Node, ScanBody } from "../../tensor/node.ts";
import { operandOf } from "../wasm/operand.ts";
import { computed, type Item, type Slot, writtenOut } from "./items.ts";
import { type IndexKind, insertReduced, operandIndex, reducedAxes, replace } from "./mapping.ts";
import type { ScanPlans } from "./plan.ts";

/** @param often whether elements are read again and again */
export type Reader<T = Slot> = (node: Node, index: readonly T[], often?: boolean) => void;

/** Indices of which it matters whether they are known while the text is written. */
export interface ReadKind<T> extends IndexKind<T> {
  /** Any index but a known one. */
  readonly computed: T;
  isKnown(index: T): boolean;
}

const slotKind: ReadKind<Slot> = {
  computed,
  isKnown: (slot) => slot === writtenOut,
  known: () => writtenOut,
  shift: (slot, by) => (slot === writtenOut || by === 0 ? slot : computed),
  join: (slots) => (slots.every((slot) => slot === writtenOut) ? writtenOut : computed),
  split: (slot, sizes) => sizes.map(() => (slot === writtenOut ? writtenOut : computed)),
};

/** What one element of a node reads of its inputs, where it is computed on the spot. */
export function reads(node: Node, slots: readonly Slot[], read: Reader): void {
  readsOf(node, slots, read, slotKind);
}

/** The same for indices of another kind. */
export function readsOf<T>(node: Node, slots: readonly T[], read: Reader<T>, kind: ReadKind<T>): void {
  const { op, inputs } = node;
  const rank = node.shape.length;
  const fixed = kind.known(0);
  if (isElementwise(node)) {
    for (const x of inputs) read(x, slots);
    return;
  }
  switch (op.name) {
    case "broadcast":
    case "transpose":
    case "slice":
    case "reshape":
      read(inputs[0], operandIndex(node, 0, slots, kind));
      return;
    case "concat":
    case "pad":
      for (const x of inputs) read(x, replace(slots, op.axis, [fixed]));
      return;
    case "cumsum":
      read(inputs[0], slots);
      return;
    case "reduce":
    case "argmax":
    case "argmin": {
      const axes = reducedAxes(node);
      read(
        inputs[0],
        insertReduced(
          slots,
          axes,
          axes.map(() => fixed),
        ),
      );
      return;
    }
    case "gather": {
      const count = inputs[1].shape.length;
      const index = slots.slice(op.axis, op.axis + count);
      read(inputs[1], index);
      const known = inputs[1].op.name === "constant" && index.every((slot) => kind.isKnown(slot));
      read(inputs[0], replace(slots, op.axis, [known ? fixed : kind.computed], count));
      return;
    }
    case "scatter_add": {
      const index = inputs[1].shape.map(() => fixed);
      read(inputs[1], index);
      read(inputs[0], replace(slots, op.axis, index));
      return;
    }
    case "matmul":
      read(inputs[0], [...slots.slice(0, -1), fixed]);
      read(inputs[1], [...slots.slice(0, -2), fixed, slots[rank - 1]]);
      return;
    case "cholesky":
      read(inputs[0], slots);
      return;
    case "triangular_solve":
      read(inputs[0], [...slots.slice(0, -2), fixed, fixed]);
      read(inputs[1], slots);
      return;
    default:
      return;
  }
}

/** What an item reads at one turn of its loops. */
export function itemReads(item: Item, read: Reader, scans: ScanPlans): void {
  const { node, slots, kind } = item;
  const { op, inputs } = node;
  if (kind === "part") read(inputs[item.part], slots);
  else if (kind === "routine") {
    // a product reads its operands as they stand in memory
    for (const x of op.name === "matmul" ? inputs.map((input) => operandOf(input).source) : inputs)
      read(
        x,
        x.shape.map(() => computed),
      );
  } else if (op.name === "scan" && kind === "scan") {
    scanReads(node, op.body, scans.get(node)?.reads ?? new Map(), read);
  } else readsOfLoops(item, slots, read, slotKind);
}

/** What an item that stands in loops reads at one turn of these, with an index for each of its axes. */
export function readsOfLoops<T>(item: Item, index: readonly T[], read: Reader<T>, indices: ReadKind<T>): void {
  const { node, kept, kind } = item;
  const { op, inputs } = node;
  if (kind === "output") read(node, index);
  else if (kind === "store") readsOf(node, index, read, indices);
  else if (op.name === "scatter_add") {
    const picked = index.slice(kept);
    read(inputs[1], picked);
    read(inputs[0], [...index.slice(0, op.axis), ...picked, ...index.slice(op.axis, kept)]);
  } else if (op.name === "matmul") {
    read(inputs[0], [...index.slice(0, kept - 1), index[kept]]);
    read(inputs[1], [...index.slice(0, kept - 2), index[kept], index[kept - 1]]);
  } else {
    read(inputs[0], insertReduced(index.slice(0, kept), reducedAxes(node), index.slice(kept)));
  }
}

/** A recursion reads what its body reads of the nodes that stand for its operands; rows one after the other. */
function scanReads(node: Node, body: ScanBody, inBody: ReadonlyMap<Node, readonly Slot[]>, read: Reader): void {
  const [start, ...rest] = node.inputs;
  read(start, inBody.get(body.carry) ?? start.shape.map(() => writtenOut));
  const row = node.shape[0] > 1 ? computed : writtenOut;
  for (const [i, own] of [...body.xs, ...body.shared].entries()) {
    const slots = inBody.get(own);
    if (slots) read(rest[i], i < body.xs.length ? [row, ...slots] : slots, slots.includes(computed));
  }
}
