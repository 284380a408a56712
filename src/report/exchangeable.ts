/** Whether rows of a target may change places: then starts and chains name the same thing by different rows. */
import { openDensities } from "../density/at-point.ts";
import type { Layout } from "../density/layout.ts";
import { startPrior } from "../density/sampler.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { Latent, Target } from "../language/checked.ts";
import type { Prepared } from "../runs/infer.ts";
import { asks } from "./prior-summary.ts";

/** Random numbers of its own. */
const lane = 0x7fff_000b;
/** Latents beyond which the question is left alone: the density is compiled for it. */
const mostValues = 5000;
const rounding = 1e-9;
/** At one draw an asymmetry may not show. */
const draws = 2;

/**
 * Rows that are matched are taken as exchangeable. Of other targets that are latents the density tells: at draws of the prior it
 * must not change when the first two rows change places in everything that has their axis, nor when all rows move on by one.
 */
export async function areExchangeable(
  { scenario, layout, prior }: Prepared,
  target: Target,
  seed: number,
): Promise<boolean> {
  const [first] = target.axes;
  if (first === undefined || first.size < 2) return false;
  if (scenario.truths.some((truth) => truth.target === target.name && truth.matched !== undefined)) return true;
  const isLatent = scenario.latents.some((latent) => latent.node === target.node);
  if (!isLatent || first.name === undefined || prior === undefined || layout.valueCount > mostValues) return false;
  const nodes = [
    ...scenario.latents.flatMap((latent) => latent.prior.args),
    ...scenario.observations.flatMap(({ likelihood }) => likelihood.args),
    ...scenario.factors.map(({ value }) => value.node),
  ];
  if (asks(scenario, nodes) || scenario.latents.some(({ isReference }) => isReference === true)) return false;
  const densities = await openDensities(scenario, layout, false);
  const density = async (at: Float64Array) => {
    const { logPrior, logLikelihood } = await densities.at(at);
    return logPrior + logLikelihood;
  };
  const swap = (i: number) => (i === 0 ? 1 : i === 1 ? 0 : i);
  const cycle = (i: number) => (i + 1) % first.size;
  const [random, sampler] = [new CounterRandom(seed, lane), startPrior(prior)];
  try {
    for (let draw = 0; draw < draws; draw++) {
      const values = new Float64Array(layout.valueCount);
      random.seek(draw);
      sampler.drawValues(random, values);
      const here = await density(values);
      for (const from of first.size > 2 ? [swap, cycle] : [swap]) {
        const there = await density(permuted(layout, values, first.name, from));
        if (!(Math.abs(there - here) <= rounding * (1 + Math.abs(here)))) return false;
      }
    }
    return true;
  } finally {
    densities.dispose();
  }
}

/** All latents with their indices along every axis of this name taken from others. */
function permuted(layout: Layout, values: Float64Array, name: string, from: (i: number) => number): Float64Array {
  const moved = new Float64Array(values.length);
  for (const { latent, valueOffset, valueSize } of layout.slots) {
    const own = values.subarray(valueOffset, valueOffset + valueSize);
    moved.set(permutedValue(own, latent, name, from), valueOffset);
  }
  return moved;
}

function permutedValue(
  values: Float64Array,
  { axes }: Latent,
  name: string,
  from: (i: number) => number,
): Float64Array {
  if (axes.every((axis) => axis.name !== name)) return values;
  return values.map((_, at) => {
    let rest = at;
    let source = 0;
    let stride = 1;
    for (const axis of [...axes].reverse()) {
      const index = rest % axis.size;
      rest = Math.floor(rest / axis.size);
      source += (axis.name === name ? from(index) : index) * stride;
      stride *= axis.size;
    }
    return values[source];
  });
}
