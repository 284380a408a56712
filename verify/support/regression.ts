/** The closed form of models/regression/scenario.pal, from its data read the plainest way. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type ClosedForm, closedForm } from "./conjugate.ts";

const folder = new URL("../../models/regression/", import.meta.url);
export const regressionFile = fileURLToPath(new URL("scenario.pal", folder));

const predictors = ["malic_acid", "flavanoids", "color_intensity", "hue", "proline"];

export function regressionClosedForm(): ClosedForm {
  const [header, ...lines] = readFileSync(new URL("wine.csv", folder), "utf8").trim().split("\n");
  const names = header.trim().split(",");
  const cells = lines.map((line) => line.split(","));
  const column = (name: string) => cells.map((row) => Number(row[names.indexOf(name)]));
  const standardised = predictors.map((name) => standardise(column(name)));
  const response = column("alcohol");
  return closedForm({
    design: response.map((_, i) => [1, ...standardised.map((values) => values[i])]),
    response,
    mean: [13, 0, 0, 0, 0, 0],
    scale: [5, 1, 1, 1, 1, 1],
    shape: 3,
    rate: 1,
  });
}

/** The exact moments by the names that a run gives its quantities. */
export function exactMoments({ coefficients, variance }: ClosedForm): Record<string, { mean: number; sd: number }> {
  const [level, ...slopes] = coefficients;
  return { level, ...Object.fromEntries(slopes.map((slope, i) => [`slope[${i}]`, slope])), variance };
}

function standardise(values: readonly number[]): number[] {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (values.length - 1));
  return values.map((x) => (x - mean) / sd);
}
