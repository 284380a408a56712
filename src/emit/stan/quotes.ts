/** Stan's quote, which transposes. */
import { atom, type Expression, level, within } from "../printed/expression.ts";

export function transposed(x: Expression): Expression {
  return atom(`${within(x, level.atom)}'`);
}

/** `[a, b, c]'`: a vector of these elements. */
export function vectorOf(elements: readonly Expression[]): Expression {
  return transposed(atom(`[${elements.map((x) => x.text).join(", ")}]`));
}
