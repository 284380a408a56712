/**
 * Which elements of a node slices and gathers read, as known arrays of 0 and 1: the others get 0 by what is cut out and padded, or
 * by a `select` where what is read is no box. So nothing is computed for them that could be infinite.
 */
import { addUp } from "./add-up.ts";
import { pad, select, slice, step } from "./build.ts";
import { constantValue } from "./constant-value.ts";
import type { Node } from "./node.ts";
import { stridesOf } from "./shape.ts";

/** 0 where none of them reads; undefined where that is nowhere. */
export function readByAny(reads: readonly (Node | undefined)[]): Node | undefined {
  const partly = reads.filter((each) => each !== undefined);
  if (partly.length < reads.length) return undefined;
  return partly.every((each) => each === partly[0]) ? partly[0] : unlessAll(step(addUp(partly)));
}

/** What is read; undefined where that is everything. */
export function unlessAll(read: Node): Node | undefined {
  return constantValue(read)?.every((x) => x !== 0) ? undefined : read;
}

/** The value with 0 where nobody reads it. */
export function whereRead(value: Node, read: Node): Node {
  const box = boxOf(read);
  if (!box) return select(read, value, 0);
  const inside = box.reduce((x, [start, end], axis) => slice(x, axis, start, end), value);
  return box.reduce((x, [start, end], axis) => pad(x, axis, start, value.shape[axis] - end), inside);
}

/** For each axis where it begins and ends. */
type Box = readonly (readonly [start: number, end: number])[];

/** The box that is read, where it is one. */
function boxOf(read: Node): Box | undefined {
  const data = constantValue(read);
  const first = data?.findIndex((x) => x !== 0) ?? -1;
  if (!data || first < 0) return undefined;
  const last = data.findLastIndex((x) => x !== 0);
  const strides = stridesOf(read.shape);
  const place = (at: number, axis: number) => Math.floor(at / strides[axis]) % read.shape[axis];
  const box = read.shape.map((_, axis) => [place(first, axis), place(last, axis) + 1] as const);
  const isInside = (at: number) => box.every(([start, end], axis) => place(at, axis) >= start && place(at, axis) < end);
  return data.every((x, at) => (x !== 0) === isInside(at)) ? box : undefined;
}
