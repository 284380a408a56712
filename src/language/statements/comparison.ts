/** `truth` and `control`: what a target is scored against after the run. They may use data and lets, never the reverse. */
import { constantValue } from "../../tensor/evaluate.ts";
import type { Axis, Comparison, Target, Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { comparisonTwice, notATarget } from "../diagnostics/roles.ts";
import { shapesDoNotFit } from "../diagnostics/shapes.ts";
import { elaborate } from "../elaborate.ts";
import { elementName } from "../elements.ts";
import { columnLabels, fitToHead, headAxes } from "../heads.ts";
import { AlreadyReported } from "../scope.ts";
import type { ControlStatement, Head, TruthStatement } from "../syntax.ts";
import { known } from "./declare.ts";
import { matchMetric, roleOf, withRowsOf } from "./matching.ts";

/**
 * @param before the comparisons of the same kind above this one
 * @param truth of a control: the truth of its target, where there is one
 */
export function declareComparison(
  context: Context,
  statement: TruthStatement | ControlStatement,
  targets: readonly Target[],
  before: readonly Comparison[],
  truth?: Comparison,
): Comparison {
  const { head, kind } = statement;
  const target = findTarget(context, statement, targets);
  const name = kind === "truth" ? "truth" : (statement.as?.name ?? "control");
  refuseSecond(context, statement, target.name, name, before);
  const matched =
    kind === "truth" && statement.matched !== undefined
      ? matchMetric(context, statement.matched, target, context.scope.dims())
      : undefined;
  const hasOwnRows = matched !== undefined || truth?.matched !== undefined;
  const written = head.dims === undefined ? undefined : headAxes(context, head.dims);
  if (written !== undefined) checkAxes(context, head, written, target, hasOwnRows);
  const columns = columnLabels(context, written ?? target.axes);
  const inner: Context = { ...context, side: "data", expectedColumns: columns };
  const value = known(inner, statement.value, elaborate(inner, statement.value), `the ${kind}`);
  const axes = written ?? (hasOwnRows ? withRowsOf(target.axes, value.axes) : target.axes);
  const fitted = fitToHead(context, head, axes, statement.value, value);
  refuseGaps(context, statement, fitted);
  const role =
    truth?.matched === undefined ? undefined : roleOf(context, statement, fitted.axes[0], target, truth.axes[0]);
  return { ...fitted, target: target.name, name, matched, role, span: statement.span };
}

/** The target that a comparison is of. */
export function findTarget(
  context: Context,
  statement: TruthStatement | ControlStatement,
  targets: readonly Target[],
): Target {
  const { name } = statement.head;
  const target = targets.find((candidate) => candidate.name === name.name);
  if (target !== undefined) return target;
  // A target that is broken itself, or a name whose use in the model has been refused, is the one mistake there is.
  const { scope } = context;
  if (scope.isBroken(name.name) || scope.isLost(name.name) || scope.wasReported(name.name))
    throw new AlreadyReported(name.name);
  const names = targets.map((candidate) => candidate.name);
  return fail(notATarget(at(context, name), statement.kind, name.name, names));
}

/** Of a comparison that has elements without a value. */
export function refuseGaps(context: Context, statement: TruthStatement | ControlStatement, { node }: Value): void {
  const numbers = constantValue(node) ?? [];
  const bad = numbers.findIndex((number) => !Number.isFinite(number));
  if (bad < 0) return;
  const element = elementName(statement.head.name.name, node.shape, bad);
  const what = `${element} of the ${statement.kind} is ${Number.isNaN(numbers[bad]) ? "missing" : "infinite"}`;
  fail(misplaced(at(context, statement.value), what, "a comparison needs a number in every element"));
}

function refuseSecond(
  context: Context,
  statement: TruthStatement | ControlStatement,
  target: string,
  name: string,
  before: readonly Comparison[],
): void {
  const first = before.find((other) => other.target === target && other.name === name);
  if (first === undefined) return;
  const [what, remedy] =
    statement.kind === "truth"
      ? [`\`${target}\` has two truths`, "there is one truth: another comparison is a `control`"]
      : [
          `\`${target}\` has two controls named \`${name}\``,
          "give each control a name of its own: `control x = .. as class_means`",
        ];
  fail(comparisonTwice(at(context, statement.head), what, remedy, first.span));
}

/** The dims of a comparison are those of its target, in the target's order; rows that are matched may have another one. */
function checkAxes(context: Context, head: Head, axes: readonly Axis[], target: Target, hasOwnRows: boolean): void {
  const isSame = (axis: Axis, i: number) => (hasOwnRows && i === 0) || axis.name === target.axes[i].name;
  if (axes.length === target.axes.length && axes.every(isSame)) return;
  const parts = [
    { span: head.span, axes },
    { span: target.span, axes: target.axes },
  ];
  const reason = hasOwnRows
    ? "behind the first, which may be its own, it has the dims of its target"
    : "it has the dims of its target; brackets may be left out";
  fail(shapesDoNotFit(at(context, head), parts, { reason }));
}
