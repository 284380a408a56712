/** Why reconstructions of a Gaussian set are off: the divergence from the true posterior in its three terms, printed and held to account. */
import { type Why, whyOff } from "../../models/inverse_estimation/divergence.ts";
import { learn } from "../../models/inverse_estimation/learners.ts";
import { type DataSet, noisy, waysOf } from "../../models/inverse_estimation/sets.ts";
import type { Verdict } from "./verdict.ts";

const shifts = [0, 1, 2, 3];
const noise = [0.12, 0.24, 0.36, 0.48];
/** Standard errors by which held-out rows may differ from the sums. */
const most = 4;

/** Shifts of the prior along the first direction with the model as it is, and label noise with the prior as it is. */
export function judgeDivergence(verdict: Verdict, set: DataSet): void {
  console.log(`  ${set.name}       divergence   model error   prior error   evidence ratio   by held-out rows`);
  const [way] = waysOf(set.features, 1, 1);
  const base = learn("logistic", set.train, set.classes, 1);
  const moved = shifts.map((shift) => {
    const why = whyOff(
      set,
      base,
      way.map((x) => shift * x),
    );
    return [`shift ${shift}`, why] as const;
  });
  const noised = noise.map((level) => {
    const labels = noisy(set.train.labels, set.classes, level, 1);
    const model = learn("logistic", { rows: set.train.rows, labels }, set.classes, 1);
    return [
      `noise ${level}`,
      whyOff(
        set,
        model,
        way.map(() => 0),
      ),
    ] as const;
  });
  const all = [...moved, ...noised];
  for (const [what, why] of all) console.log(line(what, why));
  const worst = (of: (why: Why) => number) => Math.max(...all.map(([, why]) => of(why)));
  const rest = worst(({ modelError, priorError, evidenceRatio, divergence }) =>
    Math.abs(modelError + priorError - evidenceRatio - divergence),
  );
  verdict.require(rest < 1e-10, `${set.name}: the three terms make the divergence, to ${rest.toExponential(0)}`);
  const off = worst(({ fromRows, divergence, standardError }) => Math.abs(fromRows - divergence) / standardError);
  verdict.require(off < most, `${set.name}: held-out rows say the same within ${off.toFixed(1)} standard errors`);
}

function line(
  what: string,
  { divergence, modelError, priorError, evidenceRatio, fromRows, standardError }: Why,
): string {
  const cells = [divergence, modelError, priorError, evidenceRatio].map((x) => x.toFixed(4).padStart(14)).join("");
  return `    ${what.padEnd(10)}${cells}   ${fromRows.toFixed(4)} +- ${standardError.toFixed(4)}`;
}
