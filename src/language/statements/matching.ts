/** `truth x[image, pixel] = e matched ncc`: rows of its own, assigned to those of the target after the run. */
import type { Axis, Dim, MatchMetric, Target } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { controlOfOtherRows, matchedNoPicture, matchedNoRows, unknownMetric } from "../diagnostics/comparisons.ts";
import { fail } from "../diagnostics/make.ts";
import type { ControlStatement, Identifier, TruthStatement } from "../syntax.ts";

const metrics: readonly MatchMetric[] = ["ncc", "cosine", "rmse", "ssim"];

/** The measure behind `matched`, which must be able to tell rows of the target apart. */
export function matchMetric(context: Context, word: Identifier, target: Target, dims: readonly Dim[]): MatchMetric {
  const place = at(context, word);
  const metric = metrics.find((name) => name === word.name);
  if (metric === undefined) return fail(unknownMetric(place, word.name, metrics));
  const { name, axes } = target;
  const columns = axes.slice(1).reduce((product, axis) => product * axis.size, 1);
  const last = axes.length > 1 ? dims.find((dim) => dim.name === axes[axes.length - 1].name) : undefined;
  if (axes.length === 0 || ((metric === "ncc" || metric === "cosine") && columns < 2))
    fail(matchedNoRows(place, name, axes, metric));
  if (metric === "ssim" && (last?.picture === undefined || axes.length > 2)) fail(matchedNoPicture(place, name, axes));
  return metric;
}

/** The axes of the target with the first one of a value, called `row` where it has no name; where that has another number of axes, its shape does not fit anyway. */
export function withRowsOf(target: readonly Axis[], value: readonly Axis[]): readonly Axis[] {
  if (value.length !== target.length || value[0].size === target[0].size) return target;
  return [{ name: "row", ...value[0] }, ...target.slice(1)];
}

/** Which side a control stands for: the first axis of the target makes it another answer, the rows of the truth another truth. */
export function roleOf(
  context: Context,
  statement: TruthStatement | ControlStatement,
  rows: Axis,
  target: Target,
  truth: Axis,
): "rival" | "decoy" {
  const own = target.axes[0];
  if (rows.name === own.name) return "rival";
  if (rows.size === truth.size) return "decoy";
  const sides = [{ name: target.name, rows: own.size }, { rows: truth.size }] as const;
  return fail(controlOfOtherRows(at(context, statement.head), rows.size, ...sides));
}
