/** Named axes: how they are shown, compared and aligned (DESIGN 1.3, "Broadcasting goes by name"). */
import { broadcast, reshape, transpose } from "../tensor/build.ts";
import { range } from "../tensor/shape.ts";
import type { Axis, Value } from "./checked.ts";

/** `[record = 20, 4]`; `a scalar` without axes. */
export function showAxes(axes: readonly Axis[]): string {
  if (axes.length === 0) return "a scalar";
  return `[${axes.map(showAxis).join(", ")}]`;
}

export function showAxis(axis: Axis): string {
  return axis.name === undefined ? `${axis.size}` : `${axis.name} = ${axis.size}`;
}

export function shapeOf(axes: readonly Axis[]): number[] {
  return axes.map((axis) => axis.size);
}

export function anonymous(shape: readonly number[]): Axis[] {
  return shape.map((size) => ({ size }));
}

/** Why two lists of axes do not fit; `left` and `right` index the axes that disagree. */
export interface Mismatch {
  readonly left?: Axis;
  readonly right?: Axis;
  readonly reason: string;
}

/** The common axes of two operands; `left[i]` is where axis i of the left operand stands in the result. */
export interface Alignment {
  readonly axes: readonly Axis[];
  readonly left: readonly number[];
  readonly right: readonly number[];
}

export function isMismatch(result: Alignment | Mismatch): result is Mismatch {
  return "reason" in result;
}

function repeatsName(axes: readonly Axis[]): boolean {
  if (axes.length < 2) return false;
  const names = axes.flatMap((axis) => (axis.name === undefined ? [] : [axis.name]));
  return new Set(names).size < names.length;
}

/** The one axis two meeting axes become, or undefined when their sizes or names clash. */
function meet(left: Axis, right: Axis): Axis | undefined {
  if (left.name !== undefined && right.name !== undefined && left.name !== right.name) return undefined;
  if (left.size === right.size) return left.name === undefined ? right : left;
  if (left.name === undefined && left.size === 1) return right;
  if (right.name === undefined && right.size === 1) return left;
  return undefined;
}

function clash(left: Axis, right: Axis): Mismatch {
  return { left, right, reason: `the axes differ: ${showAxis(left)} on the left, ${showAxis(right)} on the right` };
}

/**
 * Aligns two operands: named axes by name wherever they stand, anonymous ones from the right with the other side's
 * anonymous axes or, where it has none, with its last axes that are still free. The left's axes come first.
 */
export function align(left: readonly Axis[], right: readonly Axis[]): Alignment | Mismatch {
  // Numbers are most of what is aligned.
  if (right.length === 0) return { axes: left, left: range(left.length), right: [] };
  if (left.length === 0) return { axes: right, left: [], right: range(right.length) };
  if (repeatsName(left) || repeatsName(right)) return alignByPosition(left, right);
  const partner = new Array<number>(right.length).fill(-1);
  const taken = new Set<number>();
  for (let j = 0; j < right.length; j++) {
    const name = right[j].name;
    const i = name === undefined ? -1 : left.findIndex((axis) => axis.name === name);
    if (i >= 0) {
      partner[j] = i;
      taken.add(i);
    }
  }
  const freeRight = indicesWhere(right, (axis, j) => axis.name === undefined && partner[j] < 0);
  const freeLeft = indicesWhere(left, (axis, i) => axis.name === undefined && !taken.has(i));
  const namedLeft = indicesWhere(left, (axis, i) => axis.name !== undefined && !taken.has(i));
  const namedRight = indicesWhere(right, (axis, j) => axis.name !== undefined && partner[j] < 0);
  const pairs =
    freeLeft.length > 0 && freeRight.length > 0
      ? pairFromRight(freeLeft, freeRight)
      : freeRight.length > 0
        ? pairFromRight(namedLeft, freeRight)
        : pairFromRight(freeLeft, namedRight);
  for (const [i, j] of pairs) partner[j] = i;
  return assemble(left, right, partner);
}

function indicesWhere(axes: readonly Axis[], keep: (axis: Axis, index: number) => boolean): number[] {
  return range(axes.length).filter((index) => keep(axes[index], index));
}

function pairFromRight(left: readonly number[], right: readonly number[]): [number, number][] {
  const count = Math.min(left.length, right.length);
  return Array.from({ length: count }, (_, k) => [left[left.length - 1 - k], right[right.length - 1 - k]]);
}

function alignByPosition(left: readonly Axis[], right: readonly Axis[]): Alignment | Mismatch {
  const offset = left.length - right.length;
  if (offset >= 0)
    return assemble(
      left,
      right,
      right.map((_, j) => j + offset),
    );
  const swapped = assemble(
    right,
    left,
    left.map((_, i) => i - offset),
  );
  if (isMismatch(swapped)) return { ...swapped, left: swapped.right, right: swapped.left };
  return { axes: swapped.axes, left: swapped.right, right: swapped.left };
}

function assemble(left: readonly Axis[], right: readonly Axis[], partner: readonly number[]): Alignment | Mismatch {
  const axes = [...left];
  const rightMap: number[] = [];
  for (let j = 0; j < right.length; j++) {
    const i = partner[j];
    if (i < 0) {
      rightMap.push(axes.length);
      axes.push(right[j]);
      continue;
    }
    const met = meet(left[i], right[j]);
    if (met === undefined) return clash(left[i], right[j]);
    axes[i] = met;
    rightMap.push(i);
  }
  return { axes, left: left.map((_, i) => i), right: rightMap };
}

/** Repeats a value along new axes: axis i of the value becomes axis `map[i]` of the result. */
export function spread(value: Value, axes: readonly Axis[], map: readonly number[]): Value {
  let { node } = value;
  if (map.length === 0) return { node: broadcast(node, shapeOf(axes), []), axes };
  let target = [...map];
  const stretched = value.axes.map((axis, i) => axis.size === 1 && axes[target[i]].size !== 1);
  if (stretched.some(Boolean)) {
    const keep = indicesWhere(value.axes, (_, i) => !stretched[i]);
    node = reshape(
      node,
      keep.map((i) => value.axes[i].size),
    );
    target = keep.map((i) => target[i]);
  }
  const order = target.map((_, i) => i).sort((a, b) => target[a] - target[b]);
  if (order.some((from, to) => from !== to)) node = transpose(node, order);
  const sorted = order.map((i) => target[i]);
  const shape = shapeOf(axes);
  const isWhole = sorted.length === shape.length;
  return { node: isWhole ? node : broadcast(node, shape, sorted), axes };
}

/**
 * Where the axes of a value stand among given axes that it broadcasts *to*, never beyond (the right side of `prior`,
 * `observe`, `data`, `let N[..]`). A mismatch when the value has an axis the target lacks.
 */
export function alignTo(target: readonly Axis[], axes: readonly Axis[]): readonly number[] | Mismatch {
  const aligned = align(target, axes);
  if (isMismatch(aligned)) return aligned;
  if (aligned.axes.length > target.length) {
    const extra = aligned.axes[target.length];
    return {
      right: extra,
      reason: `the right side has the axis ${showAxis(extra)}, which ${showAxes(target)} on the left lacks`,
    };
  }
  const wider = target.findIndex((axis, i) => aligned.axes[i].size !== axis.size);
  return wider >= 0 ? clash(target[wider], aligned.axes[wider]) : aligned.right;
}

/** Broadcasts a value to given axes, or says why it does not fit them. */
export function broadcastTo(value: Value, axes: readonly Axis[]): Value | Mismatch {
  const map = alignTo(axes, value.axes);
  return "reason" in map ? map : spread(value, axes, map);
}

/** Both operands over their common axes. */
export function broadcastTogether(left: Value, right: Value): readonly [Value, Value] | Mismatch {
  const aligned = align(left.axes, right.axes);
  if (isMismatch(aligned)) return aligned;
  return [spread(left, aligned.axes, aligned.left), spread(right, aligned.axes, aligned.right)];
}

export function isValue(result: Value | Mismatch): result is Value {
  return "node" in result;
}
