/** Finds logarithms among the terms of a sum: a long sum of them is the logarithm of a product, which is much cheaper. */
import type { Algebra } from "./algebra.ts";
import { type Block, literal, one, type Value } from "./code.ts";

export interface Terms {
  /** The sum of the terms that are no logarithms. */
  readonly rest: Value;
  /** Terms factor log(of). */
  readonly logarithms: readonly { readonly of: Value; readonly factor: number }[];
}

/**
 * Takes a value apart that is computed in that block. log1p(e) counts as log(1 + e): in a sum this is as exact as the other terms,
 * to 1e-16 each.
 */
export function separateLogarithms(algebra: Algebra, value: Value, block: Block): Terms {
  const rest: Value[] = [];
  const logarithms: { of: Value; factor: number }[] = [];
  const visit = (x: Value, factor: number) => {
    const definition = x.kind === "variable" && x.block === block ? x.definition : undefined;
    const [a, b] = definition?.args ?? [];
    if (definition?.op === "add") {
      visit(a, factor);
      visit(b, factor);
    } else if (definition?.op === "sub") {
      visit(a, factor);
      visit(b, -factor);
    } else if (definition?.op === "neg") visit(a, -factor);
    else if (definition?.op === "mul" && a.kind === "literal") visit(b, factor * a.value);
    else if (definition?.name === "Math.log") logarithms.push({ of: a, factor });
    else if (definition?.name === "Math.log1p") logarithms.push({ of: algebra.add(one, a), factor });
    else rest.push(factor === 1 ? x : algebra.mul(literal(factor), x));
  };
  visit(value, 1);
  // a value without logarithms stays as it was written
  return logarithms.length === 0 ? { rest: value, logarithms } : { rest: algebra.sum(rest), logarithms };
}
