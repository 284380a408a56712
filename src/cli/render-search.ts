/** The text after a search: the network, what it cost, how well it fits and agrees beside the controls, what could not be told. */
import type { SearchSummary } from "../report/search-summary.ts";
import { formatCount, formatNumber, formatSeconds } from "./numbers.ts";
import { counted } from "./words.ts";

export function renderSearch(summary: SearchSummary, directory: string): string {
  const error = (x: number) => x.toExponential(1);
  const { biases, hinge_precision } = summary;
  const where = biases
    ? `biases to ${error(hinge_precision)} of a row times an input`
    : `no biases (none above ${error(hinge_precision)} of a row times an input)`;
  const values = summary.constant === undefined ? "the constant of f, left at 0: explanations have none; " : "";
  const rows: (readonly [string, string])[] = [
    [summary.network, `${counted(summary.width, "hidden unit")} over ${formatCount(summary.inputs)} inputs, ${where}`],
    ["width", widthText(summary)],
    [
      "queries",
      `${formatCount(summary.queries)} rows, ${summary.queries_per_unit.toFixed(1)} a unit, along ${counted(summary.lines, "line")}, in ${formatSeconds(summary.seconds)}`,
    ],
    ["explanations", answersText(summary)],
    ["fit", `relative error ${error(summary.fit)} of the gradients it was made from`],
    [
      "fresh points",
      `${summary.fresh_agreeing} of ${summary.fresh_points} agree; relative error ${error(summary.fresh_error)}, at most ${error(summary.fresh_worst)}`,
    ],
    [
      "controls",
      `best linear model ${formatNumber(summary.control_linear, 2)}, half of the sides exchanged ${formatNumber(summary.control_exchanged, 2)}`,
    ],
    ...(summary.value_worst === undefined || summary.constant === undefined
      ? []
      : [
          [
            "values",
            `relative error at most ${error(summary.value_worst)}, with the constant ${formatNumber(summary.constant)}`,
          ] as const,
        ]),
    ["not told", `${values}lengths of rows and weights apart, only their products`],
    [
      "saved",
      `${summary.model} in float32: weights change by ${error(summary.model_rounding)} at most; float64 in chain-1.csv`,
    ],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return [...rows.map(([name, text]) => `  ${name.padEnd(width)}   ${text}`), "", `  ${directory}`].join("\n");
}

function widthText({ width, width_is }: SearchSummary): string {
  return width_is === "as stated"
    ? "as stated: every unit has a hinge of its own"
    : `${counted(width, "distinct hinge")}; units of one direction and hinge count once, so the model has at least so many`;
}

function answersText({ answers, digits, answer_error }: SearchSummary): string {
  const relative = `relative error ${answer_error.toExponential(1)}`;
  if (answers === "digits") return `rounded to ${counted(digits ?? 0, "decimal place")}, ${relative}`;
  if (answers === "noise") return `noisy, ${relative}`;
  return `exact to ${answers}`;
}
