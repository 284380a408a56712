/** One double at a time or two. */
import type { Bytes, ValueType } from "../encode.ts";
import { f64, f64x2 } from "../instructions.ts";

/** How many doubles of a row of the block one register holds, and how to work on them. */
export interface Lanes {
  readonly type: ValueType;
  readonly width: number;
  readonly zero: Bytes;
  readonly load: (address: Bytes, offset: number) => Bytes;
  readonly loadSame: (address: Bytes, offset: number) => Bytes;
  /** A double in all lanes. */
  readonly same: (value: Bytes) => Bytes;
  readonly store: (address: Bytes, value: Bytes, offset: number) => Bytes;
  readonly add: (a: Bytes, b: Bytes) => Bytes;
  readonly sub: (a: Bytes, b: Bytes) => Bytes;
  readonly mul: (a: Bytes, b: Bytes) => Bytes;
}

export const single: Lanes = {
  type: "f64",
  width: 1,
  zero: f64.const(0),
  load: f64.load,
  loadSame: f64.load,
  same: (value) => value,
  store: f64.store,
  add: f64.add,
  sub: f64.sub,
  mul: f64.mul,
};

export const pair: Lanes = {
  type: "v128",
  width: 2,
  zero: f64x2.const(0),
  load: f64x2.load,
  loadSame: f64x2.loadSplat,
  same: f64x2.splat,
  store: f64x2.store,
  add: f64x2.add,
  sub: f64x2.sub,
  mul: f64x2.mul,
};
