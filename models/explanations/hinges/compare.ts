/**
 * What a recovered network says of patients that nobody trained on, beside the model it was recovered from:
 * `node --import tsx models/explanations/hinges/compare.ts runs/diagnosis-hinge_search-1`.
 */
import { readFileSync } from "node:fs";
import { loadModel } from "../../../src/blackbox/load.ts";
import { nodeFiles } from "../../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../../src/blackbox/problem.ts";
import { programBox } from "../../../src/blackbox/program-box.ts";
import { parseCsv, readColumns } from "../../../src/language/files/csv.ts";

const here = new URL(".", import.meta.url).pathname;

/** Log odds and their derivatives for each patient. */
async function ask(folder: string, x: Float64Array, patients: number) {
  const model = await loadModel("tfjs", "model.json", nodeFiles([folder]));
  if (isModelProblem(model)) throw new Error(`${folder}: ${JSON.stringify(model)}`);
  const box = programBox("f", model);
  const [values, gradients] = [new Float64Array(patients), new Float64Array(x.length)];
  await box.call(x, patients, values);
  await box.vjp?.(x, new Float64Array(patients).fill(1), patients, gradients);
  return { values, gradients };
}

const table = parseCsv(readFileSync(`${here}held_back.csv`));
if (!("cells" in table)) throw new Error(table.message);
const measurements = table.columns.slice(0, -1);
const x = readColumns(table, measurements);
const malignant = readColumns(table, ["malignant"]);
if (x.kind !== "numbers" || malignant.kind !== "numbers") throw new Error("held_back.csv is not as expected");
const patients = table.rows;
const [victim, recovered] = [
  await ask(`${here}diagnosis`, x.data, patients),
  await ask(`${process.argv[2]}/N`, x.data, patients),
];
const width = measurements.length;
/** The linear model that fits the victim best at these very patients has no hinges: its slope is the mean gradient. */
const slope = Array.from({ length: width }, (_, k) =>
  victim.gradients.reduce((total, value, i) => (i % width === k ? total + value / patients : total), 0),
);
const sloped = Float64Array.from({ length: patients }, (_, n) =>
  slope.reduce((total, value, k) => total + value * x.data[n * width + k], 0),
);
const offset = victim.values.reduce((total, value, n) => total + (value - sloped[n]) / patients, 0);
const linear = sloped.map((value) => value + offset);
const size = Math.sqrt(victim.values.reduce((total, value) => total + value ** 2, 0) / patients);
const right = (values: Float64Array) => values.filter((value, n) => value > 0 === (malignant.data[n] === 1)).length;
const same = (values: Float64Array) => values.filter((value, n) => value > 0 === victim.values[n] > 0).length;
const off = (values: Float64Array) => Math.max(...values.map((value, n) => Math.abs(value - victim.values[n]))) / size;
console.log(`${patients} patients held back; the model is right of ${right(victim.values)}`);
for (const [name, values] of [
  ["recovered network", recovered.values],
  ["best linear model", linear],
] as const) {
  console.log(
    `${name}: right of ${right(values)}, the model's diagnosis for ${same(values)}, log odds off by at most ${off(values).toExponential(1)} of their size`,
  );
}
