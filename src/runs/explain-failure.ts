/** Errors of a running algorithm as diagnostics that point at the statement behind them. */
import { type FailureSite, findFailure } from "../density/find-failure.ts";
import { disposeBoxes, openBoxes } from "../density/open-boxes.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { DiagnosticError } from "../language/diagnostic.ts";
import { densityNotANumber, improperPrior, noStart } from "../language/diagnostics/inference.ts";
import { modelAnsweredNaN } from "../language/diagnostics/models.ts";
import { withoutDraws } from "../language/draws.ts";
import { showNumber } from "../language/elements.ts";
import { JobFailed } from "../workers/failure.ts";
import type { Prepared } from "./infer.ts";

/** @returns what to tell the user; an error that is a bug of ours is thrown again */
export async function explainFailure(prepared: Prepared, problem: unknown): Promise<Diagnostic[]> {
  if (problem instanceof DiagnosticError) return [...problem.diagnostics];
  const { scenario, layout } = prepared;
  const { source } = scenario;
  if (!(problem instanceof JobFailed)) throw problem;
  const { failure } = problem;
  if (failure.kind === "improper") {
    const latent = withoutDraws(scenario.latents) ?? scenario.latents[0];
    return [improperPrior({ source, span: latent.span }, latent.name, "this algorithm")];
  }
  if (failure.kind !== "start") throw problem;
  const opaque = [...scenario.boxes.values()].filter((box) => box.model.importInto === undefined);
  const boxes = await openBoxes(scenario, new Set(opaque.map((box) => box.name)));
  const site = findFailure(scenario, layout, failure.position, boxes);
  disposeBoxes(boxes);
  if (site?.kind === "box") return [siteDiagnostic(scenario, site)];
  const span = site?.span ?? scenario.observations[0]?.span ?? scenario.latents[0].span;
  return [noStart({ source, span }, failure.message, showNumber(site?.value ?? Number.NaN), site?.blame)];
}

/** A place where a density is not a number, as a diagnostic. */
export function siteDiagnostic(scenario: CheckedScenario, site: FailureSite): Diagnostic {
  const { source } = scenario;
  if (site.kind === "box") {
    return modelAnsweredNaN({ source, span: site.box.span }, site.box.name, showNumber(site.answer), site.row);
  }
  const { blame, size, element, span } = site;
  const where = blame !== undefined ? ` for ${blame.element}` : size > 1 ? ` in element ${element}` : "";
  return densityNotANumber({ source, span }, where, blame);
}
