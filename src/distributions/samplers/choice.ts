/** Draws of an index with given probabilities. */
import type { Random } from "../../inference/random.ts";

/** An index in proportion to the weights, which need not sum to 1; never one of weight 0. */
export function choiceVariate(random: Random, weights: ArrayLike<number>): number {
  let total = 0;
  for (let i = 0; i < weights.length; i++) total += weights[i];
  let u = random.uniform() * total;
  let last = 0;
  for (let i = 0; i < weights.length; i++) {
    if (weights[i] <= 0) continue;
    last = i;
    u -= weights[i];
    if (u <= 0) break;
  }
  return last;
}
