/** Gradients of compiled densities beside differences of their values. */
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { Xoshiro } from "./xoshiro.ts";

export interface GradientCheck {
  /** Points at which the density was finite. */
  readonly points: number;
  /**
   * The largest difference of derivatives along random directions and of single elements, relative to what each is a sum of or, where
   * that is more, to a thousandth of the largest element of the gradient.
   */
  readonly worst: number;
}

/** The first step of the stencil, whose error is of its fourth power. */
const STEP = 1e-3;
/** Single elements that are compared at each point, beside a direction. */
const ELEMENTS = 3;

/** The step of a five-point stencil becomes a quarter until it is small enough: kinks of relu must lie outside. */
const QUARTERINGS = 7;

/**
 * At random points, normal around 0 with a standard deviation of a half in the unconstrained space; only where it needs no opaque black box.
 */
export async function checkGradients(scenario: CheckedScenario, count: number, seed: number): Promise<GradientCheck> {
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
  const random = new Xoshiro(seed);
  let points = 0;
  let worst = 0;
  for (let tries = 0; points < count && tries < 10 * count; tries++) {
    const at = Float64Array.from({ length: density.dimension }, () => 0.5 * random.normal());
    const { value, gradient } = await evaluate(density, at, "gradient");
    if (!Number.isFinite(value) || !gradient.every(Number.isFinite)) continue;
    points++;
    // Of an element that is small beside others, differences of values that these make have few digits.
    const least = 1e-3 * gradient.reduce((largest, g) => Math.max(largest, Math.abs(g)), 0);
    const directions = [unitVector(at.length, random)];
    for (let i = 0; i < Math.min(ELEMENTS, at.length); i++) {
      const unit = new Float64Array(at.length);
      unit[Math.floor(random.uniform() * at.length)] = 1;
      directions.push(unit);
    }
    for (const direction of directions) {
      const exact = gradient.reduce((sum, g, i) => sum + g * direction[i], 0);
      const scale = Math.max(
        least,
        gradient.reduce((sum, g, i) => sum + Math.abs(g * direction[i]), 0),
      );
      worst = Math.max(worst, await apart(density, at, direction, exact, scale));
    }
  }
  return { points, worst };
}

function unitVector(size: number, random: Xoshiro): Float64Array {
  const vector = Float64Array.from({ length: size }, () => random.normal());
  const length = Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
  return vector.map((x) => x / length);
}

/** How far the derivative along a direction is from differences, by the step that shows it best, relative to `scale`. */
async function apart(
  density: Density,
  at: Float64Array,
  direction: Float64Array,
  exact: number,
  scale: number,
): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let quartering = 0, h = STEP; quartering < QUARTERINGS; quartering++, h /= 4) {
    const values: number[] = [];
    for (const k of [-2, -1, 1, 2]) {
      const moved = at.map((x, i) => x + k * h * direction[i]);
      values.push((await evaluate(density, moved, "value")).value);
    }
    const [a, b, c, d] = values;
    const difference = (a - 8 * b + 8 * c - d) / (12 * h);
    best = Math.min(best, Math.abs(difference - exact) / Math.max(scale, 1e-8));
    if (best < 1e-8) return best;
  }
  return best;
}

async function evaluate(
  density: Density,
  position: Float64Array,
  wants: Batch["wants"],
): Promise<{ value: number; gradient: Float64Array }> {
  const { dimension, partCount } = density;
  const batch: Batch = {
    lanes: 1,
    wants,
    positions: position,
    temperatures: new Float64Array(partCount).fill(1),
    parts: new Float64Array(2 * partCount),
    gradients: new Float64Array(dimension),
  };
  await density.evaluate(batch);
  return { value: batch.parts.reduce((sum, x) => sum + x, 0), gradient: batch.gradients };
}
