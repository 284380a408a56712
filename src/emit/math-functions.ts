/** Functions of JavaScript's `Math`, by the operation that each one computes exactly as it is defined. */
import type { UnaryName } from "../tensor/node.ts";

export const mathFunctions = {
  log: "Math.log",
  sqrt: "Math.sqrt",
  abs: "Math.abs",
  floor: "Math.floor",
  ceil: "Math.ceil",
  sin: "Math.sin",
  cos: "Math.cos",
  tan: "Math.tan",
  asin: "Math.asin",
  acos: "Math.acos",
  atan: "Math.atan",
  sinh: "Math.sinh",
  cosh: "Math.cosh",
} as const satisfies Partial<Record<UnaryName, string>>;
