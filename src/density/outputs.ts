/**
 * From unconstrained positions back to what the scenario wants: the constrained latents, the targets, and behind these the
 * missing data.
 */

import type { Random } from "../inference/random.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { type Node, type Output, sizeOf } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { DiscreteSampler } from "./discrete/draw.ts";
import { type DiscretePlan, planDiscrete } from "./discrete/draw-plan.ts";
import { type Outcomes, outcomesOf } from "./discrete/outcomes.ts";
import { importCalls, netsOf } from "./import-boxes.ts";
import { type OpenBoxes, startRunnable } from "./instantiate.ts";
import { type Binding, bindPosition, bindValues, type Layout } from "./layout.ts";
import { makeRunnable, type Runnable } from "./plan.ts";
import { type DrawPlan, planDraw, startDraw } from "./sampler.ts";

export interface OutputPlan {
  /** Buffers: position or latents -> values (from positions only), targets. */
  readonly program: Runnable;
  /** Missing data that are drawn given the latents, written among the targets. */
  readonly draws: readonly DrawPlan[];
  /** Targets, and missing data behind them. */
  readonly targetCount: number;
  readonly valueCount: number;
  /** Where targets depend on discrete latents that were summed out: these are drawn, and the targets follow from the values. */
  readonly discrete?: DiscreteOutputs;
  /** Elements of the targets whose probabilities are told. */
  readonly outcomes: readonly Outcomes[];
}

interface DiscreteOutputs {
  readonly plan: Omit<DiscretePlan, "program">;
  /** Buffers: position -> tables. */
  readonly tables: Runnable;
  /** Buffers: latents -> targets. */
  readonly targets: Runnable;
}

/** What is wanted behind each other: targets and missing latents as nodes, missing data that are drawn as plans. */
function wanted(scenario: CheckedScenario, layout: Layout) {
  const nodes: { readonly node: Node; readonly offset: number }[] = [];
  const draws: DrawPlan[] = [];
  let count = 0;
  for (const { node } of scenario.targets) {
    nodes.push({ node, offset: count });
    count += sizeOf(node.shape);
  }
  for (const { from, positions } of scenario.imputed) {
    if ("drawn" in from) draws.push(planDraw(scenario, layout, from.drawn, positions.length, count));
    else nodes.push({ node: from.latent, offset: count });
    count += positions.length;
  }
  return { nodes, draws, count };
}

type Wanted = ReturnType<typeof wanted>;

/** @param nodes which of those wanted the program computes */
function programOf(
  scenario: CheckedScenario,
  layout: Layout,
  binding: Binding,
  nodes: Wanted["nodes"],
  targetCount: number,
  from: "position" | "latents",
): Runnable {
  const bound = importCalls(binding.bind(nodes.map(({ node }) => node)), netsOf(scenario));
  const outputs: Output[] = bound.map((node, i) => ({ buffer: "targets", offset: nodes[i].offset, node }));
  if (from === "position") {
    for (const { slot, value } of binding.bound) {
      outputs.push({ buffer: "values", offset: slot.valueOffset, node: value });
    }
  }
  const buffers: Record<string, number> =
    from === "position"
      ? { position: layout.dimension, targets: targetCount, values: layout.valueCount }
      : { latents: layout.valueCount, targets: targetCount };
  return makeRunnable(optimise({ buffers, outputs }));
}

/** Targets and latents of unconstrained positions. */
export function planOutputs(scenario: CheckedScenario, layout: Layout): OutputPlan {
  const { nodes, draws, count } = wanted(scenario, layout);
  const asked = [
    ...nodes.map(({ node }) => node),
    ...scenario.imputed.flatMap(({ from }) => ("drawn" in from ? from.drawn.args : [])),
  ];
  const planned = asked.some((node) => holdsSummed(layout, node)) ? planDiscrete(scenario, layout) : undefined;
  const direct = planned === undefined ? nodes : [];
  const program = programOf(scenario, layout, bindPosition(layout), direct, count, "position");
  const plan = {
    program,
    draws,
    targetCount: count,
    valueCount: layout.valueCount,
    outcomes: outcomesOf(scenario),
  };
  if (planned === undefined) return plan;
  const { program: tables, ...rest } = planned;
  const targets = programOf(scenario, layout, bindValues(layout), nodes, count, "latents");
  return { ...plan, discrete: { plan: rest, tables: makeRunnable(tables), targets } };
}

function holdsSummed(layout: Layout, node: Node): boolean {
  const summed = new Set(
    layout.slots.flatMap((slot) => (slot.parametrisation === undefined ? [slot.latent.node] : [])),
  );
  return summed.size > 0 && dependsOn(node, (each) => summed.has(each));
}

/** Targets of constrained latents, as the prior draws them. */
export function planTargetsOfValues(scenario: CheckedScenario, layout: Layout): OutputPlan {
  const { nodes, draws, count } = wanted(scenario, layout);
  const program = programOf(scenario, layout, bindValues(layout), nodes, count, "latents");
  return { program, draws, targetCount: count, valueCount: layout.valueCount, outcomes: [] };
}

/** The runnables of a plan, to know which boxes they call. */
export function outputRunnables({ program, draws, discrete }: OutputPlan): Runnable[] {
  const drawn = draws.map((draw) => draw.program);
  return discrete === undefined ? [program, ...drawn] : [program, discrete.tables, discrete.targets, ...drawn];
}

/** What an input vector is turned into. */
export interface OutputBuffers {
  readonly targets: Float64Array;
  /** Constrained latents, filled from positions; the same as the input where that holds them. */
  readonly values: Float64Array;
  /** For each of the plan's outcomes the probabilities of its values, which are added to what is there. */
  readonly probabilities?: readonly Float64Array[];
}

/**
 * Fills the buffers from one input vector.
 * @param random needed where the plan draws something: missing data, or discrete latents that were summed out
 */
export type OutputFunction = (from: Float64Array, to: OutputBuffers, random?: Random) => void | Promise<void>;

export function startOutputs(plan: OutputPlan, boxes: OpenBoxes): OutputFunction {
  const run = start(plan.program, boxes);
  const impute = startImputation(plan, boxes);
  const { discrete, outcomes } = plan;
  if (discrete === undefined) {
    return (from, to, random) =>
      after(
        after(run({ from, ...to }), () => impute(to, random)),
        () => count(outcomes, to),
      );
  }
  const sampler = new DiscreteSampler(discrete.plan);
  const tables = new Float64Array(discrete.plan.tableCount);
  const fillTables = start(discrete.tables, boxes);
  const fillTargets = start(discrete.targets, boxes);
  const marginals = Array.from(discrete.plan.states, (states) => new Float64Array(states));
  return (from, to, random) => {
    if (random === undefined) throw new Error("discrete latents are drawn with random numbers");
    const begun = after(run({ from, ...to }), () => fillTables({ from, tables }));
    const drawn = after(begun, () => {
      sampler.condition(tables);
      sampler.draw(random, to.values);
      return fillTargets({ from: to.values, targets: to.targets });
    });
    const imputed = after(drawn, () => impute(to, random));
    return after(imputed, () => {
      if (to.probabilities === undefined) return;
      for (const each of marginals) each.fill(0);
      sampler.addMarginals(marginals);
      count(outcomes, to, marginals);
    });
  };
}

/** Draws the missing data of a plan into the targets. */
function startImputation(plan: OutputPlan, boxes: OpenBoxes) {
  const draws = plan.draws.map((draw) => startDraw(draw, boxes));
  return ({ values, targets }: OutputBuffers, random?: Random): void | Promise<void> => {
    if (draws.length === 0) return undefined;
    if (random === undefined) throw new Error("missing data are drawn with random numbers");
    const none: void | Promise<void> = undefined;
    return draws.reduce((before, draw) => after(before, () => draw(random, values, targets)), none);
  };
}

type Buffers = Readonly<Partial<Record<"from" | "targets" | "values" | "tables", Float64Array>>>;

function start(runnable: Runnable, boxes: OpenBoxes): (buffers: Buffers) => void | Promise<void> {
  const running = startRunnable(runnable, boxes);
  const nothing = new Float64Array(0);
  return ({ from = nothing, targets = nothing, values = nothing, tables = nothing }) =>
    running.run(
      1,
      running.names.map((name) =>
        name === "targets" ? targets : name === "values" ? values : name === "tables" ? tables : from,
      ),
    );
}

/** Synchronous where what comes first is. */
function after(pending: void | Promise<void>, next: () => void | Promise<void>): void | Promise<void> {
  return pending === undefined ? next() : pending.then(next);
}

/** Adds what a draw says of the probabilities of outcomes: exact conditionals where there are any, else the outcome it has. */
function count(outcomes: readonly Outcomes[], to: OutputBuffers, marginals?: readonly Float64Array[]): void {
  const { probabilities, targets } = to;
  if (probabilities === undefined) return;
  outcomes.forEach(({ element, values, exact }, i) => {
    if (exact === undefined || marginals === undefined) {
      const outcome = values.indexOf(targets[element]);
      if (outcome >= 0) probabilities[i][outcome]++;
    } else {
      marginals[exact.variable].forEach((p, state) => {
        probabilities[i][exact.outcomeOf[state]] += p;
      });
    }
  });
}
