/** Rank normalisation: values to normal scores of their ranks (Vehtari et al. 2021, eq. 14). */
import { normalQuantile } from "../inference/normal-quantile.ts";
import { pooled } from "./moments.ts";

/** Ranks over all chains, ties averaged; score (rank - 3/8) / (S + 1/4) through the normal quantile. Keeps the shape; NaN throughout where a value is not finite. */
export function rankNormalised(chains: readonly ArrayLike<number>[]): Float64Array[] {
  const all = pooled(chains);
  if (!all.every(Number.isFinite)) return chains.map((chain) => new Float64Array(chain.length).fill(Number.NaN));
  const order = Uint32Array.from(all, (_, i) => i).sort((a, b) => all[a] - all[b]);
  const scores = new Float64Array(all.length);
  for (let first = 0; first < order.length; ) {
    let last = first;
    while (last + 1 < order.length && all[order[last + 1]] === all[order[first]]) last++;
    const score = normalQuantile(((first + last) / 2 + 1 - 0.375) / (all.length + 0.25));
    for (let k = first; k <= last; k++) scores[order[k]] = score;
    first = last + 1;
  }
  let at = 0;
  return chains.map((chain) => {
    at += chain.length;
    return scores.subarray(at - chain.length, at);
  });
}
