/** `nuts(chains, warmup, draws, delta, max_depth, gradient)`: the No-U-Turn sampler with Stan's warm-up and diagonal metric. */
import { nuts as kernel } from "../kernels/nuts.ts";
import { count, MOST_DEPTH, numberOption } from "../options.ts";
import { hamiltonianAlgorithm, hamiltonianOptions } from "./hamiltonian.ts";

const options = hamiltonianOptions(
  [],
  "Mean acceptance that the step size is tuned to; nearer 1 means smaller steps and fewer divergences.",
  [count("max_depth", 10, "A trajectory has at most 2^max_depth - 1 leapfrog steps.", 1, MOST_DEPTH)],
);

export const nuts = hamiltonianAlgorithm({
  name: "nuts",
  documentation: "No-U-Turn sampler (Hoffman & Gelman 2014; Betancourt 2017), tuned as in Stan. Needs gradients.",
  options,
  kernel(given) {
    const maxDepth = numberOption(options, given, "max_depth");
    return (target, tuning) => kernel(target, tuning, maxDepth);
  },
  statistics: ({ depth }) => ({ depth }),
});
