/** The file that `pal calibrate` writes and `pal run --calibration` reads, and the runs it is made of. */
import { readFileSync } from "node:fs";
import type { Calibration, LabelledRun } from "../diagnostics/matches/calibrate.ts";
import { featureNames } from "../diagnostics/matches/features.ts";
import type { MatchModel } from "../diagnostics/matches/match-model.ts";
import { likenesses } from "../diagnostics/matches/similarity.ts";
import { notACalibration, runWithoutMatches } from "../language/diagnostics/calibration.ts";
import { fail } from "../language/diagnostics/make.ts";
import type { CandidatesReport } from "../report/candidates.ts";
import { systemReason } from "./directory.ts";
import { readRun, type StoredRun } from "./read.ts";

/** @throws DiagnosticError (PAL6150) where the file is none, or was made by another version with other features */
export function readCalibration(file: string): MatchModel {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (problem) {
    return fail(notACalibration(file, problem instanceof SyntaxError ? "it is no JSON" : systemReason(problem)));
  }
  const model = isRecord(value) ? value.model : undefined;
  if (!isModel(model)) return fail(notACalibration(file, "it holds no model"));
  if (!model.features.every((name, k) => name === featureNames[k]) || model.features.length !== featureNames.length) {
    return fail(notACalibration(file, "its features are those of another version"));
  }
  return model;
}

export function calibrationText(calibration: Calibration): string {
  return `${JSON.stringify({ format: 1, ...calibration }, null, 2)}\n`;
}

/**
 * The candidates of a run folder, each target of rows on its own.
 * @throws DiagnosticError (PAL6151) where it holds none that were scored against a truth
 */
export function labelledRuns(directory: string): LabelledRun[] {
  const run = readRun(directory);
  const targets = Object.entries(candidatesIn(run)).flatMap(([target, { candidates, by }]) => {
    const labelled = candidates.flatMap(({ features, is_match }) =>
      is_match === undefined ? [] : [{ features, isMatch: is_match }],
    );
    return labelled.length === 0 ? [] : [{ name: `${directory} ${target}`, net: netOf(run), by, candidates: labelled }];
  });
  return targets.length > 0 ? targets : fail(runWithoutMatches(directory));
}

function candidatesIn({ summary }: StoredRun): Readonly<Record<string, CandidatesReport>> {
  const candidates = isRecord(summary) ? summary.candidates : undefined;
  return isRecord(candidates) ? (candidates as Record<string, CandidatesReport>) : {};
}

/** Runs on one set of models are runs on one net, whatever their seeds. */
function netOf({ manifest }: StoredRun): string {
  return JSON.stringify(Object.keys(manifest.models).length > 0 ? manifest.models : manifest.files);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isModel(value: unknown): value is MatchModel {
  if (!isRecord(value)) return false;
  const { features, centre, scale, weights, intercept, by } = value;
  if (by !== undefined && !likenesses.some((each) => each === by)) return false;
  const areNumbers = (list: unknown) => Array.isArray(list) && list.every((x) => Number.isFinite(x));
  if (!Array.isArray(features) || !features.every((name) => typeof name === "string")) return false;
  const lists = [centre, scale, weights];
  return (
    lists.every((list) => areNumbers(list) && Array.isArray(list) && list.length === features.length) &&
    Number.isFinite(intercept)
  );
}
