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

/** @param spent rows the run has asked before */
export async function openBoxes(
  scenario: CheckedScenario,
  names: ReadonlySet<string>,
  gradient: Construction | null,
  spent = 0,
): Promise<OpenBoxes> {
  const open = new Map<string, BlackBox & { queries(): number }>();
  for (const name of names) {
    const box = scenario.boxes.get(name);
    if (box === undefined) throw new Error(`there is no box ${name}`);
    const raw = box.model.importInto === undefined ? await box.model.open() : programBox(name, box.model);
    const metered: CountedBox = counted(raw, box.budget, spent);
    const exact = gradient === null || box.access.has("explanations");
    const step = gradient?.options.step;
    const usable = exact ? metered : finiteDifference(metered, typeof step === "number" && step > 0 ? { step } : {});
    open.set(name, { ...usable, queries: () => metered.queries() - spent, dispose: () => usable.dispose() });
  }
  return open;
}
