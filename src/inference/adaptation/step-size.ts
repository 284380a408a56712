/** A first guess of the leapfrog step size (Hoffman & Gelman 2014, algorithm 4), with Stan's constants. */
import type { Ask, Target } from "../kernel.ts";
import { drawMomentum, type Hamiltonian, kick, kickAndDrift } from "../kernels/leapfrog.ts";
import { copyVector, newQuery, type Point } from "../point.ts";
import type { Random } from "../random.ts";

const ACCEPTANCE = 0.8;
/** Doublings or halvings after which the search ends: 2^-50 to 2^50 covers any scale that could work. */
const MOST = 50;

/** Doubles or halves the step size until the acceptance of one leapfrog step crosses 0.8, drawing a momentum each time. */
export function* reasonableStepSize(state: Point, target: Target, tuning: Hamiltonian, random: Random): Ask<number> {
  const query = newQuery(target, "gradient");
  const momentum = new Float64Array(target.dimension);
  const { inverseMass } = tuning;
  let direction = 0;
  let step = tuning.stepSize;
  for (let n = 0; n <= MOST; n++) {
    copyVector(state.position, query.position);
    copyVector(state.gradient, query.gradient);
    const start = drawMomentum(momentum, inverseMass, random) - state.logDensity;
    kickAndDrift(query.position, momentum, query.gradient, inverseMass, step);
    yield query;
    const energy = kick(momentum, query.gradient, inverseMass, step) - query.logDensity;
    // A failed step has energy NaN or +Infinity and asks for a smaller one.
    const now = start - energy > Math.log(ACCEPTANCE) ? 1 : -1;
    if (direction === 0) direction = now;
    else if (now !== direction) break;
    step *= direction > 0 ? 2 : 0.5;
  }
  return step;
}
