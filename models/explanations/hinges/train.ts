/**
 * Makes the two victims of this folder and the patients that neither was trained on: `node --import tsx models/explanations/hinges/train.ts`.
 * All of it follows from `seed`.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { type SavedLayer, saveDense } from "../../../src/blackbox/tfjs/save.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { parseCsv, readColumn, readColumns } from "../../../src/language/files/csv.ts";

const seed = 1;
/** Of the random victim: rows N(0, 1/inputs), output weights N(0, 1/units), no biases. */
const random = { inputs: 50, units: 16 };
/** Of the trained one: standardised features to the log odds of a malignant tumour. */
const trained = { units: 12, steps: 2000, rate: 0.02, decay: 1e-3 };
/** Patients that are held back, of 569. */
const heldBack = 113;

const here = new URL(".", import.meta.url).pathname;

function write(folder: string, inputs: number, layers: readonly SavedLayer[]): void {
  const { json, weights } = saveDense(folder, inputs, layers);
  mkdirSync(`${here}${folder}`, { recursive: true });
  writeFileSync(`${here}${folder}/model.json`, json);
  writeFileSync(`${here}${folder}/weights.bin`, weights);
}

/** Row-major numbers N(0, sd^2). */
function normals(count: number, sd: number, source: CounterRandom): Float64Array {
  return Float64Array.from({ length: count }, () => sd * source.normal());
}

function drawRandomVictim(): void {
  const { inputs, units } = random;
  const source = new CounterRandom(seed, 1);
  write("random", inputs, [
    { name: "hidden", kernel: normals(inputs * units, inputs ** -0.5, source), activation: "relu" },
    { name: "output", kernel: normals(units, units ** -0.5, source), activation: "linear" },
  ]);
}

interface Patients {
  readonly features: readonly string[];
  /** [patients, features], z-scored by the patients of the training. */
  readonly x: Float64Array[];
  readonly malignant: number[];
}

function readPatients(): Patients {
  const table = parseCsv(readFileSync(`${here}breast_cancer.csv`));
  if (!("cells" in table)) throw new Error(table.message);
  const features = table.columns.slice(0, -1);
  const columns = readColumns(table, features);
  const diagnosis = readColumn(table, "diagnosis");
  if (columns.kind !== "numbers" || diagnosis.kind !== "text") throw new Error("breast_cancer.csv is not as expected");
  const width = features.length;
  const source = new CounterRandom(seed, 2);
  const order = diagnosis.text.map((_, i) => i);
  for (let i = order.length - 1; i > 0; i--) {
    const j = source.below(i + 1);
    [order[i], order[j]] = [order[j], order[i]];
  }
  const rows = order.map((i) => columns.data.slice(width * i, width * (i + 1)));
  const training = rows.slice(heldBack);
  const means = features.map((_, k) => training.reduce((total, row) => total + row[k], 0) / training.length);
  const sds = features.map((_, k) =>
    Math.sqrt(training.reduce((total, row) => total + (row[k] - means[k]) ** 2, 0) / (training.length - 1)),
  );
  return {
    features,
    x: rows.map((row) => Float64Array.from(row, (value, k) => (value - means[k]) / sds[k])),
    malignant: order.map((i) => (diagnosis.text[i] === "malignant" ? 1 : 0)),
  };
}

/** Full-batch Adam (Kingma and Ba 2015) on the cross entropy of the log odds, with decay * |weights|^2. */
function trainVictim({ features, x, malignant }: Patients): void {
  const { units, steps, rate, decay } = trained;
  const inputs = features.length;
  const source = new CounterRandom(seed, 3);
  const kernel = normals(inputs * units, Math.sqrt(2 / inputs), source);
  const output = normals(units, Math.sqrt(1 / units), source);
  // One vector: kernel [inputs, units], bias [units], output [units], constant.
  const weights = Float64Array.of(...kernel, ...new Float64Array(units), ...output, 0);
  const [bias, out, last] = [inputs * units, inputs * units + units, inputs * units + 2 * units];
  const hidden = (row: Float64Array): number[] =>
    Array.from({ length: units }, (_, i) => {
      let sum = weights[bias + i];
      for (let k = 0; k < inputs; k++) sum += weights[k * units + i] * row[k];
      return Math.max(0, sum);
    });
  const logit = (active: readonly number[]) =>
    active.reduce((total, value, i) => total + value * weights[out + i], weights[last]);
  const gradient = new Float64Array(weights.length);
  const [first, second] = [new Float64Array(weights.length), new Float64Array(weights.length)];
  const count = x.length - heldBack;
  for (let step = 1; step <= steps; step++) {
    weights.forEach((value, i) => {
      gradient[i] = i < bias || (i >= out && i < last) ? 2 * decay * value : 0;
    });
    for (let n = heldBack; n < x.length; n++) {
      const active = hidden(x[n]);
      const error = (1 / (1 + Math.exp(-logit(active))) - malignant[n]) / count;
      gradient[last] += error;
      active.forEach((value, i) => {
        gradient[out + i] += error * value;
        if (value === 0) return;
        gradient[bias + i] += error * weights[out + i];
        for (let k = 0; k < inputs; k++) gradient[k * units + i] += error * weights[out + i] * x[n][k];
      });
    }
    gradient.forEach((value, i) => {
      first[i] = 0.9 * first[i] + 0.1 * value;
      second[i] = 0.999 * second[i] + 0.001 * value * value;
      const scaled = first[i] / (1 - 0.9 ** step) / (Math.sqrt(second[i] / (1 - 0.999 ** step)) + 1e-8);
      weights[i] -= rate * (1 - step / steps) * scaled;
    });
  }
  write("diagnosis", inputs, [
    { name: "hidden", kernel: weights.slice(0, bias), bias: weights.slice(bias, out), activation: "relu" },
    { name: "output", kernel: weights.slice(out, last), bias: weights.slice(last), activation: "linear" },
  ]);
  const isRight = (n: number) => logit(hidden(x[n])) > 0 === (malignant[n] === 1);
  const right = (from: number, to: number) => x.slice(from, to).filter((_, i) => isRight(from + i)).length;
  console.log(
    `diagnosis: right of ${right(heldBack, x.length)} of ${count} patients of the training, ${right(0, heldBack)} of ${heldBack} held back`,
  );
}

function writeHeldBack({ features, x, malignant }: Patients): void {
  const rows = x
    .slice(0, heldBack)
    .map((row, n) => [...Array.from(row, (value) => value.toFixed(6)), malignant[n]].join(","));
  writeFileSync(`${here}held_back.csv`, `${[[...features, "malignant"].join(","), ...rows].join("\n")}\n`);
}

drawRandomVictim();
const patients = readPatients();
trainVictim(patients);
writeHeldBack(patients);
