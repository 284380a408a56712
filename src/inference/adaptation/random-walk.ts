/** Adapts the proposal of random-walk Metropolis, for each independent part: its scale to the acceptance, its shape to a covariance. */

import { choleskyFactor } from "../../linear/cholesky.ts";
import type { Target } from "../kernel.ts";
import type { RandomWalk } from "../kernels/rwm.ts";
import { layoutParts } from "../parts.ts";
import { RunningCovariance } from "./welford.ts";

/** Parts of more coordinates get a diagonal proposal: a full one would cost more than most densities. */
const LARGEST_FULL = 100;
/** A pivot that is no larger a share of its diagonal element is lost to rounding: the estimate is singular. */
const SINGULAR = 1e-12;

/** Roberts, Gelman & Gilks 1997: 2.38 / sqrt(d) times the posterior's standard deviations is best for a normal. */
export function optimalScale(dimension: number): number {
  return 2.38 / Math.sqrt(dimension);
}

/** Best acceptance of a random walk: 0.44 in one dimension, falling to 0.234 in many (Roberts & Rosenthal 2001, table 1, interpolated). */
export function optimalAcceptance(dimension: number): number {
  return 0.234 + 0.206 / dimension;
}

/** A random walk with unit shape and the optimal scales, of the coordinates that are real numbers. */
export function newRandomWalk(target: Target): RandomWalk {
  const discrete = new Set(target.discrete?.map(({ index }) => index));
  const layout = layoutParts(target.partOf, target.partCount, discrete);
  const factor: Float64Array[] = [];
  for (let p = 0; p < target.partCount; p++) {
    const d = layout.start[p + 1] - layout.start[p];
    const full = d > 1 && d <= LARGEST_FULL;
    const l = new Float64Array(full ? d * d : d);
    for (let i = 0; i < d; i++) l[full ? i * d + i : i] = 1;
    factor.push(l);
  }
  const walk = { scale: new Float64Array(target.partCount), factor, layout };
  resetScale(walk);
  return walk;
}

/** Running covariances, one for each part, that become proposals. */
export class ProposalShape {
  private readonly covariances: RunningCovariance[] = [];
  private readonly walk: RandomWalk;
  private readonly scratch: Float64Array;

  constructor(walk: RandomWalk) {
    this.walk = walk;
    const { start, index } = walk.layout;
    let largest = 1;
    for (let p = 0; p < walk.scale.length; p++) {
      const d = start[p + 1] - start[p];
      if (walk.factor[p].length === d) {
        for (let k = start[p]; k < start[p + 1]; k++) this.covariances.push(new RunningCovariance(index, k, k + 1));
      } else {
        this.covariances.push(new RunningCovariance(index, start[p], start[p + 1]));
        largest = Math.max(largest, d * d);
      }
    }
    this.scratch = new Float64Array(largest);
  }

  /** Adds the position at `offset` of x. */
  add(x: Float64Array, offset = 0): void {
    for (const covariance of this.covariances) covariance.add(x, offset);
  }

  /** Makes the covariances the shape of the proposals, and starts afresh. */
  apply(): void {
    const { walk, covariances } = this;
    const { start } = walk.layout;
    for (let p = 0, c = 0; p < walk.scale.length; p++) {
      const d = start[p + 1] - start[p];
      const factor = walk.factor[p];
      if (factor.length === d) {
        for (let i = 0; i < d; i++) factor[i] = this.deviation(covariances[c++]);
      } else {
        this.applyFull(covariances[c++], factor, d);
      }
    }
    for (const covariance of covariances) covariance.restart();
  }

  private deviation(covariance: RunningCovariance): number {
    covariance.shrunk(this.scratch);
    return Math.sqrt(this.scratch[0]) || Number.EPSILON;
  }

  /** Where the estimate is singular the diagonal alone is used. */
  private applyFull(covariance: RunningCovariance, factor: Float64Array, d: number): void {
    covariance.shrunk(factor);
    const deviations = Array.from({ length: d }, (_, i) => Math.sqrt(factor[i * d + i]) || Number.EPSILON);
    const lower = choleskyFactor(factor, d, SINGULAR);
    if (!("pivot" in lower)) {
      factor.set(lower);
      return;
    }
    factor.fill(0);
    for (let i = 0; i < d; i++) factor[i * d + i] = deviations[i];
  }
}

/** Back to the optimal scales. */
export function resetScale(walk: RandomWalk): void {
  const { start } = walk.layout;
  for (let p = 0; p < walk.scale.length; p++) walk.scale[p] = optimalScale(Math.max(1, start[p + 1] - start[p]));
}

/** Robbins-Monro on the log scale of each part: `gain` times (acceptance - optimal). */
export function adjustScale(walk: RandomWalk, acceptance: Float64Array, gain: number): void {
  const { start } = walk.layout;
  for (let p = 0; p < walk.scale.length; p++) {
    const d = Math.max(1, start[p + 1] - start[p]);
    walk.scale[p] *= Math.exp(gain * (acceptance[p] - optimalAcceptance(d)));
  }
}
