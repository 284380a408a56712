/** `webppl(method, samples, burn, ..)`: the scenario printed as a WebPPL program and run on the npm package `webppl`. */
import type { Algorithm, OptionSpec } from "../kernel.ts";
import { count, MOST_CHAINS, MOST_DRAWS, MOST_PARTICLES, numberOption } from "../options.ts";

const options: readonly OptionSpec[] = [
  {
    name: "method",
    type: "word",
    default: "MCMC",
    words: ["MCMC", "SMC", "enumerate"],
    documentation: "How WebPPL infers: MCMC, SMC, or enumerate where all latents have few values.",
  },
  count("chains", 4, "Independent runs, each with a seed of its own; one for enumerate.", 1, MOST_CHAINS),
  count("samples", 1000, "Draws kept from each chain of MCMC, or drawn from what was enumerated.", 1, MOST_DRAWS),
  count("burn", 1000, "Sweeps of MCMC that are thrown away first.", 0),
  count("lag", 0, "Sweeps of MCMC that are left out between two draws.", 0),
  {
    name: "kernel",
    type: "word",
    default: "MH",
    words: ["MH", "HMC"],
    documentation: "The moves of MCMC and of SMC's rejuvenation: one choice at a time (MH), or along gradients (HMC).",
  },
  count("leapfrogs", 10, "Leapfrog steps of an HMC move."),
  {
    name: "step_size",
    type: "positive",
    default: 0.1,
    documentation: "Step size of HMC, in the units of the latents: WebPPL does not tune it.",
  },
  count("particles", 1000, "Particles of each SMC run.", 2, MOST_PARTICLES),
  count("rejuvenation", 0, "Moves of each particle after every observation.", 0),
];

export const webppl: Algorithm = {
  name: "webppl",
  documentation: "Prints the scenario as a WebPPL program and runs it on the package `webppl`, as a cross-check.",
  options,
  external: true,
  needsGradient: () => false,
  chains: (given) => (given.method === "enumerate" ? 1 : numberOption(options, given, "chains")),
  run() {
    throw new Error("webppl runs outside: see runs/webppl");
  },
};
