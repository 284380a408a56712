/** `pal calibrate RUN ..`: how probable it is that a candidate is a match, learnt on runs whose truth is known. */
import path from "node:path";
import { calibrate, type LabelledRun } from "../../diagnostics/matches/calibrate.ts";
import { mixedMeasures, tooFewRuns } from "../../language/diagnostics/calibration.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { writeAtomically } from "../../runs/atomic-write.ts";
import { calibrationText, labelledRuns } from "../../runs/calibration.ts";
import { renderCalibration } from "../calibration-table.ts";
import { type CalibrateOptions, type Command, exitCode } from "../commands.ts";
import { writing } from "../writing.ts";

export const command: Command<CalibrateOptions, readonly string[]> = async (directories, options, io) => {
  const runs = directories.flatMap(labelledRuns).map((run) => ({ ...run, name: shortName(run.name) }));
  requireBoth(runs);
  const calibration = calibrate(runs);
  const { out } = options;
  if (out !== undefined) writing(out, () => writeAtomically(out, calibrationText(calibration)));
  io.stdout.write(
    options.json ? `${JSON.stringify(calibration)}\n` : `${renderCalibration(calibration, io).join("\n")}\n`,
  );
  return exitCode.ok;
};

function shortName(name: string): string {
  return path.basename(name);
}

/** Without any one net there must be others to learn from, with matches and artefacts among their candidates. */
function requireBoth(runs: readonly LabelledRun[]): void {
  const measures = new Set(runs.map(({ by }) => by ?? "ncc"));
  if (measures.size > 1) fail(mixedMeasures([...measures]));
  const nets = new Set(runs.map(({ net }) => net));
  if (nets.size < 2) fail(tooFewRuns("all are on one net"));
  for (const net of nets) {
    const others = runs.filter((run) => run.net !== net).flatMap(({ candidates }) => candidates);
    const matches = others.filter(({ isMatch }) => isMatch).length;
    if (matches > 0 && matches < others.length) continue;
    fail(tooFewRuns(matches === 0 ? "without one net there are no matches" : "without one net all are matches"));
  }
}
