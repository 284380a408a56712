/** How many turns of a loop are written at once, so that sums need not wait for each other and loads are shared. */

import { sizeOf } from "../../tensor/node.ts";
import type { Axes } from "./axes.ts";
import type { Item, Slot } from "./items.ts";
import { firstFold } from "./order.ts";
import type { Plan } from "./plan.ts";

/** Sums in flight that registers hold. */
const most = 8;

/** The width of a block of turns, 1 where nothing is won. */
export function turnsAtOnce(
  slot: Slot,
  size: number,
  items: readonly Item[],
  depth: number,
  turns: number,
  plan: Plan,
  axes: Axes,
): number {
  if (size < 8) return 1;
  const innermost = items.every((item) => item.loops.length === depth + 1);
  const sums = items.filter(
    (item) => item.kind === "reduce" && item.node.op.name !== "argmax" && item.node.op.name !== "argmin",
  );
  if (items.some((item) => item.kind === "reduce" && !sums.includes(item))) return 1;
  if (innermost) {
    const folds = sums.filter((item) => firstFold(item) === depth);
    if (folds.length === 0 || turns > 1) return 1;
    const text = items.reduce((sum, item) => sum + textOf(item, plan, axes), 0);
    return text <= 12 ? 4 : text <= 40 ? 2 : 1;
  }
  // a matrix product alone in its loops: rows and columns of it are computed together
  if (
    items.length !== 1 ||
    items[0].node.op.name !== "matmul" ||
    !items[0].slots.slice(0, items[0].kept).includes(slot)
  )
    return 1;
  const written = items[0].sizes
    .slice(0, items[0].kept)
    .reduce((n, m, axis) => (items[0].slots[axis] < 0 ? n * m : n), 1);
  const left = firstFold(items[0]) - depth;
  const width = left === 1 ? 4 : left === 2 ? 2 : 1;
  return width * turns * written <= most ? width : 1;
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
