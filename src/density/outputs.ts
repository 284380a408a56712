/**
 * From unconstrained positions back to what the scenario wants: the constrained latents, the targets, and behind these the
 * missing data.
 */
import type { Random } from "../inference/random.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { type Output, sizeOf } from "../tensor/node.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { importCalls, netsOf } from "./import-boxes.ts";
import { type OpenBoxes, startRunnable } from "./instantiate.ts";
import { type Binding, bindPosition, bindValues, type Layout } from "./layout.ts";
import { makeRunnable, type Runnable } from "./plan.ts";
import { type DrawPlan, planDraw, startDraw } from "./sampler.ts";

export interface OutputPlan {
  /** Buffers: position or latents -> latents (from positions only), targets. */
  readonly program: Runnable;
  /** Missing data that are drawn given the latents, written among the targets. */
  readonly draws: readonly DrawPlan[];
  /** Targets, and missing data behind them. */
  readonly targetCount: number;
  readonly valueCount: number;
}

/** The runnables of a plan, to know which boxes they call. */
export function outputRunnables(plan: OutputPlan): Runnable[] {
  return [plan.program, ...plan.draws.map((draw) => draw.program)];
}

function planTargets(scenario: CheckedScenario, layout: Layout, binding: Binding, withLatents: boolean): OutputPlan {
  const targets = importCalls(binding.bind(scenario.targets.map((target) => target.node)), netsOf(scenario));
  let targetCount = 0;
  const outputs: Output[] = targets.map((node) => {
    const output = { buffer: "targets", offset: targetCount, node };
    targetCount += sizeOf(node.shape);
    return output;
  });
  const draws: DrawPlan[] = [];
  for (const { from, positions } of scenario.imputed) {
    if ("drawn" in from) draws.push(planDraw(scenario, layout, from.drawn, positions.length, targetCount));
    else outputs.push({ buffer: "targets", offset: targetCount, node: binding.bind([from.latent])[0] });
    targetCount += positions.length;
  }
  if (withLatents) {
    layout.slots.forEach((slot, i) => {
      outputs.push({ buffer: "values", offset: slot.valueOffset, node: binding.values[i] });
    });
  }
  const buffers: Record<string, number> = withLatents
    ? { position: layout.dimension, targets: targetCount, values: layout.valueCount }
    : { latents: layout.valueCount, targets: targetCount };
  return { program: makeRunnable(optimise({ buffers, outputs })), draws, targetCount, valueCount: layout.valueCount };
}

/** Targets and latents of unconstrained positions. */
export function planOutputs(scenario: CheckedScenario, layout: Layout): OutputPlan {
  return planTargets(scenario, layout, bindPosition(layout), true);
}

/** Targets of constrained latents, as the prior draws them. */
export function planTargetsOfValues(scenario: CheckedScenario, layout: Layout): OutputPlan {
  return planTargets(scenario, layout, bindValues(layout), false);
}

/**
 * Fills `targets` (and `values`) from one input vector, and missing data by drawing them.
 * @param values the latents; the same as `from` where that holds them
 * @param random needed where the plan draws missing data
 */
export type OutputFunction = (
  from: Float64Array,
  targets: Float64Array,
  values: Float64Array,
  random?: Random,
) => void | Promise<void>;

export function startOutputs(plan: OutputPlan, boxes: OpenBoxes): OutputFunction {
  const running = startRunnable(plan.program, boxes);
  const draws = plan.draws.map((draw) => startDraw(draw, boxes));
  return (from, targets, values, random) => {
    const pending = running.run(
      1,
      running.names.map((name) => (name === "targets" ? targets : name === "values" ? values : from)),
    );
    if (draws.length === 0) return pending;
    if (random === undefined) throw new Error("missing data are drawn with random numbers");
    const drawAll = async (before: void | Promise<void>) => {
      await before;
      for (const draw of draws) await draw(random, values, targets);
    };
    return drawAll(pending);
  };
}
