/** Exact draws of von Mises angles. */
import type { Random } from "../../inference/random.ts";

const TWO_PI = 2 * Math.PI;

/** The angle's representative in [-pi, pi]. */
function wrap(angle: number): number {
  const turned = angle - TWO_PI * Math.round(angle / TWO_PI);
  return Math.min(Math.max(turned, -Math.PI), Math.PI);
}

/** Below it the rejection's constant is lost to rounding, and its limit is exact to rounding. */
const SMALL = 1e-5;
/** Above it a normal's density is right to 1e-7. */
const LARGE = 1e7;

/** Best and Fisher 1979, "Efficient simulation of the von Mises distribution": rejection from a wrapped Cauchy. */
export function vonMisesVariate(random: Random, location: number, concentration: number): number {
  if (concentration === 0) return Math.PI * (2 * random.uniform() - 1);
  if (concentration > LARGE) return wrap(location + random.normal() / Math.sqrt(concentration));
  const r = concentration < SMALL ? 1 / concentration + concentration : proposal(concentration);
  for (;;) {
    const z = Math.cos(Math.PI * random.uniform());
    const f = (1 + r * z) / (r + z);
    const c = concentration * (r - f);
    const u = random.uniform();
    if (c * (2 - c) > u || Math.log(c / u) + 1 >= c) {
      const angle = Math.acos(Math.min(1, Math.max(-1, f)));
      return wrap(location + (random.uniform() < 0.5 ? -angle : angle));
    }
  }
}

/** The constant r of the proposal (ibid., section 2). */
function proposal(concentration: number): number {
  const tau = 1 + Math.sqrt(1 + 4 * concentration * concentration);
  const rho = (tau - Math.sqrt(2 * tau)) / (2 * concentration);
  return (1 + rho * rho) / (2 * rho);
}
