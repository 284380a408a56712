/**
 * Hamiltonian Monte Carlo with a diagonal metric (Duane et al. 1987; Neal 2011, section 5.3.2).
 *
 * Parts that share no term have Hamiltonians of their own: each is accepted by its own energy error.
 * Options: `leapfrogs`, or `pathLength` (integration time, in units of the metric; leapfrogs = pathLength / step size, at
 * most 1000); `jitter`: the step size of a trajectory is uniform within this fraction of the tuned one, against
 * resonance between path length and periods of the posterior.
 */
import type { Kernel, Target } from "../kernel.ts";
import { newQuery, type Point, pointAt, tempered } from "../point.ts";
import { drawMomentum, type Hamiltonian, kick, kickAndDrift, type TrajectoryInfo } from "./leapfrog.ts";

/** An energy error beyond this is a divergence, as in Stan. */
export const MAX_ENERGY_ERROR = 1000;
const MAX_LEAPFROGS = 1000;
const JITTER = 0.1;

export interface HmcOptions {
  readonly leapfrogs?: number;
  readonly pathLength?: number;
  readonly jitter?: number;
}

export function hmc(target: Target, tuning: Hamiltonian, options: HmcOptions): Kernel<Point, TrajectoryInfo> {
  const { partCount, partOf, temperature, dimension } = target;
  const { inverseMass } = tuning;
  const jitter = options.jitter ?? JITTER;
  const query = newQuery(target, "gradient");
  const q = query.position;
  const p = new Float64Array(dimension);
  const startEnergy = new Float64Array(partCount);
  const energy = new Float64Array(partCount);
  const accepted = new Uint8Array(partCount);
  const info: TrajectoryInfo = {
    acceptance: new Float64Array(partCount),
    meanAcceptance: 0,
    divergent: false,
    energy: 0,
    leapfrogs: 0,
    stepSize: 0,
  };

  /** H of each part: minus its tempered log density, plus the kinetic energy of its coordinates. */
  function energies(parts: Float64Array, out: Float64Array): void {
    for (let k = 0; k < partCount; k++) out[k] = -tempered(parts[2 * k], parts[2 * k + 1], temperature[k]);
    for (let i = 0; i < dimension; i++) out[partOf[i]] += 0.5 * inverseMass[i] * p[i] * p[i];
  }

  return {
    init: (position) => pointAt(position, query, target),

    *step(state, random) {
      const step = tuning.stepSize * (1 + jitter * (2 * random.uniform() - 1));
      const leapfrogs = options.leapfrogs ?? countLeapfrogs(options.pathLength ?? Math.PI / 2, tuning.stepSize);
      drawMomentum(p, inverseMass, random);
      energies(state.parts, startEnergy);
      q.set(state.position);
      query.gradient.set(state.gradient);
      for (let l = 0; l < leapfrogs; l++) {
        kickAndDrift(q, p, query.gradient, inverseMass, step);
        yield query;
        kick(p, query.gradient, inverseMass, step);
      }
      energies(query.parts, energy);

      info.meanAcceptance = 0;
      info.divergent = false;
      info.energy = 0;
      info.leapfrogs = leapfrogs;
      info.stepSize = step;
      for (let k = 0; k < partCount; k++) {
        const difference = startEnergy[k] - energy[k];
        // A NaN energy is a failed proposal.
        const probability = difference >= 0 ? 1 : difference < 0 ? Math.exp(difference) : 0;
        accepted[k] = difference >= 0 || -random.exponential() < difference ? 1 : 0;
        if (!(difference > -MAX_ENERGY_ERROR)) info.divergent = true;
        info.acceptance[k] = probability;
        info.meanAcceptance += probability / partCount;
        info.energy += startEnergy[k];
      }
      commit(state, accepted);
      return { state, info };
    },
  };

  function commit(state: Point, accepted: Uint8Array): void {
    for (let i = 0; i < dimension; i++) {
      if (accepted[partOf[i]] === 0) continue;
      state.position[i] = q[i];
      state.gradient[i] = query.gradient[i];
    }
    state.logDensity = 0;
    state.logLikelihood = 0;
    for (let k = 0; k < partCount; k++) {
      if (accepted[k] === 1) {
        state.parts[2 * k] = query.parts[2 * k];
        state.parts[2 * k + 1] = query.parts[2 * k + 1];
      }
      state.logDensity += tempered(state.parts[2 * k], state.parts[2 * k + 1], temperature[k]);
      state.logLikelihood += state.parts[2 * k + 1];
    }
  }
}

function countLeapfrogs(pathLength: number, stepSize: number): number {
  return Math.min(MAX_LEAPFROGS, Math.max(1, Math.round(pathLength / stepSize)));
}
