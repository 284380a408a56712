/** What `hmc` and `nuts` share: options, Stan's warm-up, and what a draw reports. They differ in their trajectories. */
import { HamiltonianAdaptation } from "../adaptation/hamiltonian.ts";
import type { Algorithm, Construction, DrawStatistics, Kernel, OptionSpec, Target } from "../kernel.ts";
import type { Hamiltonian, TrajectoryInfo } from "../kernels/leapfrog.ts";
import { count, GRADIENT_OPTION, MOST_CHAINS, MOST_DRAWS, numberOption } from "../options.ts";
import type { Point } from "../point.ts";
import { type Plan, runChains } from "./markov-chains.ts";

export interface Trajectories<Info extends TrajectoryInfo> {
  readonly name: string;
  readonly documentation: string;
  /** All of the algorithm, those of `hamiltonianOptions` among them. */
  readonly options: readonly OptionSpec[];
  kernel(given: Construction["options"]): (target: Target, tuning: Hamiltonian) => Kernel<Point, Info>;
  /** What only these trajectories report. */
  statistics?(info: Info): DrawStatistics;
}

/** The options in their order, with those of the trajectories before `delta` or behind it. */
export function hamiltonianOptions(
  before: readonly OptionSpec[],
  deltaDocumentation: string,
  behind: readonly OptionSpec[],
): readonly OptionSpec[] {
  return [
    count("chains", 4, "Independent chains.", 1, MOST_CHAINS),
    count("warmup", 1000, "Iterations of each chain that tune step size and metric and are thrown away.", 0),
    count("draws", 1000, "Draws kept from each chain.", 1, MOST_DRAWS),
    ...before,
    { name: "delta", type: "unit", default: 0.8, documentation: deltaDocumentation },
    ...behind,
    GRADIENT_OPTION,
  ];
}

export function hamiltonianAlgorithm<Info extends TrajectoryInfo>(trajectories: Trajectories<Info>): Algorithm {
  const { name, documentation, options } = trajectories;
  return {
    name,
    documentation,
    options,
    needsGradient: () => true,
    chains: (given) => numberOption(options, given, "chains"),
    run: (problem, given, chains) => runChains(problem, plan(trajectories, given), chains),
  };
}

/** The plan of one chain under these options. */
function plan<Info extends TrajectoryInfo>(
  { options, kernel, statistics }: Trajectories<Info>,
  given: Construction["options"],
): Plan<Info> {
  const warmup = numberOption(options, given, "warmup");
  const delta = numberOption(options, given, "delta");
  const start = kernel(given);
  return {
    warmup,
    draws: numberOption(options, given, "draws"),
    sampler(target) {
      const adaptation = new HamiltonianAdaptation(target, warmup, delta);
      return {
        wants: "gradient",
        kernel: start(target, adaptation.tuning),
        prepare: (state, random) => adaptation.prepare(state, random),
        prepared: (stepSize) => adaptation.begin(stepSize),
        learn: (iteration, state, info) => adaptation.learn(iteration, state, info.meanAcceptance),
        freeze: () => adaptation.freeze(),
        statistics: (info) => ({
          divergent: info.divergent ? 1 : 0,
          ...statistics?.(info),
          energy: info.energy,
          acceptance: info.meanAcceptance,
          leapfrogs: info.leapfrogs,
          step_size: info.stepSize,
        }),
      };
    },
  };
}
