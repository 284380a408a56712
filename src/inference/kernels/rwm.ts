/**
 * Random-walk Metropolis with a normal proposal (Metropolis et al. 1953; optimal scale: Roberts, Gelman & Gilks 1997).
 *
 * Parts that share no term are proposed together but accepted each by its own log density difference: as many
 * independent Metropolis chains in one evaluation. With one part it is the standard algorithm.
 * Tunables: for each part a scale (default 2.38 / sqrt(dimension of the part)) and a factor L of the proposal's covariance
 * scale^2 L L', lower triangular or diagonal.
 */
import type { Kernel, Target } from "../kernel.ts";
import type { PartLayout } from "../parts.ts";
import { newQuery, type Point, pointAt, tempered } from "../point.ts";
import type { MoveInfo } from "./move.ts";

export interface RandomWalk {
  /** [partCount] */
  readonly scale: Float64Array;
  /** For each part of dimension d: [d * d], row-major lower triangle, or [d], a diagonal. */
  readonly factor: readonly Float64Array[];
  readonly layout: PartLayout;
}

export function rwm(target: Target, tuning: RandomWalk): Kernel<Point, MoveInfo> {
  const { partCount, temperature } = target;
  const { start, index } = tuning.layout;
  const query = newQuery(target, "value");
  // Coordinates that are not walked stay where they are.
  const isPartial = index.length < target.dimension;
  const normals = new Float64Array(target.dimension);
  const acceptance = new Float64Array(partCount);
  const info: MoveInfo = { acceptance };

  return {
    init: (position) => pointAt(position, query, target),

    *step(state, random) {
      if (isPartial) query.position.set(state.position);
      propose(state.position, query.position, tuning, normals, random);
      yield query;
      const proposed = query.parts;
      const current = state.parts;
      let logDensity = 0;
      let logLikelihood = 0;
      for (let p = 0; p < partCount; p++) {
        const a = 2 * p;
        const b = a + 1;
        const t = temperature[p];
        const difference = tempered(proposed[a], proposed[b], t) - tempered(current[a], current[b], t);
        // NaN only when both densities are zero: such a move is refused.
        acceptance[p] = difference >= 0 ? 1 : difference < 0 ? Math.exp(difference) : 0;
        if (difference >= 0 || -random.exponential() < difference) {
          for (let k = start[p]; k < start[p + 1]; k++) state.position[index[k]] = query.position[index[k]];
          current[a] = proposed[a];
          current[b] = proposed[b];
        }
        logDensity += tempered(current[a], current[b], t);
        logLikelihood += current[b];
      }
      state.logDensity = logDensity;
      state.logLikelihood = logLikelihood;
      return { state, info };
    },
  };
}

/** to = from + scale * L z, part by part. */
function propose(
  from: Float64Array,
  to: Float64Array,
  tuning: RandomWalk,
  z: Float64Array,
  random: { normal(): number },
): void {
  const { start, index } = tuning.layout;
  for (let p = 0; p < tuning.scale.length; p++) {
    const first = start[p];
    const d = start[p + 1] - first;
    const scale = tuning.scale[p];
    const factor = tuning.factor[p];
    for (let i = 0; i < d; i++) z[i] = scale * random.normal();
    if (factor.length === d) {
      for (let i = 0; i < d; i++) to[index[first + i]] = from[index[first + i]] + factor[i] * z[i];
      continue;
    }
    for (let i = 0; i < d; i++) {
      let sum = 0;
      for (let j = 0, row = i * d; j <= i; j++) sum += factor[row + j] * z[j];
      to[index[first + i]] = from[index[first + i]] + sum;
    }
  }
}
