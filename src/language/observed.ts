/** Data against the distribution they are observed under: every datum is there and lies in the support. */
import { outside, renormaliseSimplex } from "../distributions/support.ts";
import { constant } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node, Shape } from "../tensor/node.ts";
import type { Applied, Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { dataOutsideSupport, exactZero, missingValue } from "./diagnostics/supports.ts";
import { elementName, indexable, showNumber } from "./elements.ts";
import { inFile } from "./missing.ts";
import type { ObserveStatement } from "./syntax.ts";

/**
 * The data as they are observed; simplexes are renormalised.
 * @param text the observed expression as written
 */
export function checkData(
  context: Context,
  statement: ObserveStatement,
  text: string,
  left: Value,
  likelihood: Applied,
): Node {
  const { node } = left;
  const data = constantValue(node);
  if (data === undefined) throw new Error("only known values are observed");
  const place = at(context, statement.value);
  const { distribution } = likelihood;
  const missing = data.findIndex(Number.isNaN);
  if (missing >= 0) fail(missingValue(place, describe(context, statement, text, node.shape, missing, "is missing")));
  const support = distribution.support(likelihood.args);
  const found = outside(support, data, node.shape, distribution.eventRank);
  const size = node.shape[node.shape.length - 1] ?? 1;
  if (found === undefined) {
    return support.kind === "simplex" ? constant(renormaliseSimplex(data, size), node.shape) : node;
  }
  const isWholeEvent = found.index.length < node.shape.length;
  const position = flatPosition(found.index, node.shape);
  const element = isWholeEvent
    ? describe(context, statement, text, node.shape.slice(0, -1), position, `sums to ${showNumber(found.value)}`)
    : describe(context, statement, text, node.shape, position, `= ${showNumber(found.value)}`);
  return fail(
    found.kind === "zero"
      ? exactZero(place, distribution.name, element, moveInside(text, support.kind === "simplex" ? size : undefined))
      : dataOutsideSupport(place, distribution.name, element, `it must be ${found.need}`),
  );
}

/**
 * A statement that moves data off 0 and 1, and for proportions keeps their sum: by far less than what scores are rounded to,
 * and far more than what rounding to float64 leaves.
 */
function moveInside(text: string, parts: number | undefined): string {
  const moved =
    parts === undefined ? `1e-6 + (1 - 2e-6) * ${indexable(text)}` : `(${text} + 1e-6) / (1 + ${parts} * 1e-6)`;
  return `data inside = ${moved}`;
}

function flatPosition(index: readonly number[], shape: Shape): number {
  return index.reduce((flat, i, axis) => flat * shape[axis] + i, 0);
}

/** `y[17] = 11 (counts.csv, line 19, column "y")` */
function describe(
  context: Context,
  statement: ObserveStatement,
  text: string,
  shape: Shape,
  position: number,
  what: string,
): string {
  const meaning = statement.value.kind === "name" ? context.scope.resolve(statement.value) : undefined;
  const origin = meaning?.kind === "data" ? meaning.origin : undefined;
  return `${elementName(shape.length > 0 ? indexable(text) : text, shape, position)} ${what}${inFile(origin, shape, position)}`;
}
