/** How many turns of a loop are written at once, so that sums need not wait for each other and loads are shared. */

import { sizeOf } from "../../tensor/node.ts";
import type { Axes } from "./axes.ts";
import type { Item, Slot } from "./items.ts";
import { firstFold } from "./order.ts";
import type { Plan } from "./plan.ts";

/** Sums in flight that registers hold. */
const most = 8;

/** Operations that may be written several times over beside a matrix product. */
const mostBeside = 60;

export interface Turns {
  /** Turns of the loop in one block, 1 where nothing is won. */
  readonly width: number;
  /** Whether each of them has sums of its own. */
  readonly separate: boolean;
}

/** @param turns how many turns of outer loops are written together already */
export function turnsAtOnce(
  slot: Slot,
  size: number,
  items: readonly Item[],
  depth: number,
  turns: number,
  plan: Plan,
  axes: Axes,
): Turns {
  const alone = { width: 1, separate: true };
  const extremum = (item: Item) => item.node.op.name === "argmax" || item.node.op.name === "argmin";
  if (size < 8 || items.some((item) => item.kind === "reduce" && extremum(item))) return alone;
  const text = (list: readonly Item[]) => list.reduce((sum, item) => sum + textOf(item, plan, axes), 0);
  const here = items.filter((item) => item.loops.length === depth + 1);
  if (here.length === items.length) {
    const folds = items.filter((item) => item.kind === "reduce" && firstFold(item) === depth);
    if (folds.length === 0 || turns > 1) return alone;
    const words = text(items);
    const inFlight = folds.reduce((sum, item) => sum + writtenElements(item), 0);
    const width = words <= 12 ? 4 : words <= 40 ? 2 : 1;
    return width * inFlight <= most ? { width, separate: true } : alone;
  }
  // rows and columns of a matrix product are computed together, so that what is loaded is used several times
  const products = items.filter((item) => !here.includes(item));
  if (!products.every((item) => item.node.op.name === "matmul" && item.slots.slice(0, item.kept).includes(slot))) {
    return alone;
  }
  const left = Math.max(...products.map((item) => firstFold(item) - depth));
  const written = Math.max(...products.map(writtenElements));
  const width = left === 1 ? 4 : left === 2 && items.length === 1 ? 2 : 1;
  const fits = width * turns * written * products.length <= most && text(here) <= mostBeside;
  return fits ? { width, separate: false } : alone;
}

/** Elements of the result that one turn of all loops computes. */
function writtenElements({ slots, sizes, kept }: Item): number {
  return sizes.slice(0, kept).reduce((product, n, axis) => (slots[axis] < 0 ? product * n : product), 1);
}

function textOf(item: Item, plan: Plan, axes: Axes): number {
  let text = 0;
  for (const node of plan.inlined.get(item) ?? []) {
    const loops = axes.loopsOf(node);
    if (loops.every((c) => c < 0) && sizeOf(node.shape) > 0) continue;
    text += node.shape.reduce((product, n, axis) => (loops[axis] < 0 ? product * n : product), 1);
  }
  return text + 1;
}
