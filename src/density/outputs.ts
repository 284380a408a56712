/** From unconstrained positions back to what the scenario wants: the constrained latents and the targets. */
import type { CheckedScenario } from "../language/checked.ts";
import { type Output, sizeOf } from "../tensor/node.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { importCalls } from "./import-boxes.ts";
import { type OpenBoxes, startRunnable } from "./instantiate.ts";
import { type Binding, bindPosition, bindValues, type Layout } from "./layout.ts";
import { makeRunnable, type Runnable } from "./plan.ts";

export interface OutputPlan {
  /** Buffers: position or latents -> latents (from positions only), targets. */
  readonly program: Runnable;
  readonly targetCount: number;
  readonly valueCount: number;
}

function planTargets(scenario: CheckedScenario, layout: Layout, binding: Binding, withLatents: boolean): OutputPlan {
  const importable = new Map([...scenario.boxes].filter(([, box]) => box.model.importInto !== undefined));
  const targets = importCalls(binding.bind(scenario.targets.map((target) => target.node)), importable);
  let targetCount = 0;
  const outputs: Output[] = targets.map((node) => {
    const output = { buffer: "targets", offset: targetCount, node };
    targetCount += sizeOf(node.shape);
    return output;
  });
  if (withLatents) {
    layout.slots.forEach((slot, i) => {
      outputs.push({ buffer: "values", offset: slot.valueOffset, node: binding.values[i] });
    });
  }
  const buffers: Record<string, number> = withLatents
    ? { position: layout.dimension, targets: targetCount, values: layout.valueCount }
    : { latents: layout.valueCount, targets: targetCount };
  return { program: makeRunnable(optimise({ buffers, outputs })), targetCount, valueCount: layout.valueCount };
}

/** Targets and latents of unconstrained positions. */
export function planOutputs(scenario: CheckedScenario, layout: Layout): OutputPlan {
  return planTargets(scenario, layout, bindPosition(layout), true);
}

/** Targets of constrained latents, as the prior draws them. */
export function planTargetsOfValues(scenario: CheckedScenario, layout: Layout): OutputPlan {
  return planTargets(scenario, layout, bindValues(layout), false);
}

/** Fills `targets` (and `values`) from one input vector. */
export type OutputFunction = (from: Float64Array, targets: Float64Array, values: Float64Array) => void | Promise<void>;

export function startOutputs(plan: OutputPlan, boxes: OpenBoxes): OutputFunction {
  const running = startRunnable(plan.program, boxes);
  return (from, targets, values) =>
    running.run(
      1,
      running.names.map((name) => (name === "targets" ? targets : name === "values" ? values : from)),
    );
}
