/** Data against the distribution they are observed under: every datum that is there lies in the support. */
import { outsideOf } from "../distributions/combinators/outside-of.ts";
import { renormaliseSimplex } from "../distributions/support.ts";
import type { Shape } from "../tensor/node.ts";
import type { Applied, Observation } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { dataOutsideSupport, exactZero } from "./diagnostics/supports.ts";
import { indexable, showNumber, textOf } from "./elements.ts";
import { located } from "./missing.ts";
import type { Expression, ObserveStatement } from "./syntax.ts";

/** What is observed: numbers [...batch, ...event], and where they stand in the expression when not all of it is. */
export interface Seen {
  readonly text: string;
  readonly data: Float64Array;
  readonly shape: Shape;
  readonly places?: Observation["places"];
}

/** The data as they are observed: simplexes are renormalised. */
export function checkData(
  context: Context,
  statement: ObserveStatement,
  seen: Seen,
  likelihood: Applied,
): Float64Array {
  const { text, data, shape } = seen;
  const { distribution } = likelihood;
  const support = distribution.support(likelihood.args);
  const found = outsideOf(distribution, likelihood.args, data, shape);
  const size = shape[shape.length - 1] ?? 1;
  if (found === undefined) return support.kind === "simplex" ? renormaliseSimplex(data, size) : data;
  const place = at(context, statement.value);
  const element =
    found.index.length < shape.length
      ? describeEvent(context, statement, seen, found.index, `sums to ${showNumber(found.value)}`)
      : describe(context, statement, seen, flatPosition(found.index, shape), `= ${showNumber(found.value)}`);
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

/** `y[17] = 11 (counts.csv, line 19, column "y")` for the element at a flat position of what is seen. */
export function describe(
  context: Context,
  statement: ObserveStatement,
  { text, shape, places }: Pick<Seen, "text" | "shape" | "places">,
  position: number,
  what: string,
): string {
  return places === undefined
    ? located(context, wholeOf(context, statement.value), text, shape, position, what)
    : located(context, wholeOf(context, statement.value), text, places.shape, places.positions[position], what);
}

/** `p[3] sums to 1.2 (..)` for a vector event. */
function describeEvent(
  context: Context,
  statement: ObserveStatement,
  { text, shape, places }: Seen,
  index: readonly number[],
  what: string,
): string {
  const size = shape[shape.length - 1];
  const event = flatPosition(index, shape.slice(0, -1));
  const whole = wholeOf(context, statement.value);
  return places === undefined
    ? located(context, whole, text, shape.slice(0, -1), event, what)
    : located(context, whole, text, places.shape.slice(0, -1), Math.floor(places.positions[event * size] / size), what);
}

/** What is observed, as written: `y` for `y[t]` where t is the index of a loop around. */
export function observedText(context: Context, statement: ObserveStatement): string {
  return textOf(context.source, wholeOf(context, statement.value).span);
}

function wholeOf(context: Context, expression: Expression): Expression {
  if (expression.kind !== "index" || expression.object.kind !== "name") return expression;
  const loops = context.frame?.loops ?? [];
  const isElement =
    expression.indices.length === loops.length &&
    expression.indices.every((index, i) => index.kind === "name" && index.name === loops[i].variable);
  return isElement ? expression.object : expression;
}
