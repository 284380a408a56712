/**
 * The No-U-Turn sampler, multinomial (Hoffman & Gelman 2014; Betancourt 2017, appendix A), as in Stan.
 *
 * A trajectory starts at the current point with a fresh momentum and doubles, forwards or backwards in time, until it turns
 * (see subtree.ts), diverges (energy error > 1000) or has 2^maxDepth - 1 steps. The next point is drawn from its points with weights
 * exp(H0 - H): uniformly within a new subtree, and biased towards the new subtree when that joins the trajectory.
 * All parts of the density are moved jointly. Options: maxDepth = 10. Tunables: step size and diagonal metric.
 */
import type { Kernel, Query, Target } from "../kernel.ts";
import { copyPoint, copyVector, newPoint, newQuery, type Point, pointAt } from "../point.ts";
import type { Random } from "../random.ts";
import { MAX_ENERGY_ERROR } from "./hmc.ts";
import { drawMomentum, type Hamiltonian, kick, kickAndDrift, type TrajectoryInfo } from "./leapfrog.ts";
import { Subtree, straight } from "./subtree.ts";

export interface NutsInfo extends TrajectoryInfo {
  /** Completed doublings of the trajectory. */
  depth: number;
}

export function nuts(target: Target, tuning: Hamiltonian, maxDepth = 10, jitter = 0): Kernel<Point, NutsInfo> {
  const { inverseMass } = tuning;
  const ends = [newEnd(target), newEnd(target)];
  const trajectory = new Trajectory(target, maxDepth, inverseMass);
  const info: NutsInfo = {
    acceptance: new Float64Array(target.partCount),
    meanAcceptance: 0,
    divergent: false,
    depth: 0,
    energy: 0,
    leapfrogs: 0,
    stepSize: 0,
  };

  return {
    init: (position) => pointAt(position, ends[0].query, target),

    *step(state, random) {
      const kinetic = drawMomentum(ends[0].momentum, inverseMass, random);
      copyVector(ends[0].momentum, ends[1].momentum);
      for (const { query } of ends) {
        copyVector(state.position, query.position);
        copyVector(state.gradient, query.gradient);
      }
      trajectory.start(kinetic - state.logDensity, ends[0].momentum);

      // Without jitter no random number is drawn for it.
      const stepSize = jitter === 0 ? tuning.stepSize : tuning.stepSize * (1 + jitter * (2 * random.uniform() - 1));
      let depth = 0;
      let growing = true;
      while (growing && depth < maxDepth) {
        const forward = random.uniform() < 0.5;
        const near = forward ? ends[1] : ends[0];
        const far = forward ? ends[0] : ends[1];
        const { query, momentum } = near;
        const step = forward ? stepSize : -stepSize;
        trajectory.double(momentum);
        const leaves = 1 << depth;
        for (let leaf = 0; growing && leaf < leaves; leaf++) {
          kickAndDrift(query.position, momentum, query.gradient, inverseMass, step);
          yield query;
          const energy = kick(momentum, query.gradient, inverseMass, step) - query.logDensity;
          growing = trajectory.addLeaf(leaf, depth, energy, query, momentum, random);
        }
        if (!growing) break;
        growing = trajectory.join(far.momentum, random);
        depth++;
      }

      trajectory.finish(state);
      info.depth = depth;
      info.divergent = trajectory.divergent;
      info.energy = trajectory.energy;
      info.leapfrogs = trajectory.leapfrogs;
      info.meanAcceptance = trajectory.acceptance / trajectory.leapfrogs;
      info.acceptance.fill(info.meanAcceptance);
      info.stepSize = stepSize;
      return { state, info };
    },
  };
}

/** The trajectory so far, without its integration: weights, the point drawn from it, and whether it turns. */
class Trajectory {
  divergent = false;
  leapfrogs = 0;
  /** Sum over the leaves of min(1, exp(H0 - H)). */
  acceptance = 0;
  /** H of the point drawn so far. */
  energy = 0;
  private startEnergy = 0;
  /** Weights are exp(H0 - H - shift); the shift rises when they would overflow. */
  private shift = 0;
  private weight = 0;
  private subtreeWeight = 0;
  private candidateEnergy = 0;
  /** Drawn from the subtree, and from the trajectory once it has moved. */
  private candidate: Point;
  private chosen: Point;
  private moved = false;
  private readonly subtree: Subtree;
  /** Sum of all momenta, and the momentum at the end that grows as it was before. */
  private readonly rho: Float64Array;
  private readonly joint: Float64Array;

  constructor(
    target: Target,
    maxDepth: number,
    private readonly inverseMass: Float64Array,
  ) {
    this.candidate = newPoint(target);
    this.chosen = newPoint(target);
    this.subtree = new Subtree(target.dimension, maxDepth, inverseMass);
    this.rho = new Float64Array(target.dimension);
    this.joint = new Float64Array(target.dimension);
  }

  start(energy: number, momentum: Float64Array): void {
    this.divergent = false;
    this.leapfrogs = 0;
    this.acceptance = 0;
    this.startEnergy = energy;
    this.energy = energy;
    this.shift = 0;
    this.weight = 1;
    this.moved = false;
    copyVector(momentum, this.rho);
  }

  double(momentum: Float64Array): void {
    this.subtreeWeight = 0;
    copyVector(momentum, this.joint);
  }

  /** False when the subtree is no good: it diverged or turned. */
  addLeaf(leaf: number, depth: number, energy: number, query: Query, momentum: Float64Array, random: Random): boolean {
    this.leapfrogs++;
    const logWeight = this.startEnergy - energy;
    // NaN counts as an infinite energy.
    if (!(logWeight >= -MAX_ENERGY_ERROR)) {
      this.divergent = true;
      return false;
    }
    if (logWeight - this.shift > 300) this.rescale(logWeight);
    const weight = Math.exp(logWeight - this.shift);
    this.acceptance += logWeight >= 0 ? 1 : this.shift === 0 ? weight : Math.exp(logWeight);
    this.subtreeWeight += weight;
    if (leaf === 0 || random.uniform() * this.subtreeWeight < weight) {
      copyPoint(query, this.candidate);
      this.candidateEnergy = energy;
    }
    return this.subtree.add(leaf, depth, momentum);
  }

  /** Joins the finished subtree to the trajectory and may choose its point; false when the whole turns. */
  join(farMomentum: Float64Array, random: Random): boolean {
    if (this.subtreeWeight >= this.weight || random.uniform() * this.weight < this.subtreeWeight) {
      const { chosen } = this;
      this.chosen = this.candidate;
      this.candidate = chosen;
      this.moved = true;
      this.energy = this.candidateEnergy;
    }
    this.weight += this.subtreeWeight;
    const { first, last, rho } = this.subtree.carry;
    const goesOn = straight(farMomentum, this.joint, this.rho, first, last, rho, this.inverseMass);
    copyVector(rho, this.rho);
    return goesOn;
  }

  /** Only now does the state change: a step cut short can be run again. */
  finish(state: Point): void {
    if (this.moved) copyPoint(this.chosen, state);
  }

  private rescale(logWeight: number): void {
    const factor = Math.exp(this.shift - logWeight);
    this.weight *= factor;
    this.subtreeWeight *= factor;
    this.shift = logWeight;
  }
}

/** One end of the trajectory: its point is the query that was answered there. */
function newEnd(target: Target): { query: Query; momentum: Float64Array } {
  return { query: newQuery(target, "gradient"), momentum: new Float64Array(target.dimension) };
}
