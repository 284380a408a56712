/** `rwm(chains, warmup, draws)`: adaptive random-walk Metropolis (Haario et al. 2001), for each independent part on its own. */
import { adjustScale, newRandomWalk, ProposalShape, resetScale } from "../adaptation/random-walk.ts";
import { WalkTuning } from "../adaptation/whole-walk.ts";
import { warmupSchedule } from "../adaptation/windows.ts";
import type { Algorithm, Construction, OptionSpec, Problem, RunEvent } from "../kernel.ts";
import { gibbs } from "../kernels/gibbs.ts";
import type { MoveInfo } from "../kernels/move.ts";
import { rwm as kernel } from "../kernels/rwm.ts";
import { count, MOST_CHAINS, MOST_DRAWS, numberOption } from "../options.ts";
import { type Plan, runChains } from "./markov-chains.ts";

const options: readonly OptionSpec[] = [
  count("chains", 4, "Independent chains.", 1, MOST_CHAINS),
  count("warmup", 2000, "Iterations of each chain that tune the proposal and are thrown away.", 0),
  count("draws", 10_000, "Draws kept from each chain.", 1, MOST_DRAWS),
];

/** Gain of the scale's Robbins-Monro recursion after n iterations: sums to infinity, its squares do not. */
function gain(n: number): number {
  return 1 / (n + 1) ** 0.6;
}

/** The plan of one chain: scale tuned throughout warm-up, the covariance of each part renewed by Stan's windows. */
function plan(given: Construction["options"]): Plan<MoveInfo> {
  const warmup = numberOption(options, given, "warmup");
  const schedule = warmupSchedule(warmup);
  return {
    warmup,
    draws: numberOption(options, given, "draws"),
    sampler(target) {
      const walk = newRandomWalk(target);
      const shape = new ProposalShape(walk);
      const walks = new WalkTuning(target);
      const continuous = walk.layout.index.length > 0 ? kernel(target, walk) : undefined;
      let sinceRestart = 0;
      return {
        wants: "value",
        kernel: target.discrete === undefined ? kernel(target, walk) : gibbs(target, continuous, walks.scales),
        learn(iteration, state, info) {
          adjustScale(walk, info.acceptance, gain(sinceRestart++));
          if (iteration >= schedule.start && iteration < schedule.stop) {
            shape.add(state.position);
            walks.add(state.position);
          }
          if (!schedule.ends.has(iteration)) return false;
          shape.apply();
          walks.apply();
          resetScale(walk);
          sinceRestart = 0;
          return true;
        },
        freeze() {},
        statistics(info) {
          let sum = 0;
          for (const a of info.acceptance) sum += a;
          return { acceptance: sum / info.acceptance.length };
        },
      };
    },
  };
}

export const rwm: Algorithm = {
  name: "rwm",
  documentation:
    "Adaptive random-walk Metropolis (Haario et al. 2001), accepted for each independent part, with Gibbs moves of discrete latents that are not summed out. Needs no gradients.",
  options,
  needsGradient: () => false,
  movesDiscrete: () => true,
  chains: (given) => numberOption(options, given, "chains"),
  run: (problem: Problem, given, chains): AsyncIterable<RunEvent> => runChains(problem, plan(given), chains),
};
