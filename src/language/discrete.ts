/** Discrete latents while a scenario is checked: what they may be, and what an index may be that depends on them. */

import { possibleValues } from "../tensor/discrete/values.ts";
import { numberVariables, type States } from "../tensor/discrete/variables.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import type { Drawn } from "./applying.ts";
import type { Applied, Infer, Latent } from "./checked.ts";
import { all } from "./context.ts";
import type { Diagnostic } from "./diagnostic.ts";
import { cannotMove } from "./diagnostics/roles.ts";
import { type Frame, overFrame } from "./loops/loop.ts";
import type { Source, Span } from "./source.ts";
import type { Catalogue } from "./statements/infer.ts";

/** A discrete latent that cannot be summed out. */
export interface StayingLatent {
  readonly name: string;
  readonly span: Span;
  /** A few words for a label. */
  readonly why: string;
}

/** A latent with more values than this is treated like one without bounds. */
const mostStates = 1_000_000;

/** What the elements of a discrete latent of that prior may be; undefined where nothing known bounds them. */
export function statesOf({ distribution, args }: Applied, shape: Shape): States | undefined {
  const support = distribution.support(args);
  const size = sizeOf(shape);
  if (support.kind === "category") {
    return { lower: new Float64Array(size), count: new Int32Array(size).fill(support.size) };
  }
  if (support.kind !== "whole" || support.lower === undefined || support.upper === undefined) return undefined;
  const lowest = extremes(support.lower, Math.min);
  const highest = extremes(support.upper, Math.max);
  if (lowest === undefined || highest === undefined) return undefined;
  const counts = lowest.map((low, i) => highest[i] - low + 1);
  if (!counts.every((count) => count >= 1 && count <= mostStates)) return undefined;
  return { lower: lowest, count: Int32Array.from(counts) };
}

/** The least or greatest value of each element of a bound; undefined where it depends on what has no bounds itself. */
function extremes(bound: Node, choose: (a: number, b: number) => number): Float64Array | undefined {
  return valuesOf(bound)?.reduce((a, b) => a.map((x, i) => choose(x, b[i])));
}

/** What the discrete latents that have been declared may be, by the inputs that stand for them. */
const statesOfInput = new WeakMap<Node, States>();

/** What waits until it is known what missing values may be: only the statements that observe them say so. */
const waiting = new WeakMap<Node, (() => void)[]>();

/** Says that what the input may be comes to light later. */
export function expectStates(input: Node): void {
  waiting.set(input, []);
}

/** Remembers what a discrete latent may be, for indices that depend on it, and does what has waited for that. */
export function rememberStates(input: Node, states: States | undefined): void {
  if (states !== undefined) statesOfInput.set(input, states);
  const work = waiting.get(input) ?? [];
  waiting.delete(input);
  all(work);
}

/** Does work once it is known what the inputs of a node may be. */
export function whenStatesKnown(node: Node, work: () => void): void {
  const open = reachable([node]).find((input) => waiting.has(input));
  if (open === undefined) work();
  else waiting.get(open)?.push(() => whenStatesKnown(node, work));
}

/**
 * All values that a node may have, each an array of them, where it is known or depends on bounded discrete latents only;
 * undefined otherwise. Inside loops, for all that their indices may be.
 */
export function valuesOf(node: Node, frame?: Frame): readonly Float64Array[] | undefined {
  if (frame !== undefined) return frame.columns[0].length === 0 ? [] : valuesOf(overFrame(frame, node));
  const known = constantValue(node);
  if (known !== undefined) return [known];
  const inputs = reachable([node]).flatMap((input) => {
    const states = statesOfInput.get(input);
    return states === undefined ? [] : [[input, states] as const];
  });
  return possibleValues(node, numberVariables(inputs));
}

/**
 * What the elements of a latent may be whose prior is known for one element of a loop only: the same for all of them, from the
 * lowest to the highest of any.
 */
export function statesInLoop({ distribution, args }: Applied, frame: Frame, shape: Shape): States | undefined {
  const support = distribution.support(args);
  const size = sizeOf(shape);
  if (support.kind === "category") {
    return { lower: new Float64Array(size), count: new Int32Array(size).fill(support.size) };
  }
  if (support.kind !== "whole" || support.lower === undefined || support.upper === undefined) return undefined;
  const lowest = valuesOf(support.lower, frame)?.flatMap((values) => Array.from(values));
  const highest = valuesOf(support.upper, frame)?.flatMap((values) => Array.from(values));
  if (lowest === undefined || highest === undefined) return undefined;
  const low = lowest.reduce((a, b) => Math.min(a, b));
  const count = highest.reduce((a, b) => Math.max(a, b)) - low + 1;
  if (!(count >= 1 && count <= mostStates)) return undefined;
  return { lower: new Float64Array(size).fill(low), count: new Int32Array(size).fill(count) };
}

/** What is known of the values of a discrete latent. */
export function discretePart(drawn: Drawn, prior: Applied, shape: Shape): Pick<Latent, "states" | "categories"> {
  if (!drawn.distribution.discrete) return {};
  return { states: statesOf(prior, shape), categories: categoriesOf(drawn) };
}

/** The dim that the probabilities of a category go over. */
function categoriesOf({ distribution, args }: Drawn): string | undefined {
  // The vectors of a combinator are those of its parts, or weights.
  if (distribution.made !== undefined) return undefined;
  const vector = distribution.parameters.findIndex(({ rank }) => rank === 1);
  return vector < 0 ? undefined : args[vector].value.axes.at(-1)?.name;
}

/** Steps of an `infer` that cannot move the discrete latents that stay. */
export function checkStaying(
  source: Source,
  infer: Infer,
  staying: readonly StayingLatent[],
  catalogue: Catalogue,
): Diagnostic[] {
  if (staying.length === 0) return [];
  return infer.steps.flatMap((step, i) => {
    const algorithm = catalogue.algorithms.get(step.name);
    if (algorithm === undefined || algorithm.movesDiscrete?.(step.options) === true) return [];
    return [cannotMove({ source, span: infer.stepSpans[i] }, step.name, staying)];
  });
}
