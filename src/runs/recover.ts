/**
 * Simulation-based calibration of a scenario (Talts et al. 2018, arXiv:1804.06788): truths from the prior, data simulated from
 * them, the inversion of each, and whether its intervals hold the truth as often as they say.
 */

import type { Layout } from "../density/layout.ts";
import { calledBoxes, disposeBoxes, openBoxes } from "../density/open-boxes.ts";
import { planTargetsOfValues, startOutputs } from "../density/outputs.ts";
import { planObservations, runnablesOf, startDraw, startPrior } from "../density/sampler.ts";
import type { Recovered } from "../diagnostics/calibration.ts";
import { mean, quantile, sorted, variance } from "../diagnostics/moments.ts";
import { algorithms } from "../inference/algorithms/index.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { Random } from "../inference/random.ts";
import type { CheckedScenario, Infer } from "../language/checked.ts";
import {
  recoverMeetsFactor,
  recoverNeedsDraws,
  recoverNeedsGenerative,
  recoverNeedsProperPrior,
} from "../language/diagnostics/inference.ts";
import { fail } from "../language/diagnostics/make.ts";
import { whyNoDraws, withoutDraws } from "../language/draws.ts";
import { putIn } from "../language/filled.ts";
import { constant } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { type InferOptions, type Prepared, prepare, runInference } from "./infer.ts";

export interface RecoveredData {
  readonly elements: readonly Recovered[];
  readonly divergences: number;
  readonly queries: number;
  readonly stopped?: "cancelled" | "budget";
}

/** Draws that ranks are taken among: few enough to be nearly independent. */
export const rankDraws = 99;
const lane = 0x7fff_0002;
/** Random numbers that break ties, away from all others. */
const tieLane = 0x7fff_0004;

export interface RecoverOptions extends Omit<InferOptions, "onProgress" | "onDraw"> {
  readonly count: number;
}

/** @throws DiagnosticError when truths or data cannot be simulated */
export async function* recover(
  declared: CheckedScenario,
  infer: Infer,
  options: RecoverOptions,
): AsyncGenerator<RecoveredData> {
  const { name } = infer.steps[infer.steps.length - 1];
  if (algorithms.get(name)?.findsPoints === true) fail(recoverNeedsDraws(name));
  requireGenerative(declared);
  // What is missing is no target: it is neither simulated nor scored.
  const scenario = { ...declared, imputed: [] };
  const prepared = prepare(scenario);
  if (prepared.prior === undefined) throw new Error("a proper prior has a plan");
  const plans = planObservations(scenario, prepared.layout);
  const targetPlan = planTargetsOfValues(scenario, prepared.layout);
  const programs = [...plans.map((plan) => plan.program), targetPlan.program, ...runnablesOf(prepared.prior)];
  const boxes = await openBoxes(scenario, calledBoxes(programs));
  const sampler = startPrior(prepared.prior, boxes);
  const simulate = plans.map((plan) => startDraw(plan, boxes));
  const targetsOf = startOutputs(targetPlan, boxes);
  const latents = new Float64Array(prepared.layout.valueCount);
  const simulated = new Float64Array(
    scenario.observations.reduce((total, { value }) => total + sizeOf(value.shape), 0),
  );
  const truth = new Float64Array(targetPlan.targetCount);
  const random = new CounterRandom(options.seed, lane);
  try {
    for (let i = 0; i < options.count && Atomics.load(options.cancel, 0) === 0; i++) {
      random.seek(i);
      sampler.drawValues(random, latents);
      for (const one of simulate) await one(random, latents, simulated);
      takeMissing(scenario, prepared.layout, simulated, latents);
      await targetsOf(latents, { targets: truth, values: latents });
      const one = prepare(withObservations(scenario, simulated));
      yield await invert(one, infer, truth, { ...options, seed: options.seed + 1 + i });
    }
  } finally {
    disposeBoxes(boxes);
  }
}

function requireGenerative(scenario: CheckedScenario): void {
  const { source } = scenario;
  const improper = withoutDraws(scenario.latents);
  if (improper !== undefined) {
    const isImproper = whyNoDraws(improper.prior) === "improper";
    fail(recoverNeedsProperPrior({ source, span: improper.span }, improper.name, isImproper));
  }
  const [factor] = scenario.factors;
  if (factor !== undefined) fail(recoverMeetsFactor({ source, span: factor.span }));
  for (const observation of scenario.observations) {
    const own = constants([observation.value]);
    const right = constants(observation.likelihood.args);
    const isImproper = observation.likelihood.distribution.improper === true;
    if (isImproper) fail(recoverNeedsGenerative({ source, span: observation.valueSpan }, observation.text, true));
    if (observation.readsItself || [...own].some((node) => right.has(node))) {
      fail(recoverNeedsGenerative({ source, span: observation.valueSpan }, observation.text));
    }
  }
}

function constants(nodes: readonly Node[]): Set<Node> {
  return new Set(reachable(nodes).filter((node) => node.op.name === "constant" && sizeOf(node.shape) > 1));
}

function withObservations(scenario: CheckedScenario, simulated: Float64Array): CheckedScenario {
  let offset = 0;
  const observations = scenario.observations.map((observation) => {
    const { shape } = observation.value;
    const data = simulated.slice(offset, offset + sizeOf(shape));
    offset += sizeOf(shape);
    const { partial } = observation;
    if (partial === undefined) return { ...observation, value: constant(data, shape) };
    const value = putIn(data, shape, partial.positions, partial.latent, partial.elements);
    return { ...observation, value };
  });
  return { ...scenario, observations };
}

/** Events that are missing in part were simulated whole: their latents are what was simulated. */
function takeMissing(scenario: CheckedScenario, layout: Layout, simulated: Float64Array, latents: Float64Array): void {
  let offset = 0;
  for (const { partial, value } of scenario.observations) {
    const slot = layout.slots.find(({ latent }) => latent.node === partial?.latent);
    partial?.positions.forEach((position, i) => {
      latents[(slot?.valueOffset ?? 0) + partial.elements[i]] = simulated[offset + position];
    });
    offset += sizeOf(value.shape);
  }
}

async function invert(
  prepared: Prepared,
  infer: Infer,
  truth: Float64Array,
  options: InferOptions,
): Promise<RecoveredData> {
  const result = await runInference(prepared, infer, options);
  const draws = result.chains.flatMap((chain) => chain.targets);
  const divergences = result.chains.reduce(
    (total, chain) => total + (chain.statistics.divergent ?? []).reduce((a, b) => a + b, 0),
    0,
  );
  const random = new CounterRandom(options.seed, tieLane);
  const elements =
    draws.length === 0
      ? []
      : Array.from(truth, (value, i) =>
          recovered(
            value,
            draws.map((draw) => draw[i]),
            random,
          ),
        );
  return { elements, divergences, queries: result.queries, stopped: result.stopped };
}

function recovered(truth: number, draws: readonly number[], random: Random): Recovered {
  const ascending = sorted(draws);
  const thinned = Array.from(
    { length: rankDraws },
    (_, k) => draws[Math.floor(((k + 0.5) * draws.length) / rankDraws)],
  );
  const equal = thinned.filter((draw) => draw === truth).length;
  return {
    truth,
    mean: mean(draws),
    sd: Math.sqrt(variance(draws)),
    q05: quantile(ascending, 0.05),
    q95: quantile(ascending, 0.95),
    // Among draws of the same value, as discrete quantities have them, a truth stands anywhere.
    rank: thinned.filter((draw) => draw < truth).length + (equal === 0 ? 0 : random.below(equal + 1)),
  };
}
