/** Mistakes about the probability of a match: `pal calibrate` and `pal run --calibration`. They have no place in a source. */
import type { Diagnostic } from "../diagnostic.ts";
import { list, mistake } from "./make.ts";

/** `--calibration FILE` that cannot be used, and why. */
export function notACalibration(file: string, reason: string): Diagnostic {
  return mistake("PAL6150", `${file} is not a calibration: ${reason}`, [
    "`pal calibrate RUN RUN .. --out FILE` makes one of runs whose truth is known",
  ]);
}

/** A run without candidates that were scored. */
export function runWithoutMatches(directory: string): Diagnostic {
  return mistake("PAL6151", `${directory} holds no candidates that were scored`, [
    "a calibration learns from runs of `map` with three starts or more whose scenario has a `truth .. matched`",
  ]);
}

/** Runs whose candidates are compared by different measures. */
export function mixedMeasures(measures: readonly string[]): Diagnostic {
  return mistake(
    "PAL6152",
    `the runs do not tell matches from artefacts together: ${list(measures, "and")} compare them`,
    ["name runs whose truths are `matched` by one measure"],
  );
}

/** Runs from which the probability of a match cannot be learnt; `reason` says what they lack. */
export function tooFewRuns(reason: string): Diagnostic {
  return mistake("PAL6152", `the runs do not tell matches from artefacts: ${reason}`, [
    "the probability of a match is judged on a net that it was not learnt on: name runs on more nets",
  ]);
}
