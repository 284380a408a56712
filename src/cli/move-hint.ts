/** A word before a run of smc whose moves will be slow. */
import { isDeepStrictEqual } from "node:util";
import type { DensityPlan } from "../density/plan.ts";
import { smc } from "../inference/algorithms/smc.ts";
import type { Construction } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";

/**
 * Latents that depend on each other up to which a random walk does well: the moves that it takes to forget a place grow with
 * their number, those of a trajectory along the gradient with its fourth root.
 */
const mostForWalks = 20;

/**
 * What to choose in place of the random walk of smc as it is by default; undefined where it is right or nothing else can be had.
 * Black boxes may grant less than a gradient takes: with one in the scenario nothing is said.
 */
export function moveHint(
  { boxes }: Pick<CheckedScenario, "boxes">,
  { name, options }: Construction,
  { partOf, partCount, discrete }: Pick<DensityPlan, "partOf" | "partCount" | "discrete">,
): string | undefined {
  const byDefault = smc.options.find((option) => option.name === "move")?.default;
  if (name !== smc.name || !isDeepStrictEqual(options.move, byDefault) || boxes.size > 0 || discrete.length > 0)
    return undefined;
  const sizes = new Array<number>(partCount).fill(0);
  for (const part of partOf) sizes[part]++;
  const largest = Math.max(0, ...sizes);
  if (largest <= mostForWalks) return undefined;
  return `hint: smc moves by a random walk, which is slow on ${largest} dimensions; smc(move = nuts(steps = 2)) follows the gradient, where the density is smooth`;
}
