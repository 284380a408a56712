/** Arrays that a loop is defining: their elements may be read at indices that are over already (DESIGN 1.4). */
import { gather, input, transpose } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import { shapeOf } from "../axes.ts";
import type { Axis, Latent, Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { indexBeforeStart, notYetDefined, wholeOpenArray } from "../diagnostics/loops.ts";
import { fail } from "../diagnostics/make.ts";
import { elaborate } from "../elaborate.ts";
import { indexValue, keepInside, sliceIndices } from "../indexing.ts";
import { AlreadyReported } from "../scope.ts";
import type { Expression, IndexExpression } from "../syntax.ts";
import { type Loop, valuesOver } from "./loop.ts";

/** One loop over an array: where its axis stands, and the node that stands for all elements along it. */
export interface Level {
  readonly loop: Loop;
  /** Of the whole array. */
  readonly place: number;
  /** [size, ...axes that are not of this loop or one around it, in the order of the head] */
  readonly whole: Node;
}

export interface OpenArray {
  readonly name: string;
  /** In the order of the head. */
  readonly axes: readonly Axis[];
  /** The loops that are not over yet, the outermost first. */
  readonly levels: Level[];
  /** Whether the element at the current indices has been defined by a statement further up. */
  isDefined: boolean;
  /** Set where the definition has a mistake. */
  isBroken: boolean;
  /** Of a prior's array, which exists as a whole. */
  readonly value?: Value;
  latent?: Latent;
  /** Checks that wait for what a discrete latent may be. */
  readonly whenKnown: (() => void)[];
}

/** @param places where the axis of each loop stands */
export function openArray(
  name: string,
  axes: readonly Axis[],
  loops: readonly Loop[],
  places: readonly number[],
  value?: Value,
): OpenArray {
  const levels = loops.map((loop, level) => {
    const inner = axes.filter((_, i) => !places.slice(0, level + 1).includes(i));
    const whole = input(`open:${name}:${level}`, 0, [loop.axis.size, ...shapeOf(inner)]);
    return { loop, place: places[level], whole };
  });
  return { name, axes, levels, isDefined: false, isBroken: false, value, whenKnown: [] };
}

/** The array as a whole, where that is not allowed. */
export function refuseWhole(context: Context, expression: Expression, array: OpenArray): never {
  if (array.isBroken) throw new AlreadyReported(array.name);
  const written = array.axes.map((_, i) => {
    const level = array.levels.find(({ place }) => place === i);
    return level === undefined ? ".." : `${level.loop.variable} - 1`;
  });
  return fail(wholeOpenArray(at(context, expression), array.name, `${array.name}[${written.join(", ")}]`));
}

/** `nu[t - 1]` inside the loop that defines nu. */
export function readOpenArray(context: Context, expression: IndexExpression, array: OpenArray): Value {
  if (array.isBroken) throw new AlreadyReported(array.name);
  const { indices } = expression;
  const last = Math.max(...array.levels.map(({ place }) => place));
  if (indices.length <= last) refuseWhole(context, expression, array);
  const row = rowOf(context, expression, array);
  if (array.value !== undefined) return indexValue(context, expression, array.value, indices);
  const { level, index } = row;
  const gone = array.levels.slice(0, array.levels.indexOf(level) + 1).map(({ place }) => place);
  const axes = array.axes.filter((_, i) => !gone.includes(i));
  const node = gather(level.whole, index.node, 0);
  const kept = indices.filter((_, i) => !gone.includes(i));
  if (index.axes.length === 0) return indexValue(context, expression, { node, axes }, kept);
  // Several elements along the loop: their axis goes where the loop's stood.
  const before = level.place - gone.filter((place) => place < level.place).length;
  const rank = index.axes.length;
  const order = [
    ...axes.slice(0, before).map((_, i) => rank + i),
    ...index.axes.map((_, i) => i),
    ...axes.slice(before).map((_, i) => rank + before + i),
  ];
  const moved = order.every((from, to) => from === to) ? node : transpose(node, order);
  const all = [...axes.slice(0, before), ...index.axes, ...axes.slice(before)];
  const whole = index.axes.map((): Expression => ({ kind: "range", span: expression.span }));
  return indexValue(context, expression, { node: moved, axes: all }, [
    ...kept.slice(0, before),
    ...whole,
    ...kept.slice(before),
  ]);
}

/** The loop along which an earlier element is read: the outermost whose index is not the current one. */
function rowOf(
  context: Context,
  expression: IndexExpression,
  array: OpenArray,
): { readonly level: Level; readonly index: Value } {
  const { frame } = context;
  for (const [depth, level] of array.levels.entries()) {
    const written = expression.indices[level.place];
    const index =
      written.kind === "range" ? sliceIndices(context, written, level.loop.axis) : elaborate(context, written);
    const column = frame?.columns[frame.loops.indexOf(level.loop)];
    const values = frame && valuesOver(frame, index.node);
    if (frame === undefined || column === undefined || values === undefined) {
      return fail(notYetDefined(at(context, written), array.name, level.loop.variable, "unknown"));
    }
    const each = values.length / column.length;
    const current = (i: number) => column[Math.floor(i / each)];
    const low = values.findIndex((x) => x < 0);
    if (low >= 0) {
      fail(indexBeforeStart(at(context, written), array.name, level.loop.variable, values[low], current(low)));
    }
    const isCurrent = values.every((x, i) => x === current(i));
    const isInner = depth + 1 < array.levels.length;
    if (isCurrent && isInner) continue;
    const allowed = (x: number, i: number) => x < current(i) || (x === current(i) && array.isDefined && !isInner);
    const bad = values.findIndex((x, i) => !allowed(x, i));
    if (bad >= 0) {
      const when = values[bad] > current(bad) ? "later" : "current";
      fail(notYetDefined(at(context, written), array.name, level.loop.variable, when));
    }
    return { level, index: keepInside(index, level.loop.axis.size) };
  }
  throw new Error("an open array has a loop");
}
