/** Loops and tiles of the functions on factors: square matrices by tiles of four rows and columns, of which the last is what is left. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { get, i32, repeatWhile, set, when } from "../instructions.ts";

/** Rows and columns of a tile. So many columns are done at once, and their number is even: what lies left of a tile is whole pairs. */
export const side = 4;

/** Runs the body for the values of a local from `from`, by steps, as long as they are below `end`. */
export function upTo(local: number, from: Bytes, end: Bytes, step: number, body: Bytes): Bytes {
  const isBelow = i32.lt(get(local), end);
  return [
    set(local, from),
    when(isBelow, repeatWhile([body, set(local, i32.add(get(local), i32.const(step)))], isBelow)),
  ];
}

/** The same from `from` down, by steps, as long as the values are not below `end`. */
export function downTo(local: number, from: Bytes, end: Bytes, step: number, body: Bytes): Bytes {
  const isLeft = i32.eqz(i32.lt(get(local), end));
  return [
    set(local, from),
    when(isLeft, repeatWhile([body, set(local, i32.sub(get(local), i32.const(step)))], isLeft)),
  ];
}

/** Locals of one type, [rows][columns]. */
export function localsOf(f: FunctionWriter, type: "f64" | "v128", rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, () => Array.from({ length: columns }, () => f.local(type)));
}

export const numbers = (count: number): number[] => Array.from({ length: count }, (_, i) => i);
