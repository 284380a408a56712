/** Orders the items of one scope: which come before which, and which share a loop. */
import type { Axes } from "./axes.ts";
import { classOfSlot, type Item, type ItemKind, resultSlots, type Slot } from "./items.ts";
import type { Plan } from "./plan.ts";

/** Rows, columns and terms from which on a matrix product has loops of its own. */
const shortestTiled = 8;

/** Items that stand directly in a scope, then loops, each with the items inside. */
export interface Stage {
  readonly straight: readonly Item[];
  readonly nests: readonly { readonly slot: Slot; readonly items: readonly Item[] }[];
}

/**
 * The stages of a scope inside `depth` loops. An item can share a loop with one it reads when it reads only what the same turn of the loop
 * made; else it waits for the loop's end.
 */
export function stagesOf(items: readonly Item[], depth: number, plan: Plan, axes: Axes): Stage[] {
  const levels = new Map<Item, number>();
  const inScope = new Set(items);
  for (const item of items) {
    let level = 0;
    for (const edge of plan.edges.get(item) ?? []) {
      for (const source of plan.definedBy.get(edge.node) ?? []) {
        if (!inScope.has(source)) continue;
        const before = levels.get(source) ?? 0;
        const together = source.loops.length === depth || sharesLoop(item, source, edge.slots, depth, axes);
        level = Math.max(level, together ? before : before + 1);
      }
    }
    levels.set(item, level);
  }
  const stages: { straight: Item[]; nests: { slot: Slot; items: Item[] }[] }[] = [];
  for (const item of items) {
    const level = levels.get(item) ?? 0;
    while (stages.length <= level) stages.push({ straight: [], nests: [] });
    const stage = stages[level];
    if (item.loops.length === depth) {
      stage.straight.push(item);
      continue;
    }
    const slot = item.loops[depth];
    const isAlone = isTiled(item, axes);
    const nest = isAlone
      ? undefined
      : stage.nests.find((other) => other.slot === slot && !isTiled(other.items[0], axes));
    if (nest) nest.items.push(item);
    else stage.nests.push({ slot, items: [item] });
  }
  return stages;
}

/**
 * A product of two matrices that has its loops for itself: then several rows and columns are computed together, and each number that
 * is loaded is used for several sums. What that saves is more than its result in memory costs.
 */
function isTiled(item: Item, axes: Axes): boolean {
  const { kind, node, loops } = item;
  if (kind !== "reduce" || node.op.name !== "matmul" || loops.length < 3) return false;
  return loops.slice(-3).every((slot) => axes.sizeOf(classOfSlot(slot)) >= shortestTiled);
}

function sharesLoop(item: Item, source: Item, read: readonly Slot[], depth: number, axes: Axes): boolean {
  if (isTiled(item, axes) || isTiled(source, axes)) return false;
  const slot = item.loops[depth];
  if (slot === undefined || source.loops[depth] !== slot) return false;
  const axis = resultSlots(source, axes).indexOf(slot);
  return axis >= 0 && read[axis] === slot;
}

const inMemory: ReadonlySet<ItemKind> = new Set<ItemKind>(["part", "scatter", "routine", "scan"]);

/** The items whose results some reader finds only in memory: it reads at another index, or after the loop has ended. */
export function itemsInMemory(plan: Plan, axes: Axes): Set<Item> {
  const kept = new Set<Item>();
  for (const item of plan.items) if (inMemory.has(item.kind)) kept.add(item);
  const visit = (items: readonly Item[], depth: number) => {
    for (const { straight, nests } of stagesOf(items, depth, plan, axes)) {
      const groups = [straight, ...nests.map((nest) => nest.items)];
      for (const [i, group] of groups.entries()) {
        for (const item of group) markReads(item, new Set(group), i === 0, depth);
      }
      for (const nest of nests) visit(nest.items, depth + 1);
    }
  };
  const markReads = (item: Item, group: ReadonlySet<Item>, straight: boolean, depth: number) => {
    for (const { node, slots } of plan.edges.get(item) ?? []) {
      for (const source of plan.definedBy.get(node) ?? []) {
        const result = resultSlots(source, axes);
        // an axis that is written out has its elements in variables, which only a known index finds
        if (result.some((slot, axis) => slot < 0 && slots[axis] !== -1)) kept.add(source);
        if (group.has(source) && !straight) continue;
        const open = item.loops.slice(0, depth);
        if (source.loops.slice(0, depth).some((slot, i) => slot !== open[i])) continue;
        const inside = source.loops.slice(depth);
        if (result.some((slot) => slot >= 0 && inside.includes(slot))) kept.add(source);
      }
    }
  };
  visit(plan.items, 0);
  // sums over a loop around kept axes are collected in memory
  for (const item of plan.items) if (item.kind === "reduce" && firstFold(item) < lastKept(item)) kept.add(item);
  return kept;
}

/** Where the loops that fold begin. */
export function firstFold(item: Item): number {
  const kept = item.slots.slice(0, item.kept);
  const i = item.loops.findIndex((slot) => !kept.includes(slot));
  return i < 0 ? item.loops.length : i;
}

function lastKept(item: Item): number {
  const kept = item.slots.slice(0, item.kept);
  return item.loops.findLastIndex((slot) => kept.includes(slot));
}
