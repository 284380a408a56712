/** Statements that add to the density: prior, observe, factor. */
import { outside, renormaliseSimplex } from "../../distributions/support.ts";
import { constant, input } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { applyDistribution } from "../applying.ts";
import { shapeOf } from "../axes.ts";
import type { Applied, Factor, Latent, Observation } from "../checked.ts";
import { all, at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { discreteLatent, observingBox, observingLatent } from "../diagnostics/roles.ts";
import { dataOutsideSupport, exactZero, missingValue } from "../diagnostics/supports.ts";
import { elaborate } from "../elaborate.ts";
import { elementName, indexOf, showNumber } from "../elements.ts";
import { headAxes } from "../heads.ts";
import type { FactorStatement, ObserveStatement, PriorStatement } from "../syntax.ts";

export function declarePrior(context: Context, statement: PriorStatement): Latent {
  const { head } = statement;
  const axes = headAxes(context, head.dims ?? []);
  const prior = applyDistribution(context, statement.distribution, { axes, span: head.span });
  if (prior.distribution.discrete) fail(discreteLatent(at(context, statement.distribution), head.name.name, prior.distribution.name));
  const latent: Latent = {
    name: head.name.name,
    axes,
    node: input(`latent:${head.name.name}`, 0, shapeOf(axes)),
    prior,
    span: statement.span,
    nameSpan: head.name.span,
  };
  context.scope.declare(head.name, { kind: "latent", latent });
  return latent;
}

export function declareObservation(context: Context, statement: ObserveStatement): Observation {
  const left = elaborate(context, statement.value);
  const text = context.source.text.slice(statement.value.span.start, statement.value.span.end);
  const data = constantValue(left.node);
  if (data === undefined) return fail(notKnown(context, statement, text, left.node));
  const [likelihood] = all([() => applyDistribution(context, statement.distribution, { axes: left.axes, span: statement.value.span })]);
  const value = checkData(context, statement, text, data, left.node, likelihood);
  return { text, axes: left.axes, value, likelihood, span: statement.span, valueSpan: statement.value.span };
}

function notKnown(context: Context, statement: ObserveStatement, text: string, node: Node) {
  const place = at(context, statement.value);
  const latent = firstLatent(node);
  if (latent === undefined) return observingBox(place, text);
  return observingLatent(place, text, latent, context.scope.spanOf(latent) ?? statement.span);
}

function firstLatent(node: Node, seen = new Set<Node>()): string | undefined {
  if (seen.has(node)) return undefined;
  seen.add(node);
  if (node.op.name === "input") return node.op.buffer.replace(/^latent:/, "");
  for (const from of node.inputs) {
    const found = firstLatent(from, seen);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Every datum must be there and lie in the support; simplexes are renormalised. */
function checkData(context: Context, statement: ObserveStatement, text: string, data: Float64Array, node: Node, likelihood: Applied): Node {
  const place = at(context, statement.value);
  const { distribution } = likelihood;
  const missing = data.findIndex(Number.isNaN);
  if (missing >= 0) fail(missingValue(place, describe(context, statement, text, node.shape, missing, Number.NaN)));
  const support = distribution.support(likelihood.args);
  const found = outside(support, data, node.shape, distribution.eventRank);
  if (found !== undefined) {
    const isWholeEvent = found.index.length < node.shape.length;
    const element = isWholeEvent
      ? `${text}[${found.index.join(", ")}] sums to ${showNumber(found.value)}`
      : describe(context, statement, text, node.shape, flatPosition(found.index, node.shape), found.value);
    fail(
      found.kind === "zero"
        ? exactZero(place, distribution.name, element)
        : dataOutsideSupport(place, distribution.name, element, `it must be ${found.need}`),
    );
  }
  const size = node.shape[node.shape.length - 1];
  return support.kind === "simplex" ? constant(renormaliseSimplex(data, size), node.shape) : node;
}

function flatPosition(index: readonly number[], shape: readonly number[]): number {
  return index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);
}

/** `y[17] = 11 (counts.csv, line 19, column "y")` */
function describe(context: Context, statement: ObserveStatement, text: string, shape: readonly number[], position: number, value: number): string {
  const element = `${elementName(text, shape, position)} = ${Number.isNaN(value) ? "missing" : showNumber(value)}`;
  const meaning = statement.value.kind === "name" ? context.scope.resolve(statement.value) : undefined;
  const origin = meaning?.kind === "data" ? meaning.origin : undefined;
  if (origin === undefined) return element;
  const index = indexOf(shape, position);
  const line = origin.lines?.[index[0] ?? 0];
  const column = origin.columns === undefined ? undefined : origin.columns[origin.columns.length === 1 ? 0 : (index[1] ?? 0)];
  const where = [origin.file, line === undefined ? "" : `line ${line}`, column === undefined ? "" : `column "${column}"`];
  return `${element} (${where.filter((part) => part !== "").join(", ")})`;
}

export function declareFactor(context: Context, statement: FactorStatement): Factor {
  return { value: elaborate(context, statement.value), span: statement.span };
}
