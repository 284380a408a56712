/** Draws of one target from the prior alone. */
import { planTargetsOfValues, startOutputs } from "../density/outputs.ts";
import { startPrior } from "../density/sampler.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { Target } from "../language/checked.ts";
import type { Prepared } from "../runs/infer.ts";
import { asks } from "./prior-summary.ts";

/** Random numbers of its own. */
const lane = 0x7fff_0005;

/** None where the prior is improper, or where it would have to ask a black box. */
export async function drawsOfPrior(
  { scenario, layout, prior }: Prepared,
  target: Target,
  seed: number,
  count: number,
): Promise<Float64Array[]> {
  if (prior === undefined || scenario.latents.some((latent) => latent.isReference === true)) return [];
  if (asks(scenario, [target.node]) || scenario.latents.some((latent) => asks(scenario, latent.prior.args))) return [];
  const plan = planTargetsOfValues({ ...scenario, targets: [target], imputed: [] }, layout);
  const [sampler, targetsOf] = [startPrior(prior), startOutputs(plan, new Map())];
  const random = new CounterRandom(seed, lane);
  const values = new Float64Array(layout.valueCount);
  const found: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    random.seek(k);
    sampler.drawValues(random, values);
    const targets = new Float64Array(plan.targetCount);
    await targetsOf(values, { targets, values }, random);
    found.push(targets);
  }
  return found;
}
