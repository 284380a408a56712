/** Walks over syntax trees. */
import type { Expression } from "./syntax.ts";

/** The expressions directly inside another, in the order of the text. */
export function partsOf(expression: Expression): Expression[] {
  switch (expression.kind) {
    case "call":
      return expression.arguments.map((argument) => argument.value);
    case "unary":
      return [expression.operand];
    case "binary":
      return [expression.left, expression.right];
    case "array":
      return [...expression.elements];
    case "index":
      return [expression.object, ...expression.indices];
    case "field":
      return [expression.object];
    case "if":
      return [expression.condition, expression.consequent, expression.alternative];
    case "range":
      return [expression.from, expression.to].filter((end) => end !== undefined);
    case "lambda":
      return [expression.body];
    case "comprehension":
      return [expression.element, ...expression.generators.map((generator) => generator.over)];
    case "record":
      return expression.entries.map((entry) => entry.value);
    default:
      return [];
  }
}
