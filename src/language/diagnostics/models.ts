/** Model files that are no models, do not fit their declaration, or answer with what is no number. */
import type { ModelProblem, ModelProblemKind } from "../../blackbox/problem.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { badFile } from "./files.ts";
import { count, error, type Place } from "./make.ts";

const codes: Readonly<Record<Exclude<ModelProblemKind, "file">, string>> = {
  notAModel: "PAL4001",
  shard: "PAL4002",
  size: "PAL4003",
  dtype: "PAL4004",
  weight: "PAL4005",
  nonFinite: "PAL4006",
  refused: "PAL4007",
  runtime: "PAL4008",
};

const headlines: Readonly<Record<Exclude<ModelProblemKind, "file">, (path: string) => string>> = {
  notAModel: (path) => `"${path}" is no model`,
  shard: (path) => `a weight file of "${path}" cannot be read`,
  size: (path) => `the weights of "${path}" are of the wrong size`,
  dtype: (path) => `the weights of "${path}" are of a type that cannot be read`,
  weight: (path) => `the weights of "${path}" do not fit its layers`,
  nonFinite: (path) => `the weights of "${path}" are not all numbers`,
  refused: (path) => `TensorFlow.js cannot run "${path}"`,
  runtime: () => "TensorFlow.js could not be started",
};

/**
 * What was found wrong while a model was loaded.
 * @param place the provider call in the scenario
 * @param path the model file as the scenario names it
 */
export function badModel(place: Place, path: string, problem: ModelProblem): Diagnostic {
  if (problem.kind === "file") return badFile(place, problem.path, problem.file);
  return error(codes[problem.kind], headlines[problem.kind](path), place, problem.message, [problem.hint]);
}

/**
 * The model takes or gives another number of elements than declared.
 * @param place the declared type, `real[feature]`
 * @param declared its elements
 * @param shape of one row, as the model has it
 */
export function modelSizeMismatch(
  place: Place,
  model: string,
  side: "input" | "output",
  declared: number,
  shape: readonly number[],
): Diagnostic {
  const code = side === "input" ? "PAL4009" : "PAL4010";
  const verb = side === "input" ? "takes" : "gives";
  const found = `[${shape.join(", ")}]`;
  return error(
    code,
    `the declared ${side} of \`${model}\` is not the model's`,
    place,
    `${count(declared, "element")} declared`,
    [
      `the model ${verb} ${found}, ${count(
        shape.reduce((a, b) => a * b, 1),
        "element",
      )} a row`,
    ],
  );
}

/** A simplex is declared, but the net does not end in a softmax. */
export function notASimplex(place: Place, model: string, endsIn: string): Diagnostic {
  return error(
    "PAL4011",
    `\`${model}\` does not return a simplex`,
    place,
    endsIn === "other" ? "it does not end in a softmax" : `it ends in a ${endsIn}`,
    ["declare `-> real[..]`; a softmax of your own can be written in a `let`"],
  );
}

/** During a run the model answered a row with NaN or an infinity. */
export function modelAnsweredNaN(place: Place, model: string, answer: string, row: readonly number[]): Diagnostic {
  const shown = row
    .slice(0, 8)
    .map((x) => x.toPrecision(6))
    .join(", ");
  return error("PAL4012", `\`${model}\` answered ${answer}`, place, "asked here", [
    `at the input [${shown}${row.length > 8 ? `, .. ${row.length - 8} more` : ""}]`,
    "inputs far from what the model was trained on can overflow: a narrower prior keeps them away",
  ]);
}
