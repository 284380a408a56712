/** `truth x[row, feature] = e sampled by kind`: rows that were drawn from the distribution that the target is to have. */
import type { Axis, Sample, Target } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { fewInSample } from "../diagnostics/comparisons.ts";
import { fail } from "../diagnostics/make.ts";
import { comparisonTwice } from "../diagnostics/roles.ts";
import { indexOutOfRange, notWhole, shapesDoNotFit, wrongRank } from "../diagnostics/shapes.ts";
import { elaborate } from "../elaborate.ts";
import { columnLabels, fitToHead, headAxes } from "../heads.ts";
import { knownValue } from "../known.ts";
import type { Expression, Sampled, TruthStatement } from "../syntax.ts";
import { findTarget, refuseGaps } from "./comparison.ts";
import { known } from "./declare.ts";

/** Rows that a distance between samples needs. */
const fewest = 2;

/** @param before the samples above this one */
export function declareSample(
  context: Context,
  statement: TruthStatement,
  sampled: Sampled,
  targets: readonly Target[],
  before: readonly Sample[],
): Sample {
  const { head } = statement;
  const target = findTarget(context, statement, targets);
  const first = before.find((other) => other.target === target.name);
  if (first !== undefined) {
    const [what, remedy] = [`\`${target.name}\` has two samples`, "one sample is the truth: put their rows together"];
    fail(comparisonTwice(at(context, head), what, remedy, first.span));
  }
  if (sampled.by !== undefined && target.axes.length === 0)
    fail(wrongRank(at(context, sampled.by), "`by`", "a target with parts", target.axes));
  const parts = sampled.by === undefined ? target.axes : target.axes.slice(1);
  const written = head.dims === undefined ? undefined : headAxes(context, head.dims);
  const inner: Context = { ...context, side: "data", expectedColumns: columnLabels(context, written ?? parts) };
  const value = known(inner, statement.value, elaborate(inner, statement.value), "the truth");
  const axes = written ?? [{ name: "row", ...value.axes[0] }, ...parts];
  if (!isRowsOf(axes, parts) || (written === undefined && value.axes.length !== axes.length)) {
    const shapes = [
      { span: written === undefined ? statement.value.span : head.span, axes: written ?? value.axes },
      { span: target.span, axes: target.axes },
    ];
    const whole = sampled.by === undefined ? "all dims of the target" : "the dims of the target behind its first";
    fail(shapesDoNotFit(at(context, head), shapes, { reason: `a sample has an axis of rows, and then ${whole}` }));
  }
  const fitted = fitToHead(context, head, axes, statement.value, value);
  refuseGaps(context, statement, fitted);
  const rows = axes[0];
  const groups = sampled.by === undefined ? undefined : groupsOf(inner, sampled.by, rows, target.axes[0]);
  const counts = new Int32Array(groups === undefined ? 1 : target.axes[0].size);
  if (groups === undefined) counts[0] = rows.size;
  else for (const group of groups) counts[group]++;
  const few = counts.findIndex((count) => count < fewest);
  if (few >= 0) {
    const part = groups === undefined ? target.name : `${target.name}[${few}]`;
    fail(fewInSample(at(context, head), part, counts[few], fewest));
  }
  return { ...fitted, target: target.name, groups, span: statement.span };
}

function isRowsOf(axes: readonly Axis[], parts: readonly Axis[]): boolean {
  return axes.length === parts.length + 1 && parts.every((part, i) => part.name === axes[i + 1].name);
}

/** For each row a part of the target. */
function groupsOf(context: Context, by: Expression, rows: Axis, parts: Axis): Int32Array {
  const value = elaborate(context, by);
  const numbers = knownValue(context, by, value, "the groups of a sample");
  const place = at(context, by);
  if (value.axes.length !== 1 || value.axes[0].size !== rows.size)
    fail(wrongRank(place, "`by`", `a number for each of ${rows.size} rows`, value.axes));
  for (const number of numbers) {
    if (!Number.isInteger(number)) fail(notWhole(place, "the group of a row", number));
    if (number < 0 || number >= parts.size) {
      const oneBased = !numbers.includes(0) && numbers.every((other) => other <= parts.size);
      fail(indexOutOfRange(place, number, parts, oneBased));
    }
  }
  return Int32Array.from(numbers);
}
