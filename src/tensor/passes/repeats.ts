/**
 * Costly functions of known numbers that repeat and of values that all share are computed once for each combination of the known numbers: the
 * exponentials in a kernel once for each distance, those of a dose response once for each dose.
 */
import { broadcast, constant, gather, reshape } from "../build.ts";
import { constantValue } from "../evaluate.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode, type Node, type OpName, sizeOf } from "../node.ts";
import type { Rule, Rules } from "./rewrite.ts";

/** Functions that take longer than to pick their value from an array. */
const costly: readonly OpName[] = [
  "exp",
  "log",
  "log1p",
  "expm1",
  "sin",
  "cos",
  "tan",
  "asin",
  "acos",
  "atan",
  "sinh",
  "cosh",
  "tanh",
  "sigmoid",
  "softplus",
  "pow",
  "erf",
  "erfc",
  "lgamma",
  "log_normal_cdf",
];

/** Element-wise operations one below the other that are followed. */
const deepest = 12;
/** Fewer elements are not worth an index. */
const fewest = 8;

const once: Rule = (node) => {
  const size = sizeOf(node.shape);
  if (size < fewest || node.isConstant) return undefined;
  const known = new Set<Node>();
  if (!collectKnown(node, known, deepest) || known.size === 0) return undefined;
  const columns = Array.from(known, (x) => constantValue(x));
  const { first, place } = combinations(columns, size);
  if (2 * first.length > size) return undefined;
  const compact = atCombinations(node, first, new Map());
  return gather(compact, constant(Float64Array.from(place), node.shape), 0);
};

export const repeats: Rules = Object.fromEntries(costly.map((name) => [name, once]));

/** Whether the node is made element by element of known numbers, which are added to `known`, and of single values. */
function collectKnown(node: Node, known: Set<Node>, depth: number): boolean {
  if (node.isConstant) {
    if (!isSingle(node)) known.add(node);
    return true;
  }
  if (isSingle(node)) return true;
  return depth > 0 && isElementwise(node) && node.inputs.every((x) => collectKnown(x, known, depth - 1));
}

const isSingle = ({ op, inputs }: Node) => op.name === "broadcast" && sizeOf(inputs[0].shape) === 1;

interface Combinations {
  /** An element that has it, for each combination. */
  readonly first: readonly number[];
  /** The combination of each element. */
  readonly place: Int32Array;
}

function combinations(columns: readonly (ArrayLike<number> | undefined)[], size: number): Combinations {
  const place = new Int32Array(size);
  let first: number[] = [];
  // one column after the other splits the combinations of those before it
  for (const column of columns) {
    const seen = new Map<number, Map<number | string, number>>();
    first = [];
    for (let i = 0; i < size; i++) {
      const x = column?.[i] ?? 0;
      const key = Object.is(x, -0) ? "-0" : x;
      const own = seen.get(place[i]) ?? new Map<number | string, number>();
      seen.set(place[i], own);
      const found = own.get(key) ?? first.length;
      if (found === first.length) {
        own.set(key, found);
        first.push(i);
      }
      place[i] = found;
    }
    if (2 * first.length > size) break;
  }
  return { first, place };
}

/** The vector of what the node is at these elements. */
function atCombinations(node: Node, first: readonly number[], done: Map<Node, Node>): Node {
  const known = done.get(node);
  if (known) return known;
  const shape = [first.length];
  const result = () => {
    if (isSingle(node)) return broadcast(reshape(node.inputs[0], []), shape, []);
    const data = node.isConstant ? constantValue(node) : undefined;
    if (data)
      return constant(
        first.map((i) => data[i]),
        shape,
      );
    return makeNode(
      node.op,
      node.inputs.map((x) => atCombinations(x, first, done)),
      shape,
    );
  };
  const made = result();
  done.set(node, made);
  return made;
}
