/** Exact draws of gamma variates, as logarithms so that small shapes do not underflow. */
import type { Random } from "../../inference/random.ts";

/** Gamma(shape >= 1, 1): Marsaglia and Tsang 2000, "A simple method for generating gamma variables", section 6. */
function largeShape(random: Random, shape: number): number {
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.normal();
    const t = 1 + c * x;
    if (t <= 0) continue;
    const v = t * t * t;
    if (Math.log(random.uniform()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v;
  }
}

/**
 * The logarithm of a Gamma(shape, 1) variate. Below shape 1 by G(a) = G(a + 1) U^(1/a) (ibid., section 6), where U^(1/a) is
 * exp(-E / a) of an exponential E; its logarithm stays finite when G itself would be 0.
 */
export function logGammaVariate(random: Random, shape: number): number {
  if (shape >= 1) return Math.log(largeShape(random, shape));
  return Math.log(largeShape(random, shape + 1)) - random.exponential() / shape;
}

/** The logit of a Beta(a, b) variate, from two gammas; finite for any a and b. */
export function betaLogitVariate(random: Random, a: number, b: number): number {
  return logGammaVariate(random, a) - logGammaVariate(random, b);
}
