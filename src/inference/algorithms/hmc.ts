/** `hmc(chains, warmup, draws, path_length | leapfrogs, delta, gradient)`: static Hamiltonian Monte Carlo with Stan's warm-up. */
import { hmc as kernel } from "../kernels/hmc.ts";
import { numberOption, optionalNumber } from "../options.ts";
import { hamiltonianAlgorithm, hamiltonianOptions } from "./hamiltonian.ts";

const options = hamiltonianOptions(
  [
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
  ],
  "Mean acceptance that the step size is tuned to.",
  [],
);

export const hmc = hamiltonianAlgorithm({
  name: "hmc",
  documentation:
    "Hamiltonian Monte Carlo with trajectories of fixed length (Neal 2011), accepted for each independent part. Needs gradients.",
  options,
  kernel(given) {
    const trajectory = {
      pathLength: numberOption(options, given, "path_length"),
      leapfrogs: optionalNumber(options, given, "leapfrogs"),
    };
    return (target, tuning) => kernel(target, tuning, trajectory);
  },
});
