/** Functions whose text is several statements, as they would cost more when called. */
import { exponentialText, tanhText } from "./exponential.ts";

/** Operations with such a text. They use their operand more than once, so it needs a name. */
export const macros: ReadonlySet<string> = new Set(["exp", "tanh"]);

/**
 * Statements that define `target` as a function of x.
 * @param arrays names of the table of the exponential and of the powers of two
 * @param bounds of an exponential, see there
 */
export function macroText(
  op: string,
  target: string,
  x: string,
  arrays: readonly string[],
  bounds: readonly number[],
): string[] {
  const [table, powers] = arrays;
  switch (op) {
    case "exp":
      return exponentialText(target, x, table, powers, bounds);
    case "tanh":
      return tanhText(target, x, table, powers);
    default:
      throw new Error(`emit: no text for ${op}`);
  }
}
