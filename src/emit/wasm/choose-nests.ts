/** The cost model of loops: which of them become functions of the module. It looks at operations and shapes only. */
import type { Node } from "../../tensor/node.ts";
import type { Axes } from "../js/axes.ts";
import { classOfSlot, type Item } from "../js/items.ts";
import type { Plan } from "../js/plan.ts";
import { timeOf } from "../js/work.ts";
import type { Target } from "../target.ts";

/** Costly operations that take two numbers at once; others of that kind would be asked of JavaScript one by one. */
const paired: ReadonlySet<string> = new Set(["exp", "log", "log1p", "tanh", "sigmoid", "softplus"]);
const costly = 10;

/** What two numbers at once save of the time, for loops of at least so many turns. */
const saving = 0.5;
const shortest = 8;

/** In additions: a call, and a number that is copied for it. */
const callTime = 250;
const copyTime = 4;

/**
 * Whether the loop around the items pays as a function; forced, whether it can be one.
 * @param sizes of buffers, by name
 */
export function nestPays(
  items: readonly Item[],
  plan: Plan,
  axes: Axes,
  target: Target,
  sizes: ReadonlyMap<string, number>,
): boolean {
  if (target === "js" || items.some(({ kind }) => kind === "scan" || kind === "routine")) return false;
  if (target === "wasm") return true;
  let saved = 0;
  let copied = 0;
  const read = new Set<string>();
  for (const item of items) {
    const turns = turnsOf(item, axes);
    const innermost = item.loops[item.loops.length - 1];
    const gain = innermost !== undefined && axes.sizeOf(classOfSlot(innermost)) >= shortest ? saving : 0;
    for (const node of computedBy(item, plan)) {
      if (timeOf(node) >= costly && !paired.has(node.op.name)) return false;
      const loops = axes.loopsOf(node);
      const written = node.shape.reduce((product, n, axis) => (loops[axis] < 0 ? product * n : product), 1);
      saved += gain * turns * written * timeOf(node);
      for (const { op } of [node, ...node.inputs]) if (op.name === "input") read.add(op.buffer);
    }
    if (item.kind === "reduce") saved += gain * turns;
    if (item.output) copied += turns;
  }
  for (const buffer of read) copied += sizes.get(buffer) ?? 0;
  return saved > callTime + copyTime * copied;
}

function computedBy(item: Item, plan: Plan): Iterable<Node> {
  const inlined = plan.inlined.get(item) ?? new Set<Node>();
  return item.kind === "store" ? new Set([...inlined, item.node]) : inlined;
}

function turnsOf(item: Item, axes: Axes): number {
  return item.loops.reduce((product, slot) => product * axes.sizeOf(classOfSlot(slot)), 1);
}

/**
 * `loop over 20 x 200: exp, tanh`, with the costly operations in it, or `loop over 200 in 8 segments`. What is the same at
 * every turn is computed before it.
 */
export function describeNest(items: readonly Item[], plan: Plan, axes: Axes, segments: number | undefined): string {
  const deepest = items.reduce((most, item) => (item.loops.length > most.loops.length ? item : most));
  const sizes = deepest.loops.map((slot) => axes.sizeOf(classOfSlot(slot)));
  const inside = new Set<string>();
  for (const item of items)
    for (const node of computedBy(item, plan)) {
      const turns = axes.loopsOf(node).some((loop) => loop >= 0);
      if (turns && timeOf(node) >= costly) inside.add(node.op.name);
    }
  const groups = segments === undefined ? "" : ` in ${segments} segments`;
  return `loop over ${sizes.join(" x ")}${groups}${inside.size === 0 ? "" : `: ${[...inside].sort().join(", ")}`}`;
}
