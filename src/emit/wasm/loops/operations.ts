/** Operations that are one instruction, by the names that statements have for them. */
import type { AccumulateOp, StoreOp } from "../../js/code.ts";
import type { Bytes } from "../encode.ts";
import { f64, f64x2 } from "../instructions.ts";
import { Unsupported } from "./environment.ts";

/** Functions of `Math` that are instructions. */
export const ownFunctions: Readonly<Record<string, "abs" | "sqrt" | "floor" | "ceil" | "min" | "max">> = {
  "Math.abs": "abs",
  "Math.sqrt": "sqrt",
  "Math.floor": "floor",
  "Math.ceil": "ceil",
  "Math.min": "min",
  "Math.max": "max",
};

type Comparisons = Pick<typeof f64, "lt" | "le" | "eq" | "ne">;

export function compare(on: Comparisons, op: string, a: Bytes, b: Bytes): Bytes {
  if (op === "less") return on.lt(a, b);
  if (op === "lessEqual") return on.le(a, b);
  return op === "equal" ? on.eq(a, b) : on.ne(a, b);
}

const names = { sum: "add", prod: "mul", max: "max", min: "min" } as const;

export function combine(op: AccumulateOp | StoreOp, a: Bytes, b: Bytes): Bytes {
  if (op === "argmax" || op === "argmin" || op === "set") throw new Unsupported(op);
  return f64[names[op]](a, b);
}

export function combinePairs(op: AccumulateOp | StoreOp, a: Bytes, b: Bytes): Bytes {
  if (op === "argmax" || op === "argmin" || op === "set") throw new Unsupported(op);
  return f64x2[names[op]](a, b);
}
