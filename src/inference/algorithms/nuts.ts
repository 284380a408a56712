/** `nuts(chains, warmup, draws, delta, max_depth, gradient)`: the No-U-Turn sampler with Stan's warm-up and diagonal metric. */
import { HamiltonianAdaptation } from "../adaptation/hamiltonian.ts";
import type { Algorithm, Construction, OptionSpec, Problem, RunEvent } from "../kernel.ts";
import { nuts as kernel, type NutsInfo } from "../kernels/nuts.ts";
import { count, GRADIENT_OPTION, MOST_CHAINS, MOST_DEPTH, numberOption } from "../options.ts";
import { type Plan, runChains } from "./markov-chains.ts";

const options: readonly OptionSpec[] = [
  count("chains", 4, "Independent chains.", 1, MOST_CHAINS),
  count("warmup", 1000, "Iterations of each chain that tune step size and metric and are thrown away.", 0),
  count("draws", 1000, "Draws kept from each chain."),
  {
    name: "delta",
    type: "unit",
    default: 0.8,
    documentation:
      "Mean acceptance that the step size is tuned to; nearer 1 means smaller steps and fewer divergences.",
  },
  count("max_depth", 10, "A trajectory has at most 2^max_depth - 1 leapfrog steps.", 1, MOST_DEPTH),
  GRADIENT_OPTION,
];

/** The plan of one chain under these options. */
function plan(given: Construction["options"]): Plan<NutsInfo> {
  const warmup = numberOption(options, given, "warmup");
  const delta = numberOption(options, given, "delta");
  const maxDepth = numberOption(options, given, "max_depth");
  return {
    warmup,
    draws: numberOption(options, given, "draws"),
    sampler(target) {
      const adaptation = new HamiltonianAdaptation(target, warmup, delta);
      return {
        wants: "gradient",
        kernel: kernel(target, adaptation.tuning, maxDepth),
        prepare: (state, random) => adaptation.prepare(state, random),
        prepared: (stepSize) => adaptation.begin(stepSize),
        learn: (iteration, state, info) => adaptation.learn(iteration, state, info.meanAcceptance),
        freeze: () => adaptation.freeze(),
        statistics: (info) => ({
          divergent: info.divergent ? 1 : 0,
          depth: info.depth,
          energy: info.energy,
          acceptance: info.meanAcceptance,
          leapfrogs: info.leapfrogs,
          step_size: info.stepSize,
        }),
      };
    },
  };
}

export const nuts: Algorithm = {
  name: "nuts",
  documentation: "No-U-Turn sampler (Hoffman & Gelman 2014; Betancourt 2017), tuned as in Stan. Needs gradients.",
  options,
  needsGradient: () => true,
  chains: (given) => numberOption(options, given, "chains"),
  run: (problem: Problem, given, chains): AsyncIterable<RunEvent> => runChains(problem, plan(given), chains),
};
