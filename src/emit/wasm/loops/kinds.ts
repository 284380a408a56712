/** What kind of number a variable is: whole numbers and truths are `i32`, all others are `f64`. */
import type { Variable } from "../../js/code.ts";

const wholes: ReadonlySet<string> = new Set(["scale", "step", "whole", "quotient"]);
const truths: ReadonlySet<string> = new Set(["less", "lessEqual", "equal", "differ", "both", "either"]);

type Kind = "whole" | "truth" | "number";

export function kindOf(variable: Variable): Kind {
  const op = variable.definition?.op;
  if (op === undefined) return variable.name.startsWith("i") ? "whole" : "number";
  return wholes.has(op) ? "whole" : truths.has(op) ? "truth" : "number";
}
