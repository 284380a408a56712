/** What the prior alone says of the targets: beside it a posterior is read. */
import type { OpenBoxes } from "../density/instantiate.ts";
import { planTargetsOfValues, startOutputs } from "../density/outputs.ts";
import { startPrior } from "../density/sampler.ts";
import type { ElementSummary } from "../diagnostics/fidelity.ts";
import { mean, quantile, sorted, variance } from "../diagnostics/moments.ts";
import { CounterRandom } from "../inference/counter-random.ts";
import type { Prepared } from "./infer.ts";

export interface PriorElement extends ElementSummary {
  readonly sd: number;
}

const draws = 4000;
const lane = 0x7fff_0003;

/** Summaries of each element of the targets under the prior; undefined where it is improper or targets ask a box. */
export async function summarisePrior(prepared: Prepared, seed: number, boxes: OpenBoxes = new Map()): Promise<PriorElement[] | undefined> {
  if (prepared.prior === undefined) return undefined;
  const plan = planTargetsOfValues(prepared.scenario, prepared.layout);
  if (plan.program.kind === "stages" && boxes.size === 0) return undefined;
  const sampler = startPrior(prepared.prior);
  const targetsOf = startOutputs(plan, boxes);
  const random = new CounterRandom(seed, lane);
  const latents = new Float64Array(prepared.layout.valueCount);
  const targets = new Float64Array(plan.targetCount);
  const columns = Array.from({ length: plan.targetCount }, () => new Float64Array(draws));
  for (let draw = 0; draw < draws; draw++) {
    random.seek(draw);
    sampler.drawValues(random, latents);
    await targetsOf(latents, targets, latents);
    for (let i = 0; i < targets.length; i++) columns[i][draw] = targets[i];
  }
  return columns.map((column) => {
    const ascending = sorted(column);
    return { mean: mean(column), sd: Math.sqrt(variance(column)), q05: quantile(ascending, 0.05), q95: quantile(ascending, 0.95) };
  });
}
