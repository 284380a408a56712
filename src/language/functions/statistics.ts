/** Statistics of data that have no derivative: order statistics, modes, correlations. */
import { at } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { shapesDoNotFit, wrongRank } from "../diagnostics/shapes.ts";
import { showNumber } from "../elements.ts";
import type { MathEngine } from "../mathematics/engine.ts";
import { type DataSideCall, dataSide, known, knownNumbers, reduceKnown } from "./data-side.ts";
import type { BuiltinFunction } from "./function.ts";
import { axesOver } from "./reductions.ts";

function statistic(name: "median" | "mode" | "mad", documentation: string, instead: string): BuiltinFunction {
  return dataSide({
    name,
    signature: `${name}(a, over = dim)`,
    documentation,
    arity: [1, 1],
    options: ["over"],
    instead,
    apply: (call) =>
      reduceKnown(knownNumbers(call, 0), call.args[0].axes, axesOver(call, call.args[0]), call.math[name]),
  });
}

const quantile = dataSide({
  name: "quantile",
  signature: "quantile(a, p, over = dim)",
  documentation: "the value below which the share p lies, between elements linearly; several p make a last axis",
  arity: [2, 2],
  options: ["over"],
  instead: "of a normal quantity, `mean + sd * z` with the quantile z of the standard normal is smooth",
  apply(call) {
    const { context, args, argExpressions, math } = call;
    const [a, p] = args;
    if (p.axes.length > 1)
      fail(wrongRank(at(context, argExpressions[1]), "quantile", "a share or a vector of them", p.axes));
    const shares = knownNumbers(call, 1);
    const bad = shares.find((share) => !(share >= 0 && share <= 1));
    if (bad !== undefined)
      fail(
        misplaced(
          at(context, argExpressions[1]),
          "a quantile is of a share between 0 and 1",
          `this is ${showNumber(bad)}`,
        ),
      );
    const over = axesOver(call, a);
    const numbers = knownNumbers(call, 0);
    const each = [...shares].map((share) =>
      reduceKnown(numbers, a.axes, over, (values) => math.quantile(values, share)),
    );
    if (p.axes.length === 0) return each[0];
    const { axes } = each[0];
    const columns = each.map(({ node }) => (node.op.name === "constant" ? node.op.data : new Float64Array(0)));
    const size = columns[0].length;
    const data = Float64Array.from(
      { length: size * shares.length },
      (_, i) => columns[i % shares.length][Math.floor(i / shares.length)],
    );
    return known(data, [...axes, p.axes[0]]);
  },
});

/** Of two vectors, or of the columns of a matrix. */
const correlation = dataSide({
  name: "correlation",
  signature: "correlation(a, over = dim) or correlation(a, b)",
  documentation: "Pearson's correlations of the other axis of a, over `dim`; or of two vectors, a number",
  arity: [1, 2],
  options: ["over"],
  instead: "`covariance(a, over = ..)` has a derivative, and divided by the product of the `sd`s is this",
  apply: (call) => (call.args.length === 2 ? ofVectors(call) : ofColumns(call)),
});

function ofVectors(call: DataSideCall) {
  const { context, expression, args, argExpressions, math } = call;
  const [a, b] = args;
  if (a.axes.length !== 1 || b.axes.length !== 1 || a.axes[0].size !== b.axes[0].size) {
    const parts = args.map(({ axes }, i) => ({ span: argExpressions[i].span, axes }));
    fail(shapesDoNotFit(at(context, expression), parts, { reason: "two vectors of one length are correlated" }));
  }
  return known([math.correlation([...knownNumbers(call, 0)], [...knownNumbers(call, 1)])], []);
}

function ofColumns(call: DataSideCall) {
  const { context, args, argExpressions, math } = call;
  const { axes } = args[0];
  const over = axesOver(call, args[0]);
  if (axes.length !== 2 || over.length !== 1)
    fail(wrongRank(at(context, argExpressions[0]), "correlation", "a matrix, and `over` one of its axes", axes));
  const numbers = knownNumbers(call, 0);
  const [rows, columns] = [axes[over[0]].size, axes[1 - over[0]].size];
  const column = (j: number) =>
    Array.from({ length: rows }, (_, i) => numbers[over[0] === 0 ? i * columns + j : j * rows + i]);
  const all = Array.from({ length: columns }, (_, j) => column(j));
  const data = all.flatMap((a, i) => all.map((b, j) => (i === j ? 1 : math.correlation(a, b))));
  const kept = axes[1 - over[0]];
  return known(data, [kept, kept]);
}

export const statistics: readonly BuiltinFunction[] = [
  statistic("median", "middle value; of an even number the mean of the two in the middle", "`mean(..)` is smooth"),
  quantile,
  statistic("mode", "most frequent value, the smallest of several", "`argmax(..)` of scores finds a largest element"),
  statistic("mad", "median distance from the median, not scaled to a standard deviation", "`sd(..)` is smooth"),
  correlation,
];

/** Names of the engine's functions that take values and give one. */
export type StatisticName = keyof Pick<MathEngine, "median" | "mode" | "mad">;
