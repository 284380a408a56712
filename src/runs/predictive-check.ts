/**
 * The predictive check after a run: observations simulated from draws, or from the point that a start reached, against the data.
 * It asks whether the model as found explains what was seen, not whether what was found is true.
 */
import type { OpenBoxes } from "../density/instantiate.ts";
import { calledBoxes, disposeBoxes, openBoxes } from "../density/open-boxes.ts";
import { type OutputFunction, outputRunnables, planOutputs, startOutputs } from "../density/outputs.ts";
import { type ArrayDraw, planObservations, startDraw } from "../density/sampler.ts";
import { mean, variance as varianceOf } from "../diagnostics/moments.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { CheckedScenario, Observation } from "../language/checked.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import type { Prepared } from "./infer.ts";
import { type Counts, rowsAsked, times, total } from "./query-counts.ts";

/** How one observation lies among its replicates. */
export interface ObservationFit {
  /** As written. */
  readonly observed: string;
  /**
   * Distance of the data from what is predicted, in units of what the model expects of data it made itself: about 1 where it fits,
   * below where it was fitted closely, above where something is not explained.
   */
  readonly residual: number;
  /** Share of the replicates at least as far off, the data counted among them. */
  readonly p: number;
  /** Of what is not discrete and varies: how much of it is told by what was found, and how much the model leaves to noise. */
  readonly variance?: {
    /** Share of the variance of the data that what is predicted, without its noise, explains: at most 1, below 0 where 0 fits better. */
    readonly explained: number;
    /** Variance of the replicates, in units of that of the data. From 1 on the check cannot tell the data from noise. */
    readonly noise: number;
  };
}

export interface PredictiveCheck {
  readonly observations: readonly ObservationFit[];
  readonly passed: boolean;
}

/** Why there is none. */
export type NoCheck = "nothing observed" | "improper" | "budget" | "no draws";

export interface PredictiveChecks {
  /** For each group of positions its check; undefined for those that were left out because observations are many. */
  readonly groups: readonly (PredictiveCheck | undefined)[];
  readonly queries: Counts;
}

/** Random numbers of its own. */
const lanes = 2 ** 50 + 2 ** 49;
const mostReplicates = 200;
const fewestReplicates = 20;
/** Numbers that are simulated for one group, unless the fewest replicates take more, and for all together. */
const mostOfGroup = 2_000_000;
const mostOfAll = 10_000_000;
/** Standard deviations of the replicates' distances, beyond all of them, that are no chance. */
const farOff = 3;

/**
 * @param groups unconstrained positions: all draws of a posterior in one group, or each start in one of its own; those that matter
 *   most first
 * @param spent rows asked so far, of all boxes
 */
export async function checkPredictions(
  prepared: Prepared,
  groups: readonly (readonly Float64Array[])[],
  seed: number,
  spent: number,
): Promise<PredictiveChecks | NoCheck> {
  const { scenario, layout } = prepared;
  const size = scenario.observations.reduce((sum, { value }) => sum + sizeOf(value.shape), 0);
  if (size === 0) return "nothing observed";
  // What has no draws cannot be simulated.
  if (scenario.observations.some(({ likelihood }) => likelihood.distribution.improper === true)) return "improper";
  if (groups.every((positions) => positions.length === 0)) return "no draws";
  const fitting = Math.floor(mostOfGroup / size);
  const replicates = Math.max(fewestReplicates, Math.min(mostReplicates, fitting));
  const checked = Math.max(1, Math.min(groups.length, Math.floor(mostOfAll / (replicates * size))));
  const rows = times(askedRows(scenario), replicates * checked);
  if (!isAffordable(scenario, rows, spent)) return "budget";
  const plans = planObservations(scenario, layout);
  const latents = planOutputs(withLatents(prepared), layout);
  const called = calledBoxes([...plans.map((plan) => plan.program), ...outputRunnables(latents)]);
  const boxes = await openBoxes(scenario, called);
  try {
    const simulator = new Simulator(
      prepared,
      size,
      plans.map((plan) => startDraw(plan, boxes)),
      latentsOf(latents, boxes),
    );
    const found: (PredictiveCheck | undefined)[] = [];
    for (const [g, positions] of groups.entries()) {
      const isChecked = g < checked && positions.length > 0;
      found.push(
        isChecked ? await simulator.check(positions, replicates, new CounterRandom(seed, lanes + g)) : undefined,
      );
    }
    return { groups: found, queries: rows };
  } finally {
    disposeBoxes(boxes);
  }
}

/** The scenario with its latents as targets: a program of outputs then fills all of them, discrete ones that were summed out too. */
function withLatents({ scenario }: Prepared): CheckedScenario {
  const targets = scenario.latents.map(({ name, node, axes, span }) => ({ name, node, axes, span }));
  return { ...scenario, targets, imputed: [] };
}

function latentsOf(plan: ReturnType<typeof planOutputs>, boxes: OpenBoxes) {
  const run = startOutputs(plan, boxes);
  const targets = new Float64Array(plan.targetCount);
  return (position: Float64Array, values: Float64Array, random: CounterRandom): ReturnType<OutputFunction> =>
    run(position, { targets, values }, random);
}

function askedRows({ observations }: CheckedScenario): Counts {
  return rowsAsked(observations.flatMap(({ likelihood }) => likelihood.args));
}

/** Rows of all boxes together are taken as those of each: never more than a budget allows. */
function isAffordable(scenario: CheckedScenario, rows: Counts, spent: number): boolean {
  return [...rows.keys()].every((name) => {
    const budget = scenario.boxes.get(name)?.budget;
    return budget === undefined || spent + total(rows) <= budget;
  });
}

/** Replicates of all observations, half of which set the scale and half of which are measured like the data. */
class Simulator {
  private readonly data: readonly Float64Array[];
  private readonly values: Float64Array;
  private readonly simulated: Float64Array;

  constructor(
    { scenario, layout }: Prepared,
    size: number,
    private readonly observe: readonly ArrayDraw[],
    private readonly latents: ReturnType<typeof latentsOf>,
    private readonly observations: readonly Observation[] = scenario.observations,
  ) {
    this.data = observations.map(({ value, partial }) => partial?.data ?? constantValue(value) ?? new Float64Array(0));
    this.values = new Float64Array(layout.valueCount);
    this.simulated = new Float64Array(size);
  }

  async check(positions: readonly Float64Array[], replicates: number, random: CounterRandom): Promise<PredictiveCheck> {
    const { simulated } = this;
    const half = Math.floor(replicates / 2);
    const sum = new Float64Array(simulated.length);
    const squares = new Float64Array(simulated.length);
    const first = new Float64Array(simulated.length);
    for (let k = 0; k < half; k++) {
      await this.replicate(positions, k, replicates, random);
      if (k === 0) first.set(simulated);
      // Differences to one replicate keep the squares exact far from 0.
      for (let i = 0; i < simulated.length; i++) {
        const d = simulated[i] - first[i];
        sum[i] += d;
        squares[i] += d * d;
      }
    }
    const centre = sum.map((s, i) => first[i] + s / half);
    const variances = squares.map((s, i) => Math.max(0, (s - (sum[i] * sum[i]) / half) / (half - 1)));
    const scale = variances.map((each) => Math.sqrt(each) || 1);
    const own = this.distances((o, i) => this.data[o][i], centre, scale);
    const others: number[][] = own.map(() => []);
    for (let k = half; k < replicates; k++) {
      await this.replicate(positions, k, replicates, random);
      const distances = this.distances((_, i, at) => simulated[at + i], centre, scale);
      for (const [o, distance] of distances.entries()) others[o].push(distance);
    }
    const shares = this.shares(centre, variances, half);
    const fits = own.map((distance, o) => fitOf(this.observations[o], distance, others[o], shares[o]));
    return { observations: fits.map(({ fit }) => fit), passed: fits.every(({ passed }) => passed) };
  }

  /** @param centre means of `count` replicates, whose own error is taken off what they leave unexplained */
  private shares(
    centre: Float64Array,
    variances: Float64Array,
    count: number,
  ): (ObservationFit["variance"] | undefined)[] {
    let at = 0;
    return this.data.map((data, o) => {
      const known = [...data.keys()].filter((i) => !Number.isNaN(data[i]));
      const middle = known.reduce((sum, i) => sum + data[i], 0) / known.length;
      let [total, left, noise] = [0, 0, 0];
      for (const i of known) {
        total += (data[i] - middle) ** 2;
        left += (data[i] - centre[at + i]) ** 2;
        noise += variances[at + i];
      }
      at += data.length;
      if (this.observations[o].likelihood.distribution.discrete || !(total > 0)) return undefined;
      const share = { explained: Math.min(1, 1 - (left - noise / count) / total), noise: noise / total };
      return Number.isFinite(share.explained) && Number.isFinite(share.noise) ? share : undefined;
    });
  }

  /** Draws spread over all positions. */
  private async replicate(positions: readonly Float64Array[], k: number, of: number, random: CounterRandom) {
    random.seek(k);
    await this.latents(positions[Math.floor((k * positions.length) / of)], this.values, random);
    for (const one of this.observe) await one(random, this.values, this.simulated);
  }

  /** Mean squared distance of each observation from the centre, in units of the scale; what is missing is left out. */
  private distances(
    value: (observation: number, i: number, at: number) => number,
    centre: Float64Array,
    scale: Float64Array,
  ): number[] {
    let at = 0;
    return this.data.map((data, o) => {
      let sum = 0;
      let count = 0;
      for (let i = 0; i < data.length; i++) {
        if (Number.isNaN(data[i])) continue;
        sum += ((value(o, i, at) - centre[at + i]) / scale[at + i]) ** 2;
        count++;
      }
      at += data.length;
      return count === 0 ? 0 : sum / count;
    });
  }
}

function fitOf(
  { text }: Observation,
  distance: number,
  others: readonly number[],
  variance: ObservationFit["variance"],
): { readonly fit: ObservationFit; readonly passed: boolean } {
  const expected = mean(others);
  const beyond = others.filter((other) => other >= distance).length;
  const spread = Math.sqrt(varianceOf(others));
  const passed = beyond > 0 || distance <= expected + farOff * spread;
  const residual = expected > 0 ? Math.sqrt(distance / expected) : distance > 0 ? Number.POSITIVE_INFINITY : 0;
  const p = (beyond + 1) / (others.length + 1);
  return { fit: { observed: text, residual, p, ...(variance !== undefined && { variance }) }, passed };
}
