/** Decides which arrays of a program with loops are kept in memory and which are computed where they are read. */
import type { Node, Output } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import { operandOf } from "../wasm/operand.ts";
import type { Axes } from "./axes.ts";
import {
  classOfSlot,
  computed,
  type Item,
  isEmpty,
  itemKind,
  itemsOf,
  outputItem,
  type Slot,
  writtenOut,
} from "./items.ts";
import { nodesOf } from "./lower.ts";
import { reducedAxes } from "./mapping.ts";
import { itemReads, type Reader, reads } from "./reads.ts";
import { type View, viewsOf } from "./views.ts";
import { timeOf } from "./work.ts";

/** An item reads elements of a node that other items define, at these slots. */
export interface Edge {
  readonly node: Node;
  readonly slots: readonly Slot[];
}

export interface Plan {
  /** Inputs first. */
  readonly nodes: readonly Node[];
  readonly items: readonly Item[];
  readonly definedBy: ReadonlyMap<Node, readonly Item[]>;
  readonly edges: ReadonlyMap<Item, readonly Edge[]>;
  /** Everything an item computes itself, for its size. */
  readonly inlined: ReadonlyMap<Item, ReadonlySet<Node>>;
  readonly scans: ScanPlans;
  readonly views: ReadonlyMap<Node, View>;
  /** For each input and constant that is read the slots of its axes: written out where they always are, else computed. */
  readonly leaves: ReadonlyMap<Node, readonly Slot[]>;
}

/** How one step of a recursion is written. */
export interface ScanPlan {
  readonly axes: Axes;
  readonly plan: Plan;
  /** The slots of the body's inputs that are read; of its carry, whether or not it is read, when it is not kept in locals. */
  readonly reads: ReadonlyMap<Node, readonly Slot[]>;
  /** Whether the carry is a few numbers, not an array. */
  readonly inLocals: boolean;
}

export type ScanPlans = ReadonlyMap<Node, ScanPlan>;

/** Keeping an array costs a store and a load: below this many additions it is computed again. */
const worthKeeping = 4;
const worthHoisting = 2;

/**
 * @param scans how the recursions among the nodes are written
 * @param unstored inputs that are in no buffer
 */
export function makePlan(
  outputs: readonly Output[],
  axes: Axes,
  scans: ScanPlans,
  unstored: ReadonlySet<Node> = new Set(),
): Plan {
  const nodes = nodesOf(outputs);
  const items: Item[] = [];
  const definedBy = new Map<Node, Item[]>();
  const define = (node: Node, list: Item[]) => {
    definedBy.set(node, list);
    items.push(...list);
  };
  const views = viewsOf(nodes);
  for (const node of nodes) {
    const rows = views.get(node)?.scan;
    if (rows) {
      definedBy.set(node, definedBy.get(rows) ?? []);
      continue;
    }
    const kind = isEmpty(node) ? undefined : itemKind(node, axes);
    if (kind) define(node, itemsOf(kind, node, axes));
    if (kind === "routine") {
      const isProduct = axes.products.has(node);
      const isCalled = isProduct || axes.factors.has(node);
      for (const x of isProduct ? node.inputs.map((input) => operandOf(input).source) : node.inputs)
        if (!definedBy.has(x) && (!isArray(x) || unstored.has(x) || (isCalled && x.op.name === "input")))
          define(x, itemsOf(itemKind(x, axes) ?? "store", x, axes));
    }
  }
  for (const output of outputs) if (!isEmpty(output.node)) items.push(outputItem(output, axes));
  keepShared(nodes, items, definedBy, axes, scans);
  items.sort((a, b) => a.node.id - b.node.id || Number(a.kind === "output") - Number(b.kind === "output"));
  const edges = new Map<Item, Edge[]>();
  const inlined = new Map<Item, Set<Node>>();
  const leaves = new Map<Node, Slot[]>();
  for (const item of items) {
    const found = traceItem(item, definedBy, scans);
    edges.set(item, found.edges);
    inlined.set(item, found.inlined);
    for (const { node, slots } of found.leaves) {
      const known = leaves.get(node);
      leaves.set(
        node,
        slots.map((slot, axis) => (slot === writtenOut ? (known?.[axis] ?? writtenOut) : computed)),
      );
    }
  }
  return { nodes, items, definedBy, edges, inlined, scans, views, leaves };
}

/** Already an array in memory. */
export function isArray(node: Node): boolean {
  return node.op.name === "constant" || node.op.name === "input";
}

function traceItem(item: Item, definedBy: ReadonlyMap<Node, readonly Item[]>, scans: ScanPlans) {
  const edges: Edge[] = [];
  const leaves: Edge[] = [];
  const inlined = new Set<Node>();
  const seen = new Set<string>();
  // a list of what is still to be followed, as chains of nodes can be longer than the stack is deep
  const open: Edge[] = [];
  const visit: Reader = (node, slots) => {
    const key = `${node.id}:${slots.join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    if (isArray(node)) leaves.push({ node, slots });
    if (definedBy.has(node)) edges.push({ node, slots });
    else if (!isArray(node)) open.push({ node, slots });
  };
  if (item.kind === "store" && isArray(item.node)) leaves.push(item);
  itemReads(item, visit, scans);
  for (let edge = open.pop(); edge; edge = open.pop()) {
    inlined.add(edge.node);
    reads(edge.node, edge.slots, visit);
  }
  return { edges, inlined, leaves };
}

/** One way in which a node is read. */
interface Demand {
  readonly slots: readonly Slot[];
  readonly loops: readonly Slot[];
  readonly phase: number;
  /** Whether what is not kept is computed again and again. */
  readonly often: boolean;
}

/** Adds a store for each node that would be computed again and again where it is read. */
function keepShared(
  nodes: readonly Node[],
  items: Item[],
  definedBy: Map<Node, Item[]>,
  axes: Axes,
  scans: ScanPlans,
): void {
  const phases = phasesOf(nodes, definedBy);
  const times = new Map<Node, number>();
  for (const node of nodes) times.set(node, timeInline(node, times, definedBy, axes));
  const demands = new Map<Node, Map<string, Demand>>();
  const demandFrom =
    (loops: readonly Slot[], phase: number, above = false): Reader =>
    (node, slots, often = above) => {
      const list = demands.get(node) ?? new Map<string, Demand>();
      demands.set(node, list);
      list.set(`${phase}:${slots.join()}:${loops.join()}:${often}`, { slots, loops, phase, often });
    };
  for (const item of items) itemReads(item, demandFrom(item.loops, phases.get(item.node) ?? 0), scans);
  for (const node of [...nodes].reverse()) {
    const list = [...(demands.get(node)?.values() ?? [])];
    if (list.length === 0 || isArray(node) || definedBy.has(node)) continue;
    if (mustKeep(node, list, axes) || paysToKeep(node, list, times.get(node) ?? 0, axes)) {
      const [item] = itemsOf("store", node, axes);
      definedBy.set(node, [item]);
      items.push(item);
      itemReads(item, demandFrom(item.loops, phases.get(node) ?? 0), scans);
    } else for (const { slots, loops, phase, often } of list) reads(node, slots, demandFrom(loops, phase, often));
  }
}

/** How many loops over arrays must have ended before a node can be computed. */
function phasesOf(nodes: readonly Node[], definedBy: ReadonlyMap<Node, readonly Item[]>): Map<Node, number> {
  const phases = new Map<Node, number>();
  for (const node of nodes) {
    const before = node.inputs.map((x) => (phases.get(x) ?? 0) + (definedBy.has(x) ? 1 : 0));
    phases.set(node, Math.max(0, ...before));
  }
  return phases;
}

function timeInline(
  node: Node,
  times: ReadonlyMap<Node, number>,
  definedBy: ReadonlyMap<Node, unknown>,
  axes: Axes,
): number {
  if (isArray(node) || definedBy.has(node) || isHoisted(node, axes)) return 0;
  const inputs = node.inputs.reduce((sum, x) => sum + (times.get(x) ?? 0), 0);
  const { op } = node;
  const x = node.inputs[0];
  if (op.name === "matmul") return (inputs + 2) * x.shape[x.shape.length - 1];
  if (op.name === "cholesky" || op.name === "triangular_solve") return (inputs + 4) * x.shape[x.shape.length - 1];
  const folded = reducedAxes(node).reduce((product, axis) => product * x.shape[axis], 1);
  return folded > 1 ? (inputs + 1) * folded : inputs + timeOf(node);
}

/** A broadcast along new loops: its input is computed outside of them. */
function isHoisted(node: Node, axes: Axes): boolean {
  const { op } = node;
  if (op.name !== "broadcast") return false;
  const loops = axes.loopsOf(node);
  return op.axes.every((axis) => loops[axis] < 0) || loops.some((c, axis) => c >= 0 && !op.axes.includes(axis));
}

/** Operations written out element by element cannot be read at an index that is computed. */
function mustKeep(node: Node, demands: readonly Demand[], axes: Axes): boolean {
  const { op, shape } = node;
  const rank = shape.length;
  const known = (axis: number) =>
    demands.some(({ slots }) => slots[axis] !== writtenOut) && axes.loopsOf(node)[axis] < 0;
  switch (op.name) {
    case "concat":
    case "pad":
    case "cumsum":
    case "scatter_add":
      return known(op.axis);
    case "cholesky":
    case "triangular_solve":
      return known(rank - 1) || known(rank - 2);
    default:
      return false;
  }
}

function paysToKeep(node: Node, demands: readonly Demand[], time: number, axes: Axes): boolean {
  // what moves elements without computing passes the question on to what it moves
  if (time < worthHoisting || (timeOf(node) === 0 && node.op.name !== "matmul" && reducedAxes(node).length === 0))
    return false;
  const size = sizeOf(node.shape);
  if (size <= 1) return false;
  if (demands.some((demand) => demand.often)) return true;
  const extent = (loops: readonly Slot[]) =>
    loops.reduce((product, slot) => product * axes.sizeOf(classOfSlot(slot)), 1);
  for (const { slots, loops } of demands) {
    const used = slots.filter((slot) => slot >= 0);
    if (slots.includes(computed)) {
      if (extent(loops) >= 2 * size) return true;
      continue;
    }
    if (used.length === 0) continue;
    const innermost = Math.max(...used.map((slot) => loops.indexOf(slot)));
    if (extent(loops.slice(0, innermost + 1)) >= 2 * extent([...new Set(used)])) return true;
  }
  if (axes.loopsOf(node).every((c) => c < 0) || time < worthKeeping) return false;
  return new Set(demands.map(({ phase, slots }) => `${phase}:${slots.join()}`)).size > 1;
}
