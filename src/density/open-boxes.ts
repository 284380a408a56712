/** Opens the black boxes that a plan leaves opaque, with their budgets and, where asked for, finite differences. */
import { type CountedBox, counted } from "../blackbox/budget.ts";
import { finiteDifference } from "../blackbox/gradient.ts";
import { JsModelError } from "../blackbox/js/problem.ts";
import { programBox } from "../blackbox/program-box.ts";
import type { BlackBox } from "../blackbox/provider.ts";
import { heldToSimplex } from "../blackbox/simplex.ts";
import type { Construction } from "../inference/kernel.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { DiagnosticError } from "../language/diagnostic.ts";
import { badModule } from "../language/diagnostics/js-models.ts";
import type { Place } from "../language/diagnostics/make.ts";
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
    const place = { source: scenario.source, span: box.span };
    const isHeld = box.outputElement === "simplex" && box.model.endsIn === "unknown";
    const sound = withDiagnostics(isHeld ? heldToSimplex(raw) : raw, place, name);
    const metered: CountedBox = counted({ ...sound, name }, spent === undefined ? undefined : box.budget, before);
    const exact = gradient === null || box.access.has("explanations");
    const step = gradient?.options.step;
    const usable = exact ? metered : finiteDifference(metered, typeof step === "number" && step > 0 ? { step } : {});
    open.set(name, { ...usable, queries: () => metered.queries() - before, dispose: () => usable.dispose() });
  }
  return open;
}

/** The box, with what a module of the user's does wrong told as a diagnostic at its statement. */
function withDiagnostics(box: BlackBox, place: Place, name: string): BlackBox {
  const tell = (problem: unknown): never => {
    throw problem instanceof JsModelError
      ? new DiagnosticError([badModule(place, `\`${name}\``, problem.problem)])
      : problem;
  };
  const guarded = (ask: () => void | Promise<void>): void | Promise<void> => {
    try {
      return ask()?.catch(tell);
    } catch (problem) {
      return tell(problem);
    }
  };
  const { vjp } = box;
  return {
    ...box,
    call: (inputs, rows, outputs) => guarded(() => box.call(inputs, rows, outputs)),
    ...(vjp !== undefined && {
      vjp: (inputs: Float64Array, cotangents: Float64Array, rows: number, out: Float64Array) =>
        guarded(() => vjp(inputs, cotangents, rows, out)),
    }),
    dispose: () => box.dispose(),
  };
}

export function disposeBoxes(boxes: OpenBoxes): void {
  for (const box of boxes.values()) box.dispose();
}
