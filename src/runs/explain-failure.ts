/** Errors of a running algorithm as diagnostics that point at the statement behind them. */
import { findFailure } from "../density/find-failure.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import { DiagnosticError } from "../language/diagnostic.ts";
import { improperPrior, noStart } from "../language/diagnostics/inference.ts";
import { modelAnsweredNaN } from "../language/diagnostics/models.ts";
import { showNumber } from "../language/elements.ts";
import { JobFailed } from "../workers/failure.ts";
import type { Prepared } from "./infer.ts";

/** @returns what to tell the user; an error that is a bug of ours is thrown again */
export function explainFailure(prepared: Prepared, problem: unknown): Diagnostic[] {
  if (problem instanceof DiagnosticError) return [...problem.diagnostics];
  if (!(problem instanceof JobFailed)) throw problem;
  const { scenario, layout } = prepared;
  const { source } = scenario;
  const { failure } = problem;
  if (failure.kind === "improper") {
    const latent = scenario.latents.find((candidate) => candidate.prior.distribution.improper === true) ?? scenario.latents[0];
    return [improperPrior({ source, span: latent.span }, latent.name, "this algorithm")];
  }
  if (failure.kind !== "start") throw problem;
  const site = findFailure(scenario, layout, failure.position);
  if (site?.kind === "box") {
    return [modelAnsweredNaN({ source, span: site.box.span }, site.box.name, showNumber(site.answer), site.row)];
  }
  const span = site?.span ?? scenario.observations[0]?.span ?? scenario.latents[0].span;
  return [noStart({ source, span }, failure.message, showNumber(site?.value ?? Number.NaN))];
}
