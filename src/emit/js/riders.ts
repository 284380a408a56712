/**
 * Loops over rows that need not wait for the end of a recursion: what they read of its rows is there after each step, so they run in
 * its loop, where rows are in registers and what a step has computed is at hand.
 */
import type { Node } from "../../tensor/node.ts";
import type { Axes } from "./axes.ts";
import { classOfSlot, type Item, type Slot, writtenOut } from "./items.ts";
import type { Stage } from "./order.ts";
import { isArray, type Plan } from "./plan.ts";
import { type ReadKind, readsOf, readsOfLoops } from "./reads.ts";

export interface Nest {
  readonly slot: Slot;
  readonly items: readonly Item[];
}

/** The nests that run in the loop of a scan, for each such scan. */
export function ridersOf(
  stages: readonly Stage[],
  plan: Plan,
  axes: Axes,
  isExcluded: (item: Item) => boolean,
): ReadonlyMap<Item, readonly Nest[]> {
  const riders = new Map<Item, Nest[]>();
  const done = new Set<Item>();
  const taken = new Set<Nest>();
  for (const { straight, nests } of stages) {
    for (const item of straight) {
      for (const nest of item.kind === "scan" ? nests : []) {
        if (taken.has(nest) || nest.items.some(isExcluded) || !rides(item, nest, done, plan, axes)) continue;
        taken.add(nest);
        riders.set(item, [...(riders.get(item) ?? []), nest]);
      }
      done.add(item);
      for (const nest of riders.get(item) ?? []) for (const each of nest.items) done.add(each);
    }
    for (const nest of nests) for (const item of nest.items) done.add(item);
  }
  return riders;
}

const kinds: ReadonlySet<string> = new Set(["store", "reduce", "output"]);

function rides(scan: Item, nest: Nest, done: ReadonlySet<Item>, plan: Plan, axes: Axes): boolean {
  const { op, shape } = scan.node;
  const beyond = axes.sizeOf(classOfSlot(nest.slot)) - shape[0];
  if (op.name !== "scan" || op.settles || shape[0] < 2 || beyond < 0 || beyond > 1) return false;
  return nest.items.every((item) => {
    if (!kinds.has(item.kind) || item.node.op.name === "argmax" || item.node.op.name === "argmin") return false;
    return rowsRead(item, scan, plan).every((rows) => {
      if (rows.source !== scan) return done.has(rows.source) || nest.items.includes(rows.source);
      if (rows.slot !== nest.slot) return false;
      // at turn t rows t and t + 1 are there, counted with the start; the turn beyond the steps comes where the start is
      const offset = rows.by;
      if (op.reverse) return beyond === 1 ? offset === 0 : offset >= 0;
      return offset <= 1 - beyond;
    });
  });
}

/** The row that a read of another item's result is in: `by` behind the turn of the loop `slot`, counted with the start of a scan. */
interface RowRead extends Place {
  readonly source: Item;
}

/** Where along an axis something is read: `by` from the turn of a loop, or at a known or computed index. */
interface Place {
  readonly slot: Slot | "computed";
  readonly by: number;
}

const known: Place = { slot: writtenOut, by: 0 };
const anywhere: Place = { slot: "computed", by: 0 };

const places: ReadKind<Place> = {
  computed: anywhere,
  isKnown: ({ slot }) => slot === writtenOut,
  known: () => known,
  shift: (place, by) =>
    place.slot === writtenOut || place.slot === "computed" ? place : { ...place, by: place.by + by },
  join: (index) => (index.every(({ slot }) => slot === writtenOut) ? known : anywhere),
  split: (place, sizes) => sizes.map(() => (place.slot === writtenOut ? known : anywhere)),
};

function rowsRead(item: Item, scan: Item, plan: Plan): RowRead[] {
  const found: RowRead[] = [];
  const open: { node: Node; index: readonly Place[] }[] = [];
  const seen = new Set<string>();
  const read = (node: Node, index: readonly Place[]) => {
    const key = `${node.id}:${index.map(({ slot, by }) => `${slot}+${by}`).join()}`;
    if (seen.has(key)) return;
    seen.add(key);
    const sources = plan.definedBy.get(node);
    if (!sources) {
      if (!isArray(node)) open.push({ node, index });
      return;
    }
    const [row] = index;
    for (const source of sources)
      found.push({
        source,
        ...(row ?? known),
        by: (row?.by ?? 0) + (source === scan ? firstRow(node, scan, plan) : 0),
      });
  };
  readsOfLoops(
    item,
    item.slots.map((slot) => (slot === writtenOut ? known : { slot, by: 0 })),
    read,
    places,
  );
  for (let next = open.pop(); next; next = open.pop()) readsOf(next.node, next.index, read, places);
  return found;
}

/** The row of a node among those of a scan and its start, which is row 0, or the last one with `reverse`. */
function firstRow(node: Node, scan: Item, plan: Plan): number {
  const view = plan.views.get(node);
  if (view) return view.row;
  return scan.node.op.name === "scan" && scan.node.op.reverse ? 0 : 1;
}
