/** `smc(particles, islands, move, ess, correlation)`: tempered sequential Monte Carlo with the evidence, in independent islands. */
import type { Algorithm, Construction, OptionSpec, Problem, RunEvent } from "../kernel.ts";
import { constructionOption, count, GRADIENT_OPTION, MOST_CHAINS, MOST_PARTICLES, numberOption } from "../options.ts";
import { Island, type IslandOptions } from "../smc/island.ts";
import { moveNamed } from "../smc/moves.ts";
import { ImproperPrior } from "../start.ts";

const options: readonly OptionSpec[] = [
  count("particles", 2000, "Particles of each island; all of them are draws at the end.", 2, MOST_PARTICLES),
  count("islands", 4, "Independent runs: the Monte Carlo error comes from how they differ.", 1, MOST_CHAINS),
  {
    name: "move",
    type: "kernel",
    default: { name: "rwm", options: { steps: 10 } },
    documentation:
      "The kernel that moves particles, and the fewest moves of a stage: rwm(steps), hmc(steps, leapfrogs) or nuts(steps).",
  },
  {
    name: "ess",
    type: "unit",
    default: 0.5,
    documentation:
      "Fraction of the particles that stays effective when the temperature is raised; more means more stages.",
  },
  {
    name: "correlation",
    type: "unit",
    default: 0.1,
    documentation:
      "Moves of a stage end when the correlation of the particles with where they stood is below this (or after 20 * steps).",
  },
  GRADIENT_OPTION,
];

function islandOptions(given: Construction["options"]): IslandOptions {
  const { name, options: moveOptions } = constructionOption(options, given, "move");
  const move = moveNamed(name);
  return {
    particles: numberOption(options, given, "particles"),
    ess: numberOption(options, given, "ess"),
    correlation: numberOption(options, given, "correlation"),
    steps: numberOption(move.options, moveOptions, "steps"),
    move,
    moveOptions,
  };
}

/** Islands run one after the other: where the budget ends early, the first ones are complete posteriors. */
async function* run(
  problem: Problem,
  given: Construction["options"],
  islands: readonly number[],
): AsyncGenerator<RunEvent> {
  const { priorDraw } = problem;
  if (priorDraw === undefined) throw new ImproperPrior("smc");
  for (const island of islands) yield* new Island(problem, islandOptions(given), island, priorDraw).run();
}

export const smc: Algorithm = {
  name: "smc",
  documentation:
    "Sequential Monte Carlo from prior to posterior by adaptive tempering (Del Moral, Doucet & Jasra 2006), each independent part on its own. Gives the evidence.",
  options,
  needsPriorDraws: true,
  needsGradient: (given) => moveNamed(constructionOption(options, given, "move").name).needsGradient,
  movesDiscrete: (given) => moveNamed(constructionOption(options, given, "move").name).movesDiscrete === true,
  chains: (given) => numberOption(options, given, "islands"),
  run,
};
