/** Finds logarithms among the terms of a sum: a long sum of them is the logarithm of a product, which is much cheaper. */
import type { Algebra } from "./algebra.ts";
import { type Block, one, type Value } from "./code.ts";

export interface Terms {
  /** The sum of the terms that are no logarithms. */
  readonly rest: Value;
  readonly logarithms: readonly { readonly of: Value; readonly sign: 1 | -1 }[];
}

/**
 * Takes a value apart that is computed in that block. log1p(e) counts as log(1 + e): in a sum this is as exact as the other terms,
 * to 1e-16 each.
 */
export function separateLogarithms(algebra: Algebra, value: Value, block: Block): Terms {
  const rest: Value[] = [];
  const logarithms: { of: Value; sign: 1 | -1 }[] = [];
  const visit = (x: Value, sign: 1 | -1) => {
    const definition = x.kind === "variable" && x.block === block ? x.definition : undefined;
    const [a, b] = definition?.args ?? [];
    const opposite = sign === 1 ? -1 : 1;
    if (definition?.op === "add") {
      visit(a, sign);
      visit(b, sign);
    } else if (definition?.op === "sub") {
      visit(a, sign);
      visit(b, opposite);
    } else if (definition?.op === "neg") visit(a, opposite);
    else if (definition?.name === "Math.log") logarithms.push({ of: a, sign });
    else if (definition?.name === "Math.log1p") logarithms.push({ of: algebra.add(one, a), sign });
    else rest.push(sign === 1 ? x : algebra.neg(x));
  };
  visit(value, 1);
  // a value without logarithms stays as it was written
  return logarithms.length === 0 ? { rest: value, logarithms } : { rest: algebra.sum(rest), logarithms };
}
