/** What a search tells: `summary.json` and `--json`. */
import type { CheckedScenario } from "../language/checked.ts";
import type { SearchResult, SearchTask } from "../runs/search.ts";
import { identityOf, type RunHeader } from "./run-header.ts";

/** Its queries are those of the search, of the fresh points, and values. */
export interface SearchSummary extends RunHeader {
  readonly network: string;
  readonly width: number;
  /**
   * Units of one direction and hinge are one to any question, so the width found is the number of `distinct hinges`, and the model
   * has at least so many units; `as stated` where the scenario says that it has no more.
   */
  readonly width_is: "distinct hinges" | "as stated";
  readonly inputs: number;
  readonly queries_per_unit: number;
  readonly lines: number;
  /** How exact the explanations are: `float64`, `float32`, `digits` or `noise`, with the relative error of one number. */
  readonly answers: string;
  readonly digits?: number;
  readonly answer_error: number;
  /** Relative errors of the gradients: on the answers used, at fresh points, the largest at one of those. */
  readonly fit: number;
  readonly fresh_error: number;
  readonly fresh_worst: number;
  readonly fresh_points: number;
  readonly fresh_agreeing: number;
  /** The same error of the controls. */
  readonly control_linear: number;
  readonly control_exchanged: number;
  /** Whether hinges lie off the origin, and the precision of that, relative to the lengths of a row and of a point. */
  readonly biases: boolean;
  readonly hinge_precision: number;
  /** Hinges too faint for the precision of the answers. */
  readonly faint: number;
  /** The constant of f and the largest relative error of its values; absent where access grants no values. */
  readonly constant?: number;
  readonly value_worst?: number;
  /** The TensorFlow.js model within the folder of the run, and the largest relative change of a weight there by rounding to float32. */
  readonly model: string;
  readonly model_rounding: number;
}

/** @param rounding of the saved model */
export function summariseSearch(
  scenario: CheckedScenario,
  { network, step }: SearchTask,
  seed: number,
  { outcome, found, seconds, queries }: SearchResult,
  rounding: number,
): SearchSummary {
  const { recovered, precision, lines } = outcome;
  if (recovered === undefined || found === undefined) throw new Error("a summary is of a network that was found");
  const { agreement, biases, faint, units } = recovered;
  return {
    ...identityOf(scenario, scenario.infers[0], step.name, seed),
    seconds,
    queries,
    complete: true,
    network: network.name,
    width: units.length,
    width_is: network.auto === undefined ? "as stated" : "distinct hinges",
    inputs: found.net.inputShape[0],
    queries_per_unit: queries / units.length,
    lines,
    answers: precision.kind,
    ...(precision.digits !== undefined && { digits: precision.digits }),
    answer_error: precision.relative,
    fit: agreement.fit,
    fresh_error: agreement.fresh,
    fresh_worst: agreement.worst,
    fresh_points: agreement.points,
    fresh_agreeing: agreement.agreeing,
    control_linear: agreement.linear,
    control_exchanged: agreement.exchanged,
    biases: biases.present,
    hinge_precision: biases.precision,
    faint,
    ...(found.values !== undefined && { constant: found.values.constant, value_worst: found.values.worst }),
    model: `${network.name}/model.json`,
    model_rounding: rounding,
    warnings: warningsOf(faint, agreement.outside),
  };
}

function warningsOf(faint: number, outside: number): string[] {
  return [
    ...(faint > 0
      ? [
          `${faint} more ${faint === 1 ? "hinge was" : "hinges were"} seen whose units are fainter than the error of the explanations: they are left out.`,
        ]
      : []),
    ...(outside > 0
      ? [`${outside} ${outside === 1 ? "answer fits" : "answers fit"} no linear piece of the network.`]
      : []),
  ];
}
