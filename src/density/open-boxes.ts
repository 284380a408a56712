/** Opens the black boxes that a plan leaves opaque, with their budgets and, where asked for, finite differences. */
import { type CountedBox, counted } from "../blackbox/budget.ts";
import { finiteDifference } from "../blackbox/gradient.ts";
import { programBox } from "../blackbox/program-box.ts";
import type { BlackBox } from "../blackbox/provider.ts";
import type { Construction } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { OpenBoxes } from "./instantiate.ts";
import type { DensityPlan, Runnable } from "./plan.ts";

/** Names of the boxes that some runnable calls. */
export function calledBoxes(runnables: readonly Runnable[]): Set<string> {
  const names = new Set<string>();
  for (const runnable of runnables) {
    if (runnable.kind === "code") continue;
    for (const stage of runnable.stages) if (stage.kind !== "program") names.add(stage.box);
  }
  return names;
}

export function planCalls(plan: DensityPlan): Set<string> {
  return calledBoxes([plan.value, plan.gradient]);
}

export interface OpenOptions {
  /** Where gradients come from that access does not grant: absent or null for exactly, which is what the provider gives. */
  readonly gradient?: Construction | null;
  /**
   * Rows of each box that the run has asked before; absent for what is no part of a run's questions (a look at one point, data
   * simulated for `recover`), where no budget holds.
   */
  readonly spent?: ReadonlyMap<string, number>;
}

/** Opens the named boxes; whoever asked disposes of them. Their `queries` counts from 0. */
export async function openBoxes(
  scenario: CheckedScenario,
  names: ReadonlySet<string>,
  { gradient = null, spent }: OpenOptions = {},
): Promise<OpenBoxes> {
  const open = new Map<string, BlackBox & { queries(): number }>();
  for (const name of names) {
    const box = scenario.boxes.get(name);
    if (box === undefined) throw new Error(`there is no box ${name}`);
    const raw = box.model.importInto === undefined ? await box.model.open() : programBox(name, box.model);
    const before = spent?.get(name) ?? 0;
    const metered: CountedBox = counted({ ...raw, name }, spent === undefined ? undefined : box.budget, before);
    const exact = gradient === null || box.access.has("explanations");
    const step = gradient?.options.step;
    const usable = exact ? metered : finiteDifference(metered, typeof step === "number" && step > 0 ? { step } : {});
    open.set(name, { ...usable, queries: () => metered.queries() - before, dispose: () => usable.dispose() });
  }
  return open;
}

export function disposeBoxes(boxes: OpenBoxes): void {
  for (const box of boxes.values()) box.dispose();
}
