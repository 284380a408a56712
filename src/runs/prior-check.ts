/**
 * The prior predictive check before sampling: observations simulated from the prior must come near the data. Where no draw
 * does, the model and the data contradict each other, and no algorithm can mend that.
 */
import { openBoxes, calledBoxes } from "../density/open-boxes.ts";
import { type FailureSite, findFailure } from "../density/find-failure.ts";
import { planObservations, startDraw, startPrior } from "../density/sampler.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import { elementName } from "../language/elements.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import type { Prepared } from "./infer.ts";

/** Rows of one observation that no simulated one comes near. */
export interface Conflict {
  readonly observation: number;
  /** As in messages: `y[3]`, the worst first. */
  readonly elements: readonly { readonly name: string; readonly value: number; readonly low: number; readonly high: number }[];
  readonly total: number;
}

export interface PriorCheck {
  readonly conflicts: readonly Conflict[];
  /** A place where the density of a prior draw is not a number. */
  readonly failure?: FailureSite;
  readonly draws: number;
  readonly queries: number;
}

/** Simulations, unless a budget is better spent on the posterior. */
const mostDraws = 400;
/** The check may use this share of a budget; with fewer draws than `fewestDraws` it says nothing. */
const budgetShare = 0.05;
const fewestDraws = 50;
/** A random stream of its own, away from those of chains and islands. */
const lane = 0x7fff_0001;

/** Undefined where a prior is improper (there is nothing to simulate from) or a budget too small to spend on it. */
export async function checkPrior(prepared: Prepared, seed: number): Promise<PriorCheck | undefined> {
  const { scenario, layout } = prepared;
  if (prepared.prior === undefined) return undefined;
  const rows = askedRows(prepared);
  const budget = Math.min(...[...scenario.boxes.values()].map((box) => box.budget ?? Number.POSITIVE_INFINITY));
  const draws = Math.min(mostDraws, Math.floor((budgetShare * budget) / Math.max(1, rows)));
  if (draws < fewestDraws) return undefined;
  const sampler = startPrior(prepared.prior);
  const plans = planObservations(scenario, layout);
  const boxes = await openBoxes(scenario, calledBoxes(plans.map((plan) => plan.program)), null);
  const simulate = plans.map((plan) => startDraw(plan, boxes));
  const sizes = scenario.observations.map((observation) => sizeOf(observation.value.shape));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const replicates = Array.from({ length: total }, () => new Float64Array(draws));
  const random = new CounterRandom(seed, lane);
  const latents = new Float64Array(layout.valueCount);
  const position = new Float64Array(layout.dimension);
  const simulated = new Float64Array(total);
  let failure: FailureSite | undefined;
  for (let draw = 0; draw < draws; draw++) {
    random.seek(draw);
    sampler.drawValues(random, latents);
    for (const one of simulate) await one(random, latents, simulated);
    for (let i = 0; i < total; i++) replicates[i][draw] = simulated[i];
    if (failure === undefined && simulated.some(Number.isNaN)) {
      sampler.unconstrain(latents, position);
      failure = findFailure(scenario, layout, position, boxes);
    }
  }
  for (const box of boxes.values()) box.dispose();
  const conflicts: Conflict[] = [];
  let offset = 0;
  scenario.observations.forEach((observation, i) => {
    const data = constantValue(observation.value) ?? new Float64Array(0);
    const found = [...data].flatMap((value, k) => {
      const [low, high] = reach(replicates[offset + k]);
      return value < low || value > high ? [{ name: elementName(observation.text, observation.value.shape, k), value, low, high }] : [];
    });
    const distance = (e: (typeof found)[number]) => Math.max(e.low - e.value, e.value - e.high) / (e.high - e.low || 1);
    if (found.length > 0) {
      conflicts.push({ observation: i, total: found.length, elements: found.sort((a, b) => distance(b) - distance(a)).slice(0, 5) });
    }
    offset += sizes[i];
  });
  return { conflicts, failure, draws, queries: rows * draws };
}

/** The range of the draws, half as wide again on each side. */
function reach(values: Float64Array): [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const margin = (high - low) / 2;
  return [low - margin, high + margin];
}

/** Rows that one simulation asks of the black boxes. */
function askedRows(prepared: Prepared): number {
  const args = prepared.scenario.observations.flatMap((observation) => observation.likelihood.args);
  return reachable(args).reduce((rows, node) => (node.op.name === "call" ? rows + node.shape[0] : rows), 0);
}
