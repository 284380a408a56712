/** What the functions of loops know of the rest of the program, and how they refuse what has no form in WebAssembly. */
import type { Statement, Value, Variable } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";

export type Loop = Extract<Statement, { kind: "loop" }>;

/** Where the numbers of arrays are, and functions from outside. */
export interface Environment {
  /** Address of the first element of an array; of a buffer, that of a copy of the lane. Undefined where it cannot be had. */
  address(array: string): number | undefined;
  /** Of a buffer: where the lane begins in it. */
  base(array: string): Variable | undefined;
  /** Index of a function of `Math` or of the special functions, that takes so many numbers. */
  imported(name: string, count: number): number;
  /** The address where so many results are left. */
  results(count: number): number;
}

/** Thrown where a statement has no form here. */
export class Unsupported extends Error {}

/** An element of an array, as the statements name it. */
export type Place = Readonly<{ array: string; address: Value; offset: number }>;

/** Where an element is: an address that is computed, and what an instruction adds to it. */
export type Address = Readonly<{ at: Bytes; offset: number }>;
