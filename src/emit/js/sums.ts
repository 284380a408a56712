/** Running results of loops: sums in locals, with factors that the loop does not change and logarithms taken apart. */
import type { Node } from "../../tensor/node.ts";
import { type AccumulateOp, keyOfValue, literal, one, type Value, type Variable, zero } from "./code.ts";
import type { Elements } from "./elements.ts";
import { separateFactor } from "./factors.ts";
import type { Index } from "./index.ts";
import { separateLogarithms } from "./logarithms.ts";

/** The running result of one element. */
export interface Sum {
  readonly kept: readonly Index[];
  readonly total: Variable;
  /** Of an argmax or argmin. */
  readonly best: Variable | undefined;
  /** Whether terms without a factor were added, to `total`. */
  plain: boolean;
  /** Products of numbers whose logarithms are added, for each factor of these. */
  readonly products: Map<number, Variable>;
  /** Sums of terms that share a factor which the loop does not change, by the text of that factor. */
  readonly scaled: Map<string, { readonly factor: Value; readonly total: Variable }>;
}

/** What results begin with. */
export const starts: Readonly<Record<AccumulateOp, number>> = {
  sum: 0,
  prod: 1,
  max: -Infinity,
  min: Infinity,
  argmax: NaN,
  argmin: NaN,
};

export function emptySum(kept: readonly Index[], total: Variable): Sum {
  return { kept, total, best: undefined, plain: false, products: new Map(), scaled: new Map() };
}

export function foldOf(node: Node): AccumulateOp {
  const { op } = node;
  if (op.name === "argmax" || op.name === "argmin") return op.name;
  return op.name === "reduce" && op.kind !== "logsumexp" ? op.kind : "sum";
}

export class Sums {
  constructor(readonly elements: Elements) {}

  /** What was added up. */
  total({ total, plain, products, scaled }: Sum): Value {
    const { algebra, code } = this.elements;
    let value: Value = plain ? total : zero;
    for (const { factor, total: part } of scaled.values()) value = algebra.add(value, algebra.mul(factor, part));
    for (const [factor, product] of products) {
      const logarithm = code.define("call", [product], "Math.log");
      value = algebra.add(value, algebra.mul(literal(factor), logarithm));
    }
    return value;
  }

  /** Adds to the sum of a segment first. In functions of the module that costs more than it saves, but for a factor of the segment. */
  addRow(sum: Sum, inSegment: Sum, value: Value, inKernel: boolean): void {
    const { block } = inSegment.total;
    const { factor } = separateFactor(this.elements.algebra, value, block);
    const isOwn = factor.kind === "variable" && factor.block === block;
    this.add(isOwn || !inKernel ? inSegment : sum, value);
  }

  /** Adds a value to a sum, or to the part of it with the factors of the value that the loop does not change. */
  add(sum: Sum, value: Value): void {
    if ((value.kind === "literal" && value.value === 0) || this.#addScaled(sum, value)) return;
    sum.plain = true;
    const { total: target } = sum;
    this.elements.code.push({ kind: "accumulate", op: "sum", target, value, best: undefined, index: undefined });
  }

  /** Adds a term with a factor that the loop does not change to the sum of such terms; false where it has none. */
  #addScaled({ total, scaled }: Sum, value: Value): boolean {
    const { algebra, code } = this.elements;
    const { factor, rest } = separateFactor(algebra, value, total.block);
    if (factor === one) return false;
    const key = keyOfValue(factor);
    const part = scaled.get(key) ?? { factor, total: code.declare(0, total.block) };
    scaled.set(key, part);
    code.push({ kind: "accumulate", op: "sum", target: part.total, value: rest, best: undefined, index: undefined });
    return true;
  }

  /** Multiplies the logarithms in a term into the products of its sum; the rest of the term. */
  collectLogarithms(sum: Sum, value: Value): Value {
    const { algebra, code } = this.elements;
    const { rest, logarithms } = separateLogarithms(algebra, value, code.current);
    for (const { of, factor } of logarithms) {
      const product = sum.products.get(factor) ?? code.declare(1, sum.total.block);
      sum.products.set(factor, product);
      sum.plain = true;
      code.push({ kind: "collect", sum: sum.total, product, value: of, factor });
    }
    return rest;
  }
}
