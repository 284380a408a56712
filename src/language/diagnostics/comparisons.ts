/** What is wrong with pictures, matched truths and their controls. */
import { showAxes } from "../axes.ts";
import type { Axis } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { count, error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

export function badChannels(place: Place, found: number): Diagnostic {
  return error("PAL2260", "a picture has 1 or 3 channels", place, `this is ${found}`, [
    "`image(28, 28)` is grey, `image(32, 32, 3)` is red, green and blue",
  ]);
}

/** `matched mse` */
export function unknownMetric(place: Place, found: string, metrics: readonly string[]): Diagnostic {
  const close = didYouMean(found, metrics);
  return error("PAL2261", `there is no measure \`${found}\` to match rows by`, place, "", [
    close === undefined ? `measures: ${list(metrics)}` : `did you mean \`${close}\`?`,
  ]);
}

/** `matched ssim` of what is no picture. */
export function matchedNoPicture(place: Place, target: string, axes: readonly Axis[]): Diagnostic {
  const last = axes[axes.length - 1]?.name ?? "pixel";
  return error("PAL2262", "`ssim` compares pictures", place, `\`${target}\` is ${showAxes(axes)}`, [
    `its last axis must be the pixels of a picture: \`dim ${last} = image(rows, columns)\``,
    "`ncc` and `rmse` compare rows of any kind",
  ]);
}

/** Rows that the measure cannot tell apart, or no rows at all. */
export function matchedNoRows(place: Place, target: string, axes: readonly Axis[], metric: string): Diagnostic {
  const what =
    axes.length === 0
      ? `\`${target}\` has no rows to match`
      : `a row of \`${target}\` is one number: \`${metric}\` needs more`;
  return error("PAL2263", what, place, showAxes(axes), [
    axes.length === 0 ? "leave `matched` out" : "`matched rmse` matches numbers",
  ]);
}

/** A control of a matched target with rows of its own. */
export function controlOfOtherRows(
  place: Place,
  found: number,
  target: { readonly name: string; readonly rows: number },
  truth: { readonly rows: number },
): Diagnostic {
  return error("PAL2264", `a control of ${count(found, "row")} can be compared with neither side`, place, "", [
    `${count(target.rows, "row")}, as \`${target.name}\` has, are another answer, scored against the truth`,
    `${count(truth.rows, "row")}, as the truth has, stand for the truth, scored against the same candidates`,
  ]);
}

/** A sample with too few rows of a part of its target. */
export function fewInSample(place: Place, part: string, found: number, fewest: number): Diagnostic {
  return error(
    "PAL2265",
    `a sample of ${count(found, "row")} is not compared with a distribution`,
    place,
    `\`${part}\``,
    [`give ${fewest} rows or more: how far they lie apart is part of the distance`],
  );
}
