/** Functions with steps, of latents, under algorithms that follow gradients. */
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { dependsOn, reachable } from "../../tensor/passes/dependencies.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { comparison, jump } from "../diagnostics/pedantic.ts";
import type { Span } from "../source.ts";
import type { Expression, Statement } from "../syntax.ts";
import { type Audit, continuous, placeAt, roots } from "./audit.ts";

/** Functions that are constant between jumps. */
const steps: ReadonlySet<string> = new Set(["floor", "ceil", "round", "sign", "argmax", "argmin"]);
const comparisons: ReadonlySet<string> = new Set(["lt", "le", "eq", "ne"]);

/** Steps: the gradient says nothing of them. */
export function jumpWarnings(audit: Audit): Diagnostic[] {
  const { gradientAlgorithm } = audit;
  if (gradientAlgorithm === undefined) return [];
  const isCall = (name: string) => (expression: Expression) =>
    expression.kind === "call" && expression.callee.name === name;
  return usesOf(audit, steps, isCall).map(({ name, span }) => jump(placeAt(audit, span), name, gradientAlgorithm));
}

/** Comparisons, which may meet smoothly. */
export function comparisonWarnings(audit: Audit): Diagnostic[] {
  const { gradientAlgorithm } = audit;
  if (gradientAlgorithm === undefined) return [];
  const isComparison = () => (expression: Expression) =>
    expression.kind === "binary" && /^([<>]=?|[=!]=)$/.test(expression.operator);
  return usesOf(audit, comparisons, isComparison).map(({ span }) =>
    comparison(placeAt(audit, span), gradientAlgorithm),
  );
}

interface Use {
  readonly name: string;
  readonly span: Span;
}

/** Where these operations stand in the text, on what depends on latents: the first place in the first statement for each. */
function usesOf(
  audit: Audit,
  operations: ReadonlySet<string>,
  matcher: (name: string) => (expression: Expression) => boolean,
): Use[] {
  const moving = new Set(continuous(audit).map(({ node }) => node));
  const moves = (node: Node) => !isConstant(node) && dependsOn(node, (each) => moving.has(each));
  const found = reachable(roots(audit)).filter((node) => operations.has(node.op.name) && node.inputs.some(moves));
  if (found.length === 0) return [];
  const statements = flat(audit.statements).map((statement) => ({
    statement,
    nodes: new Set(reachable(nodesOf(audit, statement))),
  }));
  const uses = found.flatMap(({ op }, i) => {
    const statement = statements.find(({ nodes }) => nodes.has(found[i]))?.statement;
    if (statement === undefined) return [];
    const expression = expressionsIn(statement).find(matcher(op.name));
    return [{ name: op.name, span: (expression ?? statement).span }];
  });
  return uses.filter(({ span }, i) => uses.findIndex((other) => other.span.start === span.start) === i);
}

function flat(statements: readonly Statement[]): Statement[] {
  return statements.flatMap((statement) => (statement.kind === "for" ? flat(statement.body) : [statement]));
}

/** What a statement of the model says, as nodes. */
function nodesOf({ scope, latents, observations, factors }: Audit, statement: Statement): Node[] {
  const isHere = ({ span }: { readonly span: Span }) => span.start === statement.span.start;
  switch (statement.kind) {
    case "let":
      return scope.values().flatMap(({ name, value }) => (name === statement.head.name.name ? [value.node] : []));
    case "prior":
      return latents.filter(isHere).flatMap(({ prior }) => prior.args);
    case "observe":
      return observations.filter(isHere).flatMap(({ likelihood }) => likelihood.args);
    case "factor":
      return factors.filter(isHere).map(({ value }) => value.node);
    default:
      return [];
  }
}

/** Every expression below a part of the tree, outer ones first, in the order of the text. */
function expressionsIn(part: unknown): Expression[] {
  if (typeof part !== "object" || part === null) return [];
  if (Array.isArray(part)) return part.flatMap(expressionsIn);
  const inside = Object.values(part).flatMap(expressionsIn);
  return isExpression(part) ? [part, ...inside] : inside;
}

function isExpression(part: object): part is Expression {
  return "kind" in part && (part.kind === "call" || part.kind === "binary");
}
