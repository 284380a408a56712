/**
 * Ancestral sampling: latents from their priors in the order of declaration, observations from their likelihoods. The plan is
 * plain data, so that worker threads can draw particles themselves.
 */
import { describe, type Recipe, rebuild } from "../distributions/recipe.ts";
import type { Random } from "../inference/random.ts";
import type { Applied, CheckedScenario, Latent } from "../language/checked.ts";
import { withoutDraws } from "../language/draws.ts";
import { type Node, type Output, type Shape, sizeOf } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { indexOf } from "../tensor/shape.ts";
import { importCalls, netsOf } from "./import-boxes.ts";
import { type OpenBoxes, startRunnable } from "./instantiate.ts";
import { bindValues, type Layout, unconstrainedNodes } from "./layout.ts";
import { makeRunnable, type Runnable } from "./plan.ts";

/** Draws one array: its distribution's arguments as a program over the latents drawn so far. */
export interface DrawPlan {
  readonly distribution: Recipe;
  /** Buffers: latents -> arguments. */
  readonly program: Runnable;
  /** Independent events, and elements of one. */
  readonly events: number;
  readonly eventSize: number;
  /** For each argument: where it starts in `arguments`, and its elements per event. */
  readonly args: readonly { readonly offset: number; readonly size: number }[];
  readonly argumentCount: number;
  /** Where the array is written. */
  readonly offset: number;
  /** Where later events depend on earlier ones: up to which event each round draws, arguments computed anew. */
  readonly runs?: readonly number[];
  /** The round in which each event is drawn, where later ones depend on earlier ones. */
  readonly rounds?: Int32Array;
}

export interface PriorPlan {
  readonly valueCount: number;
  readonly dimension: number;
  /** One for each latent; those of a group take turns, round by round. */
  readonly draws: readonly DrawPlan[];
  readonly groups: readonly { readonly first: number; readonly end: number; readonly rounds: number }[];
  /** Buffers: latents -> position. */
  readonly unconstrain: Runnable;
}

/** Whether every prior has draws. */
export function isProper(scenario: CheckedScenario): boolean {
  return withoutDraws(scenario.latents) === undefined;
}

export function planPrior(scenario: CheckedScenario, layout: Layout): PriorPlan {
  const groups = groupsOf(scenario.latents);
  const draws = layout.slots.map((slot, i) => {
    const { prior, node, rounds } = slot.latent;
    const plan = planDraw(scenario, layout, prior, slot.valueSize, slot.valueOffset, slot.latent.runs);
    const isGrouped = groups.some(({ first, end, rounds }) => rounds > 1 && first <= i && i < end);
    return isGrouped && rounds
      ? { ...plan, rounds: roundsOf(node.shape, prior.distribution.eventRank, rounds.places) }
      : plan;
  });
  const outputs: Output[] = unconstrainedNodes(layout).map((place) => ({ buffer: "position", ...place }));
  const buffers = { latents: layout.valueCount, position: layout.dimension };
  return {
    valueCount: layout.valueCount,
    dimension: layout.dimension,
    draws,
    groups,
    unconstrain: makeRunnable(optimise({ buffers, outputs })),
  };
}

/** Latents of one loop that need earlier elements of each other are drawn together; all others one after the other. */
function groupsOf(latents: readonly Latent[]): PriorPlan["groups"] {
  const groups: { first: number; end: number; rounds: number }[] = [];
  for (let first = 0; first < latents.length; ) {
    const { rounds, node } = latents[first];
    let end = first + 1;
    while (rounds !== undefined && latents[end]?.rounds?.loop === rounds.loop) end += 1;
    const group = latents.slice(first, end);
    const isRecursive =
      rounds !== undefined &&
      group.some((latent, i) => {
        const later = new Set(group.slice(i).map((other) => other.node));
        return latent.prior.args.some((arg) => dependsOn(arg, (x) => later.has(x)));
      });
    if (isRecursive) {
      groups.push({ first, end, rounds: rounds.places.reduce((n, place) => n * node.shape[place], 1) });
      first = end;
    } else {
      groups.push({ first, end: first + 1, rounds: 1 });
      first += 1;
    }
  }
  return groups;
}

/** For each event its round: its place along the axes of the loops, the outermost first. */
function roundsOf(shape: Shape, eventRank: number, places: readonly number[]): Int32Array {
  const batch = shape.slice(0, shape.length - eventRank);
  return Int32Array.from({ length: sizeOf(batch) }, (_, event) => {
    const index = indexOf(batch, event);
    return places.reduce((round, place) => round * shape[place] + index[place], 0);
  });
}

/** One plan for each observation; arrays are written one after the other. */
export function planObservations(scenario: CheckedScenario, layout: Layout): DrawPlan[] {
  let offset = 0;
  return scenario.observations.map(({ value, likelihood }) => {
    const plan = planDraw(scenario, layout, likelihood, sizeOf(value.shape), offset);
    offset += sizeOf(value.shape);
    return plan;
  });
}

/**
 * Draws `size` elements of a distribution.
 * @param offset where they are written
 * @param runs where events read earlier ones
 */
export function planDraw(
  scenario: CheckedScenario,
  layout: Layout,
  applied: Applied,
  size: number,
  offset: number,
  runs?: readonly number[],
): DrawPlan {
  const { distribution, args } = applied;
  const nodes: Node[] = importCalls(bindValues(layout).bind(args), netsOf(scenario));
  const events = applied.batch.reduce((n, axis) => n * axis.size, 1);
  let argumentCount = 0;
  const outputs: Output[] = [];
  const places = nodes.map((node) => {
    const place = { offset: argumentCount, size: sizeOf(node.shape) / events };
    outputs.push({ buffer: "arguments", offset: argumentCount, node });
    argumentCount += sizeOf(node.shape);
    return place;
  });
  const buffers = { latents: layout.valueCount, arguments: argumentCount };
  return {
    distribution: describe(distribution),
    program: makeRunnable(optimise({ buffers, outputs })),
    events,
    eventSize: size / events,
    args: places,
    argumentCount,
    offset,
    ...(runs !== undefined && { runs }),
  };
}

/** Draws one array given the latents; synchronous unless a box is not. */
export type ArrayDraw = (
  random: Random,
  latents: Float64Array,
  out: Float64Array,
  round?: number,
) => void | Promise<void>;

export function startDraw(plan: DrawPlan, boxes: OpenBoxes): ArrayDraw {
  const distribution = rebuild(plan.distribution);
  const running = startRunnable(plan.program, boxes);
  const values = new Float64Array(plan.argumentCount);
  // One event's arguments at a time: views of all events would take more memory than the numbers.
  const own = plan.args.map(({ size }) => new Float64Array(size));
  const argumentsOf = (event: number) => {
    for (let a = 0; a < own.length; a++) {
      const { offset, size } = plan.args[a];
      for (let i = 0, from = offset + event * size; i < size; i++) own[a][i] = values[from + i];
    }
    return own;
  };
  const runs = plan.runs ?? [plan.events];
  return (random, latents, out, round) => {
    const buffers = running.names.map((name) => (name === "latents" ? latents : values));
    const sample = (run: number) => {
      for (let event = runs[run - 1] ?? 0; event < runs[run]; event++) {
        if (plan.rounds !== undefined && plan.rounds[event] !== round) continue;
        distribution.sample(random, argumentsOf(event), out, plan.offset + event * plan.eventSize, plan.eventSize);
      }
    };
    const later = async (run: number, pending: Promise<void>) => {
      await pending;
      sample(run);
      for (let next = run + 1; next < runs.length; next++) {
        await running.run(1, buffers);
        sample(next);
      }
    };
    for (let run = 0; run < runs.length; run++) {
      const pending = running.run(1, buffers);
      if (pending !== undefined) return later(run, pending);
      sample(run);
    }
    return undefined;
  };
}

export interface PriorSampler {
  /** Fills `latents` with constrained values. */
  drawValues(random: Random, latents: Float64Array): void;
  /** Fills `position` with unconstrained ones. */
  drawPosition(random: Random, position: Float64Array): void;
  /** The unconstrained position of constrained values. */
  unconstrain(latents: Float64Array, position: Float64Array): void;
}

/** The runnables of a plan, to know which boxes they call. */
export function runnablesOf(plan: PriorPlan): Runnable[] {
  return [...plan.draws.map((draw) => draw.program), plan.unconstrain];
}

/**
 * @param boxes opaque boxes that priors ask, if any; they must answer at once
 * @param instead what takes the place of the prior of some latents, by their place among all
 */
export function startPrior(
  plan: PriorPlan,
  boxes: OpenBoxes = new Map(),
  instead: ReadonlyMap<number, ArrayDraw> = new Map(),
): PriorSampler {
  const draws = plan.draws.map((draw, i) => instead.get(i) ?? startDraw(draw, boxes));
  const running = startRunnable(plan.unconstrain, boxes);
  const scratch = new Float64Array(plan.valueCount);
  const drawValues = (random: Random, latents: Float64Array) => {
    for (const { first, end, rounds } of plan.groups) {
      for (let round = 0; round < rounds; round++) {
        for (const draw of draws.slice(first, end)) {
          if (draw(random, latents, latents, round) !== undefined)
            throw new Error("a prior needs a box that answers later");
        }
      }
    }
  };
  const unconstrain = (latents: Float64Array, position: Float64Array) => {
    running.run(
      1,
      running.names.map((name) => (name === "latents" ? latents : position)),
    );
  };
  return {
    drawValues,
    unconstrain,
    drawPosition(random, position) {
      drawValues(random, scratch);
      unconstrain(scratch, position);
    },
  };
}
