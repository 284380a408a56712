/** `truth` and `control`: what a target is scored against after the run. They may use data and lets, never the reverse. */
import { constantValue } from "../../tensor/evaluate.ts";
import type { Comparison, Target } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { notATarget } from "../diagnostics/roles.ts";
import { elaborate } from "../elaborate.ts";
import { columnLabels, fitToHead, headAxes } from "../heads.ts";
import type { ControlStatement, TruthStatement } from "../syntax.ts";
import { known } from "./declare.ts";

export function declareComparison(context: Context, statement: TruthStatement | ControlStatement, targets: readonly Target[]): Comparison {
  const { head } = statement;
  const target = targets.find((candidate) => candidate.name === head.name.name);
  if (target === undefined) {
    return fail(notATarget(at(context, head.name), statement.kind, head.name.name, targets.map((candidate) => candidate.name)));
  }
  if (statement.kind === "truth" && statement.matched !== undefined) {
    fail(misplaced(at(context, statement.matched), "`matched` is not scored in this version", "leave it out: rows are compared one by one"));
  }
  const axes = head.dims === undefined ? target.axes : headAxes(context, head.dims);
  const inner: Context = { ...context, side: "data", expectedColumns: columnLabels(context, axes.flatMap((axis) => (axis.name === undefined ? [] : [{ name: axis.name, size: axis.size }]))) };
  const value = known(inner, statement.value, elaborate(inner, statement.value), `the ${statement.kind}`);
  const fitted = fitToHead(context, head, axes, statement.value, value);
  if (constantValue(fitted.node)?.some(Number.isNaN)) {
    fail(misplaced(at(context, statement.value), `the ${statement.kind} has missing values`, "a comparison needs every element"));
  }
  const name = statement.kind === "truth" ? "truth" : (statement.as?.name ?? "control");
  return { ...fitted, target: target.name, name, span: statement.span };
}
