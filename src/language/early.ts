/**
 * Values that are known before any file is read: texts and numbers of literals and params. They name files, `csv(net + ".csv")`,
 * and are the options of a provider.
 */
import { showNumber } from "./elements.ts";
import type { Expression, SyntaxTree } from "./syntax.ts";

export type Early = string | number | boolean | readonly Early[];

/** What a name stands for; undefined where it stands for nothing that is known so early. */
export type EarlyNames = (name: string) => Early | undefined;

/**
 * Literals, params, lists of them, numbers with `+ - * / ^`, and texts joined by `+`, in which a number is written in its shortest
 * form; undefined for anything else.
 */
export function earlyValue(expression: Expression, names: EarlyNames): Early | undefined {
  switch (expression.kind) {
    case "number":
    case "string":
      return expression.value;
    case "name":
      if (expression.name === "true" || expression.name === "false") return expression.name === "true";
      return names(expression.name);
    case "unary": {
      const value = earlyValue(expression.operand, names);
      return typeof value === "number" && expression.operator === "-" ? -value : undefined;
    }
    case "binary": {
      const [left, right] = [earlyValue(expression.left, names), earlyValue(expression.right, names)];
      return left === undefined || right === undefined ? undefined : combined(expression.operator, left, right);
    }
    case "array": {
      const elements = expression.elements.map((element) => earlyValue(element, names));
      const known = elements.filter((element) => element !== undefined);
      return known.length === elements.length ? known : undefined;
    }
    default:
      return undefined;
  }
}

function combined(operator: string, left: Early, right: Early): Early | undefined {
  if (typeof left === "number" && typeof right === "number") {
    if (operator === "+") return left + right;
    if (operator === "-") return left - right;
    if (operator === "*") return left * right;
    if (operator === "/") return left / right;
    return operator === "^" ? left ** right : undefined;
  }
  const isText = typeof left === "string" || typeof right === "string";
  if (operator !== "+" || !isText) return undefined;
  const [first, second] = [written(left), written(right)];
  return first === undefined || second === undefined ? undefined : first + second;
}

function written(value: Early): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" ? showNumber(value) : undefined;
}

/** The params of a file that are known early, with what the command line sets in place of what is written. */
export function earlyParams(
  { statements }: SyntaxTree,
  set: ReadonlyMap<string, string> = new Map(),
): ReadonlyMap<string, Early> {
  const params = new Map<string, Early>();
  for (const statement of statements) {
    if (statement.kind !== "param") continue;
    const { name } = statement.name;
    const own = earlyValue(statement.value, (other) => params.get(other));
    const override = set.get(name);
    if (override === undefined) {
      if (own !== undefined) params.set(name, own);
    } else params.set(name, typeof own === "string" ? override : Number(override.replaceAll("_", "")));
  }
  return params;
}
