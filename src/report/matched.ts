/** Matched truths: what the starts or chains hold of them, beside every control and draws of the prior. */
import { type Control, type MatchedFidelity, matchedFidelity } from "../diagnostics/matching/fidelity.ts";
import type { Rows } from "../diagnostics/matching/match.ts";
import { measureOf } from "../diagnostics/matching/measure.ts";
import type { CheckedScenario, Comparison, Target } from "../language/checked.ts";
import type { InferenceResult, Prepared } from "../runs/infer.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { sizeOf } from "../tensor/node.ts";
import { answersOf, placesOf } from "./answers.ts";
import { drawsOfPrior } from "./prior-draws.ts";

/** Answers from the prior alone, whose scores are averaged. */
const priorAnswers = 10;

/** By target; empty where no truth is matched or no start has an answer. */
export async function matchedFidelities(
  prepared: Prepared,
  seed: number,
  result: InferenceResult,
): Promise<Record<string, MatchedFidelity>> {
  const { scenario } = prepared;
  const found: Record<string, MatchedFidelity> = {};
  for (const { target, span } of placesOf(scenario)) {
    const truth = scenario.truths.find((one) => one.target === target.name && one.matched !== undefined);
    const rows = truth && rowsOf(truth);
    if (truth?.matched === undefined || rows === undefined) continue;
    const { columns } = rows;
    const answers = answersOf(result, span, target.node.shape[0]).map((values): Rows => ({ values, columns }));
    if (answers.length === 0) continue;
    const measure = measureOf(truth.matched, rows.values, pictureOf(scenario, target));
    const draws = await drawsOfPrior(prepared, target, seed, priorAnswers);
    const prior = draws.map((values): Rows => ({ values, columns }));
    found[target.name] = matchedFidelity(measure, rows, answers, [
      ...controlsOf(scenario, target),
      ...(prior.length > 0 ? [{ name: "prior", role: "rival" as const, rows: prior }] : []),
    ]);
  }
  return found;
}

/** The picture that the last axis of a target is. */
export function pictureOf({ dims }: CheckedScenario, { axes }: Target) {
  const name = axes.at(-1)?.name;
  return name === undefined ? undefined : dims.get(name)?.picture;
}

function rowsOf({ node }: Comparison): Rows | undefined {
  const values = constantValue(node);
  return values && { values, columns: sizeOf(node.shape.slice(1)) };
}

function controlsOf({ controls }: CheckedScenario, target: Target): Control[] {
  return controls.flatMap((control) => {
    const rows = rowsOf(control);
    return control.target !== target.name || rows === undefined
      ? []
      : [{ name: control.name, role: control.role ?? "rival", rows: [rows] }];
  });
}
