/** The verdict on each target, from the draws or starts of a run. */

import { calledBoxes } from "../density/open-boxes.ts";
import { outputRunnables, startOutputs } from "../density/outputs.ts";
import { judgeDraws, judgePoints, type Verdict } from "../diagnostics/identifiability.ts";
import { align, alignment, unitRows } from "../diagnostics/matching/align.ts";
import type { Summary } from "../diagnostics/summary.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { Target } from "../language/checked.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { sizeOf } from "../tensor/node.ts";
import { drawsOf, findsPoints, placesOf, type Span } from "./answers.ts";
import { areExchangeable } from "./exchangeable.ts";
import type { Fit } from "./fit.ts";
import { drawsOfPrior } from "./prior-draws.ts";
import type { PriorElement } from "./prior-summary.ts";

/** Draws of each chain of targets so large that all of them would take long. */
const fewDraws = 100;
const manyElements = 1000;
/** Draws of the prior that directions are compared with. */
const priorDraws = 50;
/** Random numbers of its own. */
const lane = 0x7fff_0009;

/** Rows of the normal distribution between the 5 % and 95 % quantiles, in standard deviations. */
const widthOfSd = 3.2897;

export async function verdictsOf(
  prepared: Prepared,
  seed: number,
  result: InferenceResult,
  summaries: readonly Summary[],
  prior: readonly (PriorElement | undefined)[] | undefined,
  fit: Fit,
): Promise<Record<string, Verdict>> {
  const { scenario } = prepared;
  const begins = findsPoints(result) ? await targetsWhereStartsBegan(prepared, result) : undefined;
  const found: Record<string, Verdict> = {};
  for (const { target, span } of placesOf(scenario)) {
    const isFree = await areExchangeable(prepared, target, seed);
    const rowCount = rowsWithDirections(target, isFree);
    const evidence = {
      rows: rowCount,
      priorVariance: prior?.slice(span.offset, span.offset + span.size).map(varianceOf),
      priorDraws: rowCount === 0 ? [] : await drawsOfPrior(prepared, target, seed, priorDraws),
      predicted: fit.passed,
    };
    const rows = isFree ? target.node.shape[0] : 1;
    // What is matched by angle has lengths that nothing tells: they must not decide which row is which.
    const hasLengths = !scenario.truths.some(({ target: of, matched }) => of === target.name && matched === "cosine");
    found[target.name] = findsPoints(result)
      ? points(result, span, rows, begins, fit, evidence, prepared.layout.dimension, hasLengths)
      : draws(result, span, rows, summaries, evidence);
  }
  return found;
}

type Common = Pick<Parameters<typeof judgeDraws>[0], "rows" | "priorVariance" | "priorDraws" | "predicted">;

function points(
  result: InferenceResult,
  { offset, size }: Span,
  rows: number,
  begins: ReadonlyMap<number, Float64Array> | undefined,
  fit: Fit,
  evidence: Common,
  dimension: number,
  hasLengths: boolean,
): Verdict {
  const ended = result.chains.filter(({ targets }) =>
    targets[0]?.subarray(offset, offset + size).every(Number.isFinite),
  );
  const of = (values: Float64Array) => values.subarray(offset, offset + size);
  const best = ended.reduce<(typeof ended)[number] | undefined>(
    (a, b) => (a === undefined || b.logDensities[0] > a.logDensities[0] ? b : a),
    undefined,
  );
  const reference = best && of(best.targets[0]);
  const shape = (values: Float64Array) => (hasLengths ? values : unitRows(values, rows));
  const inOrder = (values: Float64Array, by: Float64Array) =>
    reference ? reorder(shape(reference), shape(by), values, rows) : values;
  return judgePoints({
    ...evidence,
    points: ended.map(({ targets }) => inOrder(of(targets[0]), of(targets[0]))),
    // Where a start began is told in the order of where it ended: rows are followed.
    begins:
      begins && ended.every(({ chain }) => begins.has(chain))
        ? ended.map(({ chain, targets }) => inOrder(of(begins.get(chain) ?? targets[0]), of(targets[0])))
        : undefined,
    logDensities: ended.map(({ logDensities }) => logDensities[0]),
    dimension,
    passed: fit.starts_passed && ended.map(({ chain }) => fit.starts_passed?.[chain] ?? null),
  });
}

/** `values` with its rows moved as those of `by` are moved to meet the reference. */
function reorder(reference: Float64Array, by: Float64Array, values: Float64Array, rows: number): Float64Array {
  if (rows === 1) return values;
  const columns = by.length / rows;
  const ordered = new Float64Array(values.length);
  alignment(reference, by, rows).forEach((from, to) => {
    ordered.set(values.subarray(from * columns, (from + 1) * columns), to * columns);
  });
  return ordered;
}

function draws(
  result: InferenceResult,
  span: Span,
  rows: number,
  summaries: readonly Summary[],
  evidence: Common,
): Verdict {
  const most = rows > 1 || span.size > manyElements ? fewDraws : Number.POSITIVE_INFINITY;
  const chains = result.chains.map(({ targets }) => drawsOf(targets, span, most)).filter((chain) => chain.length > 0);
  const reference = chains[0]?.at(-1);
  const aligned =
    reference === undefined || rows === 1
      ? chains
      : chains.map((chain) => chain.map((draw) => align(reference, draw, rows)));
  const own = summaries.slice(span.offset, span.offset + span.size);
  return judgeDraws({
    ...evidence,
    chains: aligned,
    logDensities: result.chains.map(({ logDensities }) => logDensities).filter((values) => values.length > 0),
    effective: rows > 1 ? undefined : own.map(({ ess_bulk }) => ess_bulk),
    isComplete: result.stopped === undefined,
    areParticles: result.algorithm.name === "smc",
  });
}

/** Parts along the first axis, or the whole of a vector; elements that change places have no direction together. */
function rowsWithDirections({ node: { shape } }: Target, isFree: boolean): number {
  if (shape.length === 0 || (shape.length === 1 && (isFree || shape[0] < 2))) return 0;
  if (shape.length === 1) return 1;
  return sizeOf(shape.slice(1)) < 2 ? 0 : shape[0];
}

/** From the width of its 90 % where the standard deviation is not settled. */
function varianceOf(element: PriorElement | undefined): number {
  if (element === undefined) return Number.NaN;
  const sd = Number.isNaN(element.sd) ? (element.q95 - element.q05) / widthOfSd : element.sd;
  return sd * sd;
}

/** The targets at the positions that starts began from, by chain; undefined where a black box would have to be asked. */
async function targetsWhereStartsBegan(
  { outputs }: Prepared,
  { begins }: InferenceResult,
): Promise<ReadonlyMap<number, Float64Array> | undefined> {
  if (begins === undefined || calledBoxes(outputRunnables(outputs)).size > 0) return undefined;
  const run = startOutputs(outputs, new Map());
  const random = new CounterRandom(0, lane);
  const found = new Map<number, Float64Array>();
  for (const [chain, position] of begins.entries()) {
    const targets = new Float64Array(outputs.targetCount);
    random.seek(chain);
    await run(position, { targets, values: new Float64Array(outputs.valueCount) }, random);
    found.set(chain, targets);
  }
  return found;
}
