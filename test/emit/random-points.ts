/** Points where log densities are compared: random unconstrained positions, as the constrained values of the latents. */
import { openDensities } from "../../src/density/at-point.ts";
import { type Layout, layoutOf } from "../../src/density/layout.ts";
import { planOutputs, startOutputs } from "../../src/density/outputs.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { type Nested, nested } from "../../src/tensor/nested.ts";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

export interface Point {
  /** By latent. */
  readonly values: Readonly<Record<string, Nested>>;
  /** Ours, without Jacobian terms. */
  readonly logDensity: number;
}

/** Normal positions of that standard deviation; points where our density is not finite are left out. */
export async function randomPoints(
  scenario: CheckedScenario,
  count: number,
  sd: number,
  seed: number,
): Promise<Point[]> {
  const layout = layoutOf(scenario);
  const random = new Xoshiro(seed);
  const constrain = startOutputs(planOutputs({ ...scenario, targets: [] }, layout), new Map());
  const densities = await openDensities(scenario, layout, false);
  const points: Point[] = [];
  for (let tries = 0; points.length < count && tries < 20 * count; tries++) {
    const position = Float64Array.from({ length: layout.dimension }, () => sd * random.normal());
    const latents = new Float64Array(layout.valueCount);
    await constrain(position, { targets: new Float64Array(0), values: latents });
    const { logPrior, logLikelihood } = await densities.at(latents);
    const logDensity = logPrior + logLikelihood;
    if (Number.isFinite(logDensity)) points.push({ values: byName(layout, latents), logDensity });
  }
  densities.dispose();
  return points;
}

function byName(layout: Layout, latents: Float64Array): Record<string, Nested> {
  return Object.fromEntries(
    layout.slots.map(({ latent, valueOffset, valueSize }) => [
      latent.name,
      nested(latents.subarray(valueOffset, valueOffset + valueSize), latent.node.shape),
    ]),
  );
}
