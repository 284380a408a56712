/** What the way in which a value is computed says about its sign. */
import type { Value } from "./code.ts";

/** Definitions that are followed; what is computed from further away counts as unknown. */
const farthest = 6;

/** At least 0, or NaN. */
export function isNonNegative(value: Value, depth = farthest): boolean {
  if (value.kind === "literal") return value.value >= 0;
  const { definition } = value;
  if (!definition || depth === 0) return false;
  const { op, args, name } = definition;
  const each = (list: readonly Value[]) => list.every((x) => isNonNegative(x, depth - 1));
  switch (op) {
    case "exp":
    case "number":
      return true;
    case "call":
      return name === "Math.abs" || name === "Math.sqrt" || (name === "Math.max" && args.some((x) => each([x])));
    case "mul":
      return args[0] === args[1] || each(args);
    case "add":
    case "div":
      return each(args);
    case "select":
      return each(args.slice(1));
    default:
      return false;
  }
}

/** At most 0, or NaN. */
export function isNonPositive(value: Value): boolean {
  if (value.kind === "literal") return value.value <= 0;
  const { definition } = value;
  if (definition?.op === "neg") return isNonNegative(definition.args[0]);
  if (definition?.op !== "mul") return false;
  const [a, b] = definition.args;
  return (isNonPositive(a) && isNonNegative(b)) || (isNonNegative(a) && isNonPositive(b));
}

/** At least 1, or NaN: a sum with a number from 1 on and nothing below 0. */
export function isAtLeastOne(value: Value): boolean {
  if (value.kind === "literal") return value.value >= 1;
  const { op, args } = value.definition ?? {};
  if (op !== "add" || !args) return false;
  return args.some((x, i) => x.kind === "literal" && x.value >= 1 && isNonNegative(args[1 - i]));
}
