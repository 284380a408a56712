/** The kernels that can move SMC particles, and how each is tuned from the particles themselves. */
import { adjustScale, newRandomWalk, ProposalShape } from "../adaptation/random-walk.ts";
import { RunningVariance } from "../adaptation/welford.ts";
import { WalkTuning } from "../adaptation/whole-walk.ts";
import type { Construction, Kernel, OptionSpec, Target } from "../kernel.ts";
import { gibbs } from "../kernels/gibbs.ts";
import { hmc as hmcKernel } from "../kernels/hmc.ts";
import type { MoveInfo } from "../kernels/move.ts";
import { nuts as nutsKernel } from "../kernels/nuts.ts";
import { rwm as rwmKernel } from "../kernels/rwm.ts";
import { count, MOST_DEPTH, numberOption } from "../options.ts";
import type { Point } from "../point.ts";

/** The tuned kernel of one island. */
export interface Mover {
  /** One for each particle; they share their tuning. */
  kernel(): Kernel<Point, MoveInfo>;
  /** At the start of a stage: takes shape and scale from the resampled positions, [size, dimension]. */
  fit(positions: Float64Array, size: number): void;
  /** After a move of all particles: their mean acceptance probability, [partCount]. */
  adapt(acceptance: Float64Array): void;
}

/** A kernel by its name in `move = name(options)`. Every one has `steps`, the fewest moves of a stage. */
export interface Move {
  readonly name: string;
  readonly documentation: string;
  readonly options: readonly OptionSpec[];
  readonly needsGradient: boolean;
  /** True when it can move discrete latents that are not summed out. */
  readonly movesDiscrete?: boolean;
  open(target: Target, options: Construction["options"]): Mover;
}

/** Change of the log scale for each unit that the acceptance is off: about half of Newton's, acceptance being that of thousands. */
const GAIN = 1.5;
/** Acceptance that the steps of HMC and NUTS are tuned to. */
const DELTA = 0.8;
/**
 * Each trajectory takes its step from a wide range. One step for all particles is too long for the narrow places of a tempered density:
 * trajectories would never end there, and the evidence would come out too low (Buchholz, Chopin & Jacob 2021, "Adaptive tuning of Hamiltonian Monte Carlo within sequential Monte Carlo").
 */
const JITTER = 0.95;

const rwm: Move = {
  name: "rwm",
  documentation:
    "Random-walk Metropolis with the covariance of the particles, full within each part of up to 100 coordinates.",
  options: [count("steps", 10, "Fewest moves of each stage.")],
  needsGradient: false,
  movesDiscrete: true,
  open(target) {
    const walk = newRandomWalk(target);
    const shape = new ProposalShape(walk);
    const walks = new WalkTuning(target);
    const continuous = () => (walk.layout.index.length > 0 ? rwmKernel(target, walk) : undefined);
    return {
      kernel: () =>
        target.discrete === undefined ? rwmKernel(target, walk) : gibbs(target, continuous(), walks.scales),
      fit(positions, size) {
        for (let k = 0; k < size; k++) {
          shape.add(positions, k * target.dimension);
          walks.add(positions, k * target.dimension);
        }
        shape.apply();
        walks.apply();
      },
      adapt: (acceptance) => adjustScale(walk, acceptance, GAIN),
    };
  },
};

/**
 * A step size for each part is the same as one step size with the metric of the part scaled, since the Hamiltonians of the
 * parts are separate: scale^2 goes into the inverse mass.
 */
function hamiltonian(target: Target, joint: boolean) {
  const { dimension, partOf, partCount } = target;
  const tuning = { stepSize: dimension ** -0.25, inverseMass: new Float64Array(dimension).fill(1) };
  const scale = new Float64Array(partCount).fill(1);
  const variance = new Float64Array(dimension).fill(1);
  const write = (): void => {
    for (let i = 0; i < dimension; i++) tuning.inverseMass[i] = variance[i] * scale[partOf[i]] ** 2;
  };
  return {
    tuning,
    fit(positions: Float64Array, size: number): void {
      const running = new RunningVariance(dimension);
      for (let k = 0; k < size; k++) running.add(positions.subarray(k * dimension, (k + 1) * dimension));
      running.regularised(variance);
      write();
    },
    adapt(acceptance: Float64Array): void {
      for (let p = 0; p < partCount; p++) scale[p] *= Math.exp(GAIN * (acceptance[joint ? 0 : p] - DELTA));
      write();
    },
  };
}

const hmcOptions: readonly OptionSpec[] = [
  count("steps", 5, "Fewest moves of each stage."),
  count("leapfrogs", 10, "Leapfrog steps of each move."),
];

const hmc: Move = {
  name: "hmc",
  documentation: "Hamiltonian Monte Carlo with the variances of the particles as metric.",
  options: hmcOptions,
  needsGradient: true,
  open(target, options) {
    const { tuning, fit, adapt } = hamiltonian(target, false);
    const leapfrogs = numberOption(hmcOptions, options, "leapfrogs");
    return { kernel: () => hmcKernel(target, tuning, { leapfrogs, jitter: JITTER }), fit, adapt };
  },
};

const nutsOptions: readonly OptionSpec[] = [
  count("steps", 1, "Fewest moves of each stage."),
  count("max_depth", 10, "A trajectory has at most 2^max_depth - 1 leapfrog steps.", 1, MOST_DEPTH),
];

const nuts: Move = {
  name: "nuts",
  documentation: "The No-U-Turn sampler with the variances of the particles as metric; all parts move jointly.",
  options: nutsOptions,
  needsGradient: true,
  open(target, options) {
    const { tuning, fit, adapt } = hamiltonian(target, true);
    const maxDepth = numberOption(nutsOptions, options, "max_depth");
    return { kernel: () => nutsKernel(target, tuning, maxDepth, JITTER), fit, adapt };
  },
};

/** Kernels usable as `move = ...` of smc, by name. */
export const moves: ReadonlyMap<string, Move> = new Map([rwm, hmc, nuts].map((move) => [move.name, move]));

/** The move of this name. Throws where there is none (the checker has refused that before). */
export function moveNamed(name: string): Move {
  const move = moves.get(name);
  if (move === undefined)
    throw new Error(`no kernel ${name} can move particles; there are ${[...moves.keys()].join(", ")}`);
  return move;
}
