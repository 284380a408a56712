/**
 * The prior predictive check before sampling: observations simulated from the prior must come near the data. Where no draw
 * does, the model and the data contradict each other, and no algorithm can mend that.
 */
import { type FailureSite, findFailure } from "../density/find-failure.ts";
import { calledBoxes, disposeBoxes, openBoxes } from "../density/open-boxes.ts";
import { planObservations, runnablesOf, startDraw, startPrior } from "../density/sampler.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { observedName } from "../language/elements.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import type { Prepared } from "./infer.ts";
import { type Counts, rowsAsked, times } from "./query-counts.ts";

/** Rows of one observation that no simulated one comes near. */
export interface Conflict {
  readonly observation: number;
  /** As in messages: `y[3]`, the worst first. */
  readonly elements: readonly {
    readonly name: string;
    readonly value: number;
    readonly low: number;
    readonly high: number;
  }[];
  readonly total: number;
}

export interface PriorCheck {
  readonly conflicts: readonly Conflict[];
  /** The first place where the density of a prior draw is not a number, and how many draws had none. */
  readonly failure?: FailureSite;
  readonly failed: number;
  readonly draws: number;
  /** Rows asked of each box. */
  readonly queries: Counts;
}

/** Simulations, unless a budget is better spent on the posterior. */
const mostDraws = 400;
/** The check may use this share of a budget; with fewer draws than `fewestDraws` it says nothing. */
const budgetShare = 0.05;
const fewestDraws = 50;
/** Numbers that may be simulated in all. */
const mostNumbers = 10_000_000;
/** A random stream of its own, away from those of chains and islands. */
const lane = 0x7fff_0001;

/** Why there is no check: nothing to simulate from, a budget too small to spend on it, or too many observed numbers. */
export type Skipped = "improper" | "budget" | "size";

export async function checkPrior(prepared: Prepared, seed: number): Promise<PriorCheck | Skipped> {
  const { scenario, layout } = prepared;
  const isImproper = scenario.observations.some(({ likelihood }) => likelihood.distribution.improper === true);
  if (prepared.prior === undefined || isImproper) return "improper";
  const rows = askedRows(scenario);
  const size = scenario.observations.reduce((sum, observation) => sum + sizeOf(observation.value.shape), 0);
  const fitting = Math.floor(mostNumbers / Math.max(1, size));
  if (fitting < fewestDraws) return "size";
  const draws = Math.min(fitting, affordable(scenario, rows));
  if (draws < fewestDraws) return "budget";
  const plans = planObservations(scenario, layout);
  const called = calledBoxes([...plans.map((plan) => plan.program), ...runnablesOf(prepared.prior)]);
  const boxes = await openBoxes(scenario, called);
  try {
    const sampler = startPrior(prepared.prior, boxes);
    const simulate = plans.map((plan) => startDraw(plan, boxes));
    const range = {
      low: new Float64Array(size).fill(Number.POSITIVE_INFINITY),
      high: new Float64Array(size).fill(Number.NEGATIVE_INFINITY),
    };
    const random = new CounterRandom(seed, lane);
    const latents = new Float64Array(layout.valueCount);
    const position = new Float64Array(layout.dimension);
    const simulated = new Float64Array(size);
    let failure: FailureSite | undefined;
    let failed = 0;
    for (let draw = 0; draw < draws; draw++) {
      random.seek(draw);
      sampler.drawValues(random, latents);
      for (const one of simulate) await one(random, latents, simulated);
      if (!widen(range, simulated)) continue;
      failed++;
      if (failure !== undefined) continue;
      sampler.unconstrain(latents, position);
      failure = findFailure(scenario, layout, position, boxes);
    }
    return { conflicts: conflictsOf(scenario, range), failure, failed, draws, queries: times(rows, draws) };
  } finally {
    disposeBoxes(boxes);
  }
}

/** Simulations that fit into the share of every budget. */
function affordable(scenario: CheckedScenario, rows: Counts): number {
  const limits = [...rows].map(([name, count]) => {
    const budget = scenario.boxes.get(name)?.budget ?? Number.POSITIVE_INFINITY;
    return Math.floor((budgetShare * budget) / count);
  });
  return Math.min(mostDraws, ...limits);
}

/** Rows that one simulation asks of the black boxes. */
function askedRows(scenario: CheckedScenario): Counts {
  const applied = [
    ...scenario.latents.map(({ prior }) => prior),
    ...scenario.observations.map(({ likelihood }) => likelihood),
  ];
  return rowsAsked(applied.flatMap(({ args }) => args));
}

/** The least and the largest of each observed element over the draws. */
interface Range {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** @returns whether some element is not a number; those leave the range as it is */
function widen({ low, high }: Range, simulated: Float64Array): boolean {
  let isBroken = false;
  for (let i = 0; i < simulated.length; i++) {
    const value = simulated[i];
    if (value < low[i]) low[i] = value;
    if (value > high[i]) high[i] = value;
    if (Number.isNaN(value)) isBroken = true;
  }
  return isBroken;
}

function conflictsOf(scenario: CheckedScenario, range: Range): Conflict[] {
  const conflicts: Conflict[] = [];
  let offset = 0;
  scenario.observations.forEach((observation, i) => {
    const { value, likelihood, partial } = observation;
    // What is missing in part is NaN: neither below nor above anything.
    const data = partial?.data ?? constantValue(value) ?? new Float64Array(0);
    const least = likelihood.distribution.discrete ? 1 : 0;
    const found: Conflict["elements"][number][] = [];
    for (const [k, value] of data.entries()) {
      const [low, high] = reach(range, offset + k, least);
      if (value < low || value > high) found.push({ name: observedName(observation, k), value, low, high });
    }
    const distance = (e: (typeof found)[number]) => Math.max(e.low - e.value, e.value - e.high) / (e.high - e.low || 1);
    if (found.length > 0) {
      const elements = found.sort((a, b) => distance(b) - distance(a)).slice(0, 5);
      conflicts.push({ observation: i, total: found.length, elements });
    }
    offset += sizeOf(value.shape);
  });
  return conflicts;
}

/**
 * The range of the draws, half as wide again on each side, and at least by `least`: a rare count among draws that are all 0 is
 * no contradiction.
 */
function reach({ low, high }: Range, i: number, least: number): [number, number] {
  const margin = Math.max((high[i] - low[i]) / 2, least);
  return [low[i] - margin, high[i] + margin];
}
