/** How a scenario uses data by name: whether it is only observed, or read elsewhere too. Looks at the text, before its meaning is known. */
import type { Expression, NameExpression, ObserveStatement, Statement } from "./syntax.ts";

/** Statements whose expressions are worked out from data as they are, missing values and all. */
const dataSide: ReadonlySet<string> = new Set(["data", "dim", "param", "model", "truth", "control", "infer"]);

/** The data that an observed expression is, or is elements of: `y` in `y`, `y[1..]` and `y[t]`. */
export function observedData(value: Expression): NameExpression | undefined {
  if (value.kind === "index") return observedData(value.object);
  return value.kind === "name" ? value : undefined;
}

/** Whether the name is observed as it is somewhere, and something else reads it. */
export function isObservedAndRead(statements: readonly Statement[], name: string): boolean {
  const uses = statements.filter(({ kind }) => !dataSide.has(kind)).reduce((n, part) => n + usesIn(part, name), 0);
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

/** Expressions of the name anywhere below a part of the tree, of whatever kind. */
function usesIn(part: unknown, name: string): number {
  if (typeof part !== "object" || part === null) return 0;
  if (Array.isArray(part)) return part.reduce((n, each) => n + usesIn(each, name), 0);
  if ("kind" in part && part.kind === "name" && "name" in part) return part.name === name ? 1 : 0;
  return usesIn(Object.values(part), name);
}
