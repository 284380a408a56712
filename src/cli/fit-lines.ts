/** The lines of the fit: it stands beside closeness to the truth, as it alone is no evidence of it. */
import type { Fit } from "../report/fit.ts";
import { formatNumber } from "./numbers.ts";

/** Observations that are told one by one. */
const mostShown = 5;

const reasons: Readonly<Record<NonNullable<Fit["unchecked"]>, string>> = {
  "nothing observed": "there is no `observe`",
  improper: "an observed distribution has no draws",
  budget: "it would take more queries than the budget leaves",
  "no draws": "there are no draws",
};

/** @param isPoints the log densities are of starts, of which the best is predicted from */
export function fitLines(
  { log_density, unchecked, observations, passed, starts_passed }: Fit,
  isPoints: boolean,
): string[] {
  const ended = log_density.filter((value) => !Number.isNaN(value));
  const lines: string[] = [];
  if (isPoints && ended.length > 1) {
    const [low, high] = [Math.min(...ended), Math.max(...ended)];
    lines.push(`log density ${formatNumber(low, 6)} to ${formatNumber(high, 6)} over starts`);
  }
  if (unchecked !== undefined) lines.push(`not checked by prediction: ${reasons[unchecked]}`);
  if (observations !== undefined) {
    const worst = [...observations].sort((a, b) => b.residual - a.residual);
    const shown = worst.slice(0, mostShown).map(({ observed, residual }) => `${observed} ${formatNumber(residual, 2)}`);
    const more = observations.length > mostShown ? `, and ${observations.length - mostShown} more` : "";
    const looked = starts_passed?.filter((one) => one !== null) ?? [];
    const many = looked.length > 1 ? `: ${looked.filter((one) => one).length} of ${looked.length} starts pass` : "";
    const outcome = passed === true ? "explains the data" : "does NOT explain the data";
    const of = isPoints ? "the best start" : "the model as found";
    lines.push(`${of} ${outcome}${many} (residual, 1 is as expected: ${shown.join(", ")}${more})`);
    if (isPoints) lines.push(...weakLines(worst, of));
  }
  return lines.map((line, i) => `  ${i === 0 ? "fit   " : "      "}         ${line}`);
}

/** Noise of half the standard deviation of the data: its share of their variance. */
const largeNoise = 0.25;

/** Where the noise that is allowed is about as large as the data, passing says little: then how much of them is explained. */
function weakLines(observations: NonNullable<Fit["observations"]>, of: string): string[] {
  const weak = observations.flatMap(({ observed, variance }) =>
    variance !== undefined && variance.noise >= largeNoise
      ? [`${formatNumber(100 * variance.explained, 3)} % of the variance of ${observed}`]
      : [],
  );
  if (weak.length === 0) return [];
  const more = weak.length > mostShown ? `, and ${weak.length - mostShown} more` : "";
  const told = weak.slice(0, mostShown).join(", ");
  return [`a weak check, as such noise is large beside the data: ${of} explains ${told}${more}`];
}
