/** Supports of several distributions together. */
import { fill, max, min, type Operand } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node, Shape } from "../../tensor/node.ts";
import type { Support } from "../distribution.ts";

/** Bounds of a set of numbers; absent where it is unbounded, `undefined` for sets of vectors. */
export interface Bounds {
  readonly lower?: Node;
  readonly upper?: Node;
}

/** @param shape of the batch */
export function boundsOf(support: Support, shape: Shape): Bounds | undefined {
  switch (support.kind) {
    case "real":
      return {};
    case "positive":
    case "nonnegative":
      return { lower: fill(shape, 0) };
    case "unit":
      return { lower: fill(shape, 0), upper: fill(shape, 1) };
    case "above":
      return { lower: support.lower };
    case "below":
      return { upper: support.upper };
    case "interval":
    case "whole":
      return { lower: support.lower, upper: support.upper };
    case "category":
      return { lower: fill(shape, 0), upper: fill(shape, support.size - 1) };
    default:
      return undefined;
  }
}

/** What lies within both pairs of bounds. */
export function meet(a: Bounds, b: Bounds): Bounds {
  const both = (a: Node | undefined, b: Node | undefined, f: (a: Operand, b: Operand) => Node) =>
    a !== undefined && b !== undefined ? f(a, b) : (a ?? b);
  return { lower: both(a.lower, b.lower, max), upper: both(a.upper, b.upper, min) };
}

/** The continuous set between bounds. */
export function between({ lower, upper }: Bounds): Support {
  if (lower !== undefined && upper !== undefined) return { kind: "interval", lower, upper };
  if (lower !== undefined) return { kind: "above", lower };
  return upper !== undefined ? { kind: "below", upper } : { kind: "real" };
}

/** A bound of a scalar support: a number where its kind fixes it. */
function edge(support: Support, side: "lower" | "upper"): Node | number | undefined {
  switch (support.kind) {
    case "positive":
    case "nonnegative":
      return side === "lower" ? 0 : undefined;
    case "unit":
      return side === "lower" ? 0 : 1;
    case "category":
      return side === "lower" ? 0 : support.size - 1;
    default:
      return side in support ? (support as Bounds)[side] : undefined;
  }
}

/** Whether two bounds are one node or the same numbers. */
function sameEdge(a: Node | number | undefined, b: Node | number | undefined): boolean {
  if (a === undefined || b === undefined || a === b) return a === b;
  const known = typeof a === "number" ? [a] : constantValue(a);
  const other = typeof b === "number" ? [b] : constantValue(b);
  if (known !== undefined && other !== undefined) {
    const size = Math.max(known.length, other.length);
    return Array.from({ length: size }).every((_, i) => known[i % known.length] === other[i % other.length]);
  }
  if (typeof a === "number" || typeof b === "number") return false;
  return a.op.name === "broadcast" && b.op.name === "broadcast" && a.inputs[0] === b.inputs[0];
}

const scalarKinds: ReadonlySet<string> = new Set([
  "real",
  "positive",
  "nonnegative",
  "unit",
  "above",
  "below",
  "interval",
]);
const countKinds: ReadonlySet<string> = new Set(["whole", "category"]);

/** Whether two supports are one set, but for its boundary. */
export function areEqual(a: Support, b: Support): boolean {
  if (a.kind === "ordered" && b.kind === "ordered") return areEqual(a.of, b.of);
  const areNumbers = [scalarKinds, countKinds].some((kinds) => kinds.has(a.kind) && kinds.has(b.kind));
  if (!areNumbers) return a.kind === b.kind;
  return sameEdge(edge(a, "lower"), edge(b, "lower")) && sameEdge(edge(a, "upper"), edge(b, "upper"));
}

/** The smallest set of its kind that holds all of the supports, which are all discrete, or all continuous. */
export function hull(supports: readonly Support[], shape: Shape): Support {
  const [first] = supports;
  if (supports.every((support) => areEqual(support, first))) {
    return supports.find((support) => support.kind === "nonnegative") ?? first;
  }
  const bounds = supports.map((support) => boundsOf(support, shape));
  const common = (side: "lower" | "upper", meet: (a: Node, b: Node) => Node): Node | undefined => {
    const known = bounds.map((each) => each?.[side]);
    return known.every((bound) => bound !== undefined) ? known.reduce(meet) : undefined;
  };
  const lower = common("lower", min);
  const upper = common("upper", max);
  const isDiscrete = supports.some(({ kind }) => kind === "whole" || kind === "category");
  return isDiscrete ? { kind: "whole", lower, upper } : between({ lower, upper });
}
