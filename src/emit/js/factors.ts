/** Takes factors that a loop does not change out of what it adds up: they multiply the sum once, behind the loop. */
import type { Algebra } from "./algebra.ts";
import { type Block, literal, one, type Value } from "./code.ts";

export interface Factored {
  /** The product of the factors that are known outside; 1 where there are none. */
  readonly factor: Value;
  readonly rest: Value;
}

/** A value as a factor known in `outside` times what is computed further in. */
export function separateFactor(algebra: Algebra, value: Value, outside: Block): Factored {
  let factor: Value = one;
  const isOutside = (x: Value) => x.kind === "literal" || x.block.depth <= outside.depth;
  // products keep their shape, so that those computed already are found again
  const without = (x: Value): Value => {
    if (isOutside(x)) {
      factor = algebra.mul(factor, x);
      return one;
    }
    const definition = x.kind === "variable" ? x.definition : undefined;
    const [a, b] = definition?.args ?? [];
    if (definition?.op === "mul") return algebra.mul(without(a), without(b));
    if (definition?.op === "div") return algebra.div(without(a), b);
    if (definition?.op !== "neg") return x;
    factor = algebra.mul(factor, literal(-1));
    return without(a);
  };
  if (isOutside(value)) return { factor, rest: value };
  const rest = without(value);
  return { factor, rest };
}
