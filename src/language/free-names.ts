/** Names in the body of a function that mean nothing where it is declared, so that a slip is told before the first call. */
import { all, type Context } from "./context.ts";
import { functions } from "./functions/registry.ts";
import { meansElsewhere } from "./namespaces.ts";
import { isReader } from "./readers.ts";
import type { Expression } from "./syntax.ts";
import { partsOf } from "./walk.ts";

/** Options whose values are words or dims of the place of the call. */
const wordOptions: ReadonlySet<string> = new Set(["over", "support"]);

/** @param bound the parameters and what else the body brings up */
export function checkNames(context: Context, body: Expression, bound: readonly string[]): void {
  const names = new Set(bound);
  all(problemsIn(context, body, names));
}

function problemsIn(context: Context, expression: Expression, bound: ReadonlySet<string>): (() => void)[] {
  const inside = (parts: readonly Expression[], names = bound) =>
    parts.flatMap((part) => problemsIn(context, part, names));
  switch (expression.kind) {
    case "name": {
      const { name } = expression;
      if (bound.has(name) || name === "true" || name === "false" || functions.has(name)) return [];
      return [() => void context.scope.resolve(expression, "name", meansElsewhere(name))];
    }
    case "lambda":
      return inside([expression.body], new Set([...bound, ...expression.parameters.map(({ name }) => name)]));
    case "comprehension": {
      const names = new Set(bound);
      const sources = expression.generators.flatMap(({ variable, over }) => {
        const found = inside([over], new Set(names));
        names.add(variable.name);
        return found;
      });
      return [...sources, ...inside([expression.element], names)];
    }
    case "call": {
      const { callee, module } = expression;
      const args = expression.arguments.filter(({ name }) => !wordOptions.has(name?.name ?? ""));
      const own: (() => void)[] = [];
      if (module !== undefined && !bound.has(module.name)) own.push(() => void context.scope.resolve(module));
      const isLater = !bound.has(callee.name) && !functions.has(callee.name) && !isReader(callee.name);
      if (module === undefined && isLater && context.scope.isDeclaredLater(callee.name))
        own.push(() => void context.scope.resolve(callee));
      return [...own, ...inside(args.map(({ value }) => value))];
    }
    default:
      return inside(partsOf(expression));
  }
}
