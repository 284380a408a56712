/** The leapfrog integrator for H(q, p) = -log density(q) + p' M^-1 p / 2 with a diagonal metric, in fused passes (Neal 2011, eq. 2.28-2.30). */
import type { Random } from "../random.ts";
import type { MoveInfo } from "./move.ts";

/** What the Hamiltonian kernels are tuned by. It is changed between steps only. */
export interface Hamiltonian {
  /** Leapfrog step, in units of the standard deviations that `inverseMass` states. */
  stepSize: number;
  /** [dimension], the diagonal of M^-1: about the posterior variances. */
  readonly inverseMass: Float64Array;
}

/** What the Hamiltonian kernels tell of a step. */
export interface TrajectoryInfo extends MoveInfo {
  /** The acceptance probability: of `hmc` the mean over the parts, of `nuts` that of min(1, exp(H0 - H)) over the trajectory. */
  meanAcceptance: number;
  /** True when the energy error, of some part, was above 1000. */
  divergent: boolean;
  /** H: of `hmc` at the start of the trajectory, of `nuts` at the point drawn. */
  energy: number;
  leapfrogs: number;
  stepSize: number;
}

/** p ~ N(0, M); returns the kinetic energy. */
export function drawMomentum(p: Float64Array, inverseMass: Float64Array, random: Random): number {
  let twice = 0;
  for (let i = 0; i < p.length; i++) {
    const z = random.normal();
    p[i] = z / Math.sqrt(inverseMass[i]);
    twice += z * z;
  }
  return 0.5 * twice;
}

/** First half of a step: p += step/2 * gradient, then q += step * M^-1 p. */
export function kickAndDrift(
  q: Float64Array,
  p: Float64Array,
  gradient: Float64Array,
  inverseMass: Float64Array,
  step: number,
): void {
  const half = 0.5 * step;
  for (let i = 0; i < q.length; i++) {
    const momentum = p[i] + half * gradient[i];
    p[i] = momentum;
    q[i] += step * inverseMass[i] * momentum;
  }
}

/** Second half of a step, at the new gradient: p += step/2 * gradient; returns the kinetic energy. */
export function kick(p: Float64Array, gradient: Float64Array, inverseMass: Float64Array, step: number): number {
  const half = 0.5 * step;
  let twice = 0;
  for (let i = 0; i < p.length; i++) {
    const momentum = p[i] + half * gradient[i];
    p[i] = momentum;
    twice += inverseMass[i] * momentum * momentum;
  }
  return 0.5 * twice;
}
