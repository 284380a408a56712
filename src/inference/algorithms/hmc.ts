/** `hmc(chains, warmup, draws, path_length | leapfrogs, delta, gradient)`: static Hamiltonian Monte Carlo with Stan's warm-up. */
import { HamiltonianAdaptation } from "../adaptation/hamiltonian.ts";
import type { Algorithm, Construction, OptionSpec, Problem, RunEvent } from "../kernel.ts";
import { type HmcInfo, hmc as kernel } from "../kernels/hmc.ts";
import { count, GRADIENT_OPTION, MOST_CHAINS, numberOption, optionalNumber } from "../options.ts";
import { type Plan, runChains } from "./markov-chains.ts";

const options: readonly OptionSpec[] = [
  count("chains", 4, "Independent chains.", 1, MOST_CHAINS),
  count("warmup", 1000, "Iterations of each chain that tune step size and metric and are thrown away.", 0),
  count("draws", 1000, "Draws kept from each chain."),
  {
    name: "path_length",
    type: "positive",
    default: Math.PI / 2,
    documentation:
      "Integration time of a trajectory, in posterior standard deviations; leapfrogs = path_length / step size, at most 1000.",
  },
  {
    name: "leapfrogs",
    type: "count",
    minimum: 1,
    default: null,
    documentation: "Leapfrog steps of every trajectory, instead of a path length.",
  },
  {
    name: "delta",
    type: "unit",
    default: 0.8,
    documentation: "Mean acceptance that the step size is tuned to.",
  },
  GRADIENT_OPTION,
];

/** The plan of one chain under these options. */
function plan(given: Construction["options"]): Plan<HmcInfo> {
  const warmup = numberOption(options, given, "warmup");
  const delta = numberOption(options, given, "delta");
  const trajectory = {
    pathLength: numberOption(options, given, "path_length"),
    leapfrogs: optionalNumber(options, given, "leapfrogs"),
  };
  return {
    warmup,
    draws: numberOption(options, given, "draws"),
    sampler(target) {
      const adaptation = new HamiltonianAdaptation(target, warmup, delta);
      return {
        wants: "gradient",
        kernel: kernel(target, adaptation.tuning, trajectory),
        prepare: (state, random) => adaptation.prepare(state, random),
        prepared: (stepSize) => adaptation.begin(stepSize),
        learn: (iteration, state, info) => adaptation.learn(iteration, state, info.meanAcceptance),
        freeze: () => adaptation.freeze(),
        statistics: (info) => ({
          divergent: info.divergent ? 1 : 0,
          energy: info.energy,
          acceptance: info.meanAcceptance,
          leapfrogs: info.leapfrogs,
          step_size: info.stepSize,
        }),
      };
    },
  };
}

export const hmc: Algorithm = {
  name: "hmc",
  documentation:
    "Hamiltonian Monte Carlo with trajectories of fixed length (Neal 2011), accepted for each independent part. Needs gradients.",
  options,
  needsGradient: () => true,
  chains: (given) => numberOption(options, given, "chains"),
  run: (problem: Problem, given, chains): AsyncIterable<RunEvent> => runChains(problem, plan(given), chains),
};
