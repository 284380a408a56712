/** What the prior alone says of the targets: beside it a posterior is read. */
import { importCalls, netsOf } from "../density/import-boxes.ts";
import { planTargetsOfValues, startOutputs } from "../density/outputs.ts";
import { startPrior } from "../density/sampler.ts";
import type { ElementSummary } from "../diagnostics/fidelity.ts";
import { mean, quantile, sorted, variance } from "../diagnostics/moments.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { CheckedScenario, Target } from "../language/checked.ts";
import type { Prepared } from "../runs/infer.ts";
import { countOperations } from "../tensor/count-operations.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";

export interface PriorElement extends ElementSummary {
  /** NaN where the draws do not settle it: a prior with tails as heavy as a Cauchy's has no standard deviation. */
  readonly sd: number;
}

/** A sum of squares that owes more than this to one of thousands of draws says nothing about the others. */
const mostOfOne = 0.1;

/** Draws of many targets take long; with the fewest, a standard deviation is known to 1 %, with the most to 0.5 %. */
const mostDraws = 20_000;
const fewestDraws = 4000;
const mostNumbers = 1_000_000;
/**
 * Targets of many thousand elements would fill the memory, and those that take much arithmetic, as the answers of a network, the time:
 * then fewer draws are made; of 300 a standard deviation is known to 4 %.
 */
const mostAtAll = 8_000_000;
const mostOperations = 2e9;
const fewestOfMany = 300;
/** Additions and multiplications that take as long as drawing a number. */
const operationsOfDraw = 50;
const lane = 0x7fff_0003;

/**
 * Summaries of each value of a draw (targets, missing data) under the prior; undefined where it is improper, for elements too where their target
 * asks a black box: its answers are for the posterior.
 */
export async function summarisePrior(
  { scenario, layout, prior }: Prepared,
  seed: number,
): Promise<(PriorElement | undefined)[] | undefined> {
  if (scenario.latents.some((latent) => latent.isReference === true)) return undefined;
  if (prior === undefined || scenario.latents.some((latent) => asks(scenario, latent.prior.args))) return undefined;
  const known = scenario.targets.filter((target) => !asks(scenario, [target.node]));
  const imputed = scenario.imputed.filter(({ from }) => !("drawn" in from && asks(scenario, from.drawn.args)));
  const plan = planTargetsOfValues({ ...scenario, targets: known, imputed }, layout);
  const sampler = startPrior(prior);
  const targetsOf = startOutputs(plan, new Map());
  const nodes = importCalls(
    known.map(({ node }) => node),
    netsOf(scenario),
  );
  const enough = drawsOf(plan.targetCount, countOperations(nodes) + operationsOfDraw * layout.valueCount);
  // Elements of one distribution tell of each other where draws are few.
  const isPooled = (target: Target) => enough < fewestDraws && hasOneDistribution(scenario, target);
  const counts = [
    ...known.map((target) => ({ size: sizeOf(target.node.shape), isPooled: isPooled(target) })),
    ...imputed.map(({ positions }) => ({ size: positions.length, isPooled: false })),
  ];
  const draws = Math.max(
    ...counts.map(({ size, isPooled }) => (isPooled ? Math.min(enough, Math.ceil(mostDraws / size)) : enough)),
  );
  const columns = counts.flatMap(({ size, isPooled }) => {
    if (!isPooled) return Array.from({ length: size }, () => ({ values: new Float64Array(draws), filled: 0 }));
    return new Array<Column>(size).fill({ values: new Float64Array(Math.min(mostDraws, draws * size)), filled: 0 });
  });
  const random = new CounterRandom(seed, lane);
  const latents = new Float64Array(layout.valueCount);
  const targets = new Float64Array(plan.targetCount);
  for (let draw = 0; draw < draws; draw++) {
    random.seek(draw);
    sampler.drawValues(random, latents);
    await targetsOf(latents, { targets, values: latents }, random);
    for (const [i, column] of columns.entries()) {
      if (column.filled < column.values.length) column.values[column.filled++] = targets[i];
    }
  }
  const found = new Map([...new Set(columns)].map((column) => [column, summaryOf(column.values)]));
  const summaries = columns.flatMap((column) => found.get(column) ?? []);
  const sizes = [
    ...scenario.targets.map((target) => ({ size: sizeOf(target.node.shape), isKnown: known.includes(target) })),
    ...scenario.imputed.map((one) => ({ size: one.positions.length, isKnown: imputed.includes(one) })),
  ];
  return inPlace(sizes, summaries);
}

/** Draws of one element, or of several that have one distribution. */
interface Column {
  readonly values: Float64Array;
  filled: number;
}

/** Whether a target is a latent whose elements are drawn independently from one and the same distribution. */
function hasOneDistribution({ latents }: CheckedScenario, { node }: Target): boolean {
  const latent = latents.find((each) => each.node === node);
  if (latent === undefined || latent.rounds !== undefined || latent.runs !== undefined) return false;
  if (latent.prior.distribution.eventRank > 0) return false;
  return latent.prior.args.every((arg) => constantValue(arg)?.every((value, _, all) => value === all[0]) === true);
}

/** @param operations of one draw */
function drawsOf(targets: number, operations: number): number {
  const fitting = (numbers: number) => Math.floor(numbers / Math.max(1, targets));
  const wanted = Math.max(fewestDraws, Math.min(mostDraws, fitting(mostNumbers)));
  return Math.max(fewestOfMany, Math.min(wanted, fitting(mostAtAll), Math.floor(mostOperations / operations)));
}

/** Whether a black box is asked that is not the analyst's own copy. */
export function asks(scenario: CheckedScenario, nodes: Parameters<typeof reachable>[0]): boolean {
  return reachable(nodes).some(({ op }) => {
    const box = op.name === "call" ? scenario.boxes.get(op.box) : undefined;
    return box !== undefined && !(box.access.has("parameters") && box.model.importInto !== undefined);
  });
}

function summaryOf(column: Float64Array): PriorElement {
  const ascending = sorted(column);
  const centre = mean(column);
  const squares = variance(column) * (column.length - 1);
  const furthest = Math.max(centre - ascending[0], ascending[ascending.length - 1] - centre) ** 2;
  const sd = furthest > mostOfOne * squares ? Number.NaN : Math.sqrt(squares / (column.length - 1));
  return { mean: centre, sd, q05: quantile(ascending, 0.05), q95: quantile(ascending, 0.95) };
}

/** The summaries of the known quantities where these stand among all. */
function inPlace(
  quantities: readonly { readonly size: number; readonly isKnown: boolean }[],
  summaries: readonly PriorElement[],
): (PriorElement | undefined)[] {
  let next = 0;
  return quantities.flatMap(({ size, isKnown }) => {
    if (!isKnown) return new Array<undefined>(size).fill(undefined);
    next += size;
    return summaries.slice(next - size, next);
  });
}
