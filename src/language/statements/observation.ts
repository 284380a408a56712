/** `observe`: data under a distribution; what is missing of them is left out and imputed, or a latent (DESIGN 1.3, Files). */
import { constant } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { range } from "../../tensor/shape.ts";
import { applyDistribution, readDistribution, shownAt } from "../applying.ts";
import type { Applied, Observation, PartlyMissing } from "../checked.ts";
import { at, type Context, each } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { missingCensored, missingInEvent } from "../diagnostics/missing.ts";
import { elaborate } from "../elaborate.ts";
import { fill, putIn } from "../filled.ts";
import { type LeftSide, leftSide } from "../left-side.ts";
import { missingElement } from "../missing.ts";
import { checkData, observedText, type Seen } from "../observed.ts";
import { pick, pickEvents } from "../picking.ts";
import { splitAtGaps } from "../split-gaps.ts";
import type { ObserveStatement } from "../syntax.ts";
import type { Step } from "./expand.ts";
import { checkSupports } from "./probability.ts";

/** None where all of it is missing, with nothing to learn from and only something to predict; two where part of it reads missing values. */
export function declareObservation(context: Context, step: Step, statement: ObserveStatement): Observation[] {
  const inside = step.inside(context);
  const [left, drawn] = each(
    () => leftSide(context, statement, elaborate(context, statement.value)),
    () => readDistribution(inside, statement.distribution),
  );
  const likelihood = applyDistribution(inside, drawn, { axes: left.value.axes, span: statement.value.span });
  return observe(context, statement, left, shownAt(context, inside, statement, likelihood));
}

/** @param likelihood over the axes of the left side */
export function observe(
  context: Context,
  statement: ObserveStatement,
  left: LeftSide,
  likelihood: Applied,
): Observation[] {
  const { of } = left;
  if (of?.filled !== undefined) context.missing.checkOrder(context, of.filled, of.positions, likelihood);
  const observation = observeLeft(context, statement, left, likelihood);
  if (observation === undefined) return [];
  const readsItself = of?.filled !== undefined && reachable(likelihood.args).includes(of.filled.node);
  return splitAtGaps(readsItself ? { ...observation, readsItself } : observation, context.missing.nodes());
}

function observeLeft(
  context: Context,
  statement: ObserveStatement,
  left: LeftSide,
  likelihood: Applied,
): Observation | undefined {
  const { value, data, of } = left;
  if (of !== undefined && data.some(Number.isNaN))
    return observeRest(context, statement, { value, data, of }, likelihood);
  const { shape } = value.node;
  const text = observedText(context, statement);
  const seen = checkData(context, statement, { text, data, shape }, likelihood);
  // The node as it is read elsewhere, so that it can be seen that it is.
  const node = seen === constantValue(value.node) ? value.node : constant(seen, shape);
  return { text, axes: value.axes, value: node, likelihood, span: statement.span, valueSpan: statement.value.span };
}

type Missing = LeftSide & { readonly of: NonNullable<LeftSide["of"]> };

/** An `observe` of data with missing values: what is left of it. */
function observeRest(
  context: Context,
  statement: ObserveStatement,
  left: Missing,
  likelihood: Applied,
): Observation | undefined {
  const { data, of, value } = left;
  const { shape } = value.node;
  const { eventRank } = likelihood.distribution;
  const event = shape.slice(shape.length - eventRank);
  const size = sizeOf(event);
  const elementsOf = (events: readonly number[]) => events.flatMap((i) => range(size).map((k) => i * size + k));
  const missingIn = (i: number) => data.subarray(i * size, (i + 1) * size).filter(Number.isNaN).length;
  const events = range(data.length / size);
  const isDrawn = (i: number) => of.filled === undefined && missingIn(i) === size;
  const drawn = events.filter(isDrawn);
  if (drawn.length > 0) {
    const positions = elementsOf(drawn).map((i) => of.positions[i]);
    const from = { drawn: pickEvents(likelihood, drawn) };
    context.missing.impute(context, statement, { name: of.name, shape: of.data.node.shape, positions, from });
  }
  const latent = events.filter((i) => missingIn(i) > 0 && !isDrawn(i));
  const kept = events.filter((i) => !isDrawn(i) && (eventRank > 0 || missingIn(i) === 0));
  const inside = elementsOf(kept);
  const seen = {
    text: observedText(context, statement),
    data: Float64Array.from(inside, (i) => data[i]),
    shape: [kept.length, ...event],
    places: { shape, positions: inside },
  };
  const gone = elementsOf(latent).filter((i) => Number.isNaN(data[i]));
  if (eventRank === 0 && gone.length > 0) coverScalars(context, statement, left, likelihood, gone);
  const partial =
    eventRank > 0 && gone.length > 0 ? coverInEvents(context, statement, left, likelihood, gone, inside) : undefined;
  if (kept.length === 0) return undefined;
  const rest = pickEvents(likelihood, kept);
  const numbers = checkData(context, statement, withStandIns(seen), rest);
  return {
    text: seen.text,
    axes: [{ size: kept.length }, ...value.axes.slice(shape.length - eventRank)],
    value: partial === undefined ? constant(numbers, seen.shape) : withLatents(partial, seen.shape),
    likelihood: rest,
    span: statement.span,
    valueSpan: statement.value.span,
    places: seen.places,
    ...(partial !== undefined && { partial }),
  };
}

/** For the check of what is there: a missing element of a vector is a real number. */
function withStandIns(seen: Seen): Seen {
  return { ...seen, data: seen.data.map((x) => (Number.isNaN(x) ? 0 : x)) };
}

function withLatents({ data, positions, latent, elements }: PartlyMissing, shape: Shape): Node {
  return putIn(data, shape, positions, latent, elements);
}

/** Scalars that are read elsewhere: latents whose prior is this likelihood. */
function coverScalars(
  context: Context,
  statement: ObserveStatement,
  left: Missing,
  likelihood: Applied,
  gone: readonly number[],
): void {
  const { of } = left;
  if (of.filled === undefined) throw new Error("a scalar that nothing reads is drawn, not a latent");
  const { distribution } = likelihood;
  if (distribution.atoms === true) {
    const element = missingElement(context, of.name, of.positions[gone[0]]);
    fail(missingCensored(at(context, statement.value), of.name, distribution.name, element));
  }
  const places = gone.map((i) => of.positions[i]);
  const own = pickEvents(likelihood, gone);
  checkSupports(context, of.name, own);
  context.missing.cover(context, statement, of.filled, own, places);
}

/** Elements of vectors: latents, each with its own margin of the likelihood as its prior. */
function coverInEvents(
  context: Context,
  statement: ObserveStatement,
  left: Missing,
  likelihood: Applied,
  gone: readonly number[],
  inside: readonly number[],
): PartlyMissing {
  const { of, data, value } = left;
  const { distribution, batch } = likelihood;
  const margins = distribution.margins?.(likelihood.args, value.node.shape[value.node.shape.length - 1]);
  if (margins === undefined) {
    const element = missingElement(context, of.name, of.positions[gone[0]]);
    return fail(missingInEvent(at(context, statement.value), distribution.name, element));
  }
  const places = gone.map((i) => of.positions[i]);
  const filled =
    of.filled ??
    fill(
      of.name,
      of.data,
      [...places].sort((a, b) => a - b),
    );
  const whole = { ...likelihood, ...margins, batch: [...batch, ...value.axes.slice(batch.length)] };
  const own = pickEvents(whole, gone);
  context.missing.cover(context, statement, filled, own, places);
  const elementAt = new Map(filled.positions.map((position, i) => [position, i]));
  const elements = places.map((place) => elementAt.get(place) ?? 0);
  const indices = new Map(inside.map((i, k) => [i, k]));
  return {
    data: Float64Array.from(inside, (i) => data[i]),
    positions: gone.map((i) => indices.get(i) ?? 0),
    elements,
    latent: filled.node,
    counted: margins.distribution.logDensity(pick(filled.node, 1, elements), own.args),
  };
}
