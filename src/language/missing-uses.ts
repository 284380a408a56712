/** How a scenario uses data by name: whether it is only observed, or read elsewhere too. Looks at the text, before its meaning is known. */
import type { Expression, Identifier, NameExpression, ObserveStatement, Statement } from "./syntax.ts";
import { partsOf } from "./walk.ts";

/** The data that an observed expression is, or is elements of: `y` in `y`, `y[1..]` and `y[t]`. */
export function observedData(value: Expression): NameExpression | undefined {
  if (value.kind === "index") return observedData(value.object);
  return value.kind === "name" ? value : undefined;
}

/** Whether the name is observed as it is somewhere, and something else reads it. */
export function isObservedAndRead(statements: readonly Statement[], name: string): boolean {
  const uses = usesInAll(statements, name);
  const observed = observations(statements).filter(({ value }) => observedData(value)?.name === name).length;
  return observed > 0 && uses > observed;
}

/** The data that a statement observes, in a block too. */
export function observedNames(statement: Statement): string[] {
  return observations([statement]).flatMap(({ value }) => observedData(value)?.name ?? []);
}

/** All `observe` statements, those in blocks too. */
function observations(statements: readonly Statement[]): ObserveStatement[] {
  return statements.flatMap((statement) => {
    if (statement.kind === "for") return observations(statement.body);
    return statement.kind === "observe" ? [statement] : [];
  });
}

function usesInAll(statements: readonly Statement[], name: string): number {
  return statements.reduce((n, statement) => n + usesInStatement(statement, name), 0);
}

/** Uses of the name in what the model computes: other statements work with data as they are, missing values and all. */
function usesInStatement(statement: Statement, name: string): number {
  switch (statement.kind) {
    case "let":
    case "factor":
      return usesIn(statement.value, name);
    case "prior":
      return usesIn(statement.distribution, name);
    case "observe":
      return usesIn(statement.value, name) + usesIn(statement.distribution, name);
    case "network":
      return usesIn(statement.architecture, name);
    case "for":
      return statement.variable.name === name ? 0 : usesInAll(statement.body, name);
    case "fn":
      return usesInBlock(statement.parameters, statement.lets, statement.body, name);
    case "distribution": {
      const { parameters, body, value } = statement;
      return usesInBlock(parameters, body, value.kind === "drawn" ? value.distribution : value.expression, name);
    }
    default:
      return 0;
  }
}

/** Behind a parameter or a value of its own the name means that one, in the rest of the block. */
function usesInBlock(
  parameters: readonly Identifier[],
  body: readonly Statement[],
  result: Expression,
  name: string,
): number {
  if (isAmong(parameters, name)) return 0;
  const own = body.findIndex((inner) => "head" in inner && inner.head.name.name === name);
  return own < 0 ? usesInAll(body, name) + usesIn(result, name) : usesInAll(body.slice(0, own + 1), name);
}

function isAmong(names: readonly Identifier[], name: string): boolean {
  return names.some((other) => other.name === name);
}

function usesIn(expression: Expression, name: string): number {
  if (expression.kind === "name") return expression.name === name ? 1 : 0;
  if (expression.kind === "lambda" && isAmong(expression.parameters, name)) return 0;
  return visibleParts(expression, name).reduce((n, part) => n + usesIn(part, name), 0);
}

/** The parts of an expression in which a name of the scenario is not that of a generator. */
function visibleParts(expression: Expression, name: string): readonly Expression[] {
  if (expression.kind !== "comprehension") return partsOf(expression);
  const own = expression.generators.findIndex(({ variable }) => variable.name === name);
  return own < 0 ? partsOf(expression) : expression.generators.slice(0, own + 1).map(({ over }) => over);
}
