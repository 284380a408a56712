/** Trains the models of this folder and writes what its scenarios read: `node --import tsx models/inverse_estimation/train.ts`. */
import { mkdirSync, writeFileSync } from "node:fs";
import { covariance, Matrix } from "ml-matrix";
import { accuracy, constantModel, kinds, learn } from "./learners.ts";
import { gaussianSets, readSet, realSets, waysOf } from "./sets.ts";

const here = new URL(".", import.meta.url).pathname;
const seed = 1;
/** Decimal places of the features. */
const digits = 4;
/** Random directions that the study moves priors along. */
const ways = 3;

function csv(columns: readonly string[], rows: readonly (readonly number[])[], places: number): string {
  const lines = rows.map((row) => row.map((x) => Number(x.toFixed(places))).join(","));
  return `${[columns.join(","), ...lines].join("\n")}\n`;
}

for (const name of [...realSets, ...gaussianSets]) {
  const set = readSet(name);
  const folder = `${here}${name}/`;
  const features = Array.from({ length: set.features }, (_, j) => `x${j}`);
  mkdirSync(folder, { recursive: true });
  const known = new Matrix(set.train.rows.map((row) => row.map((x) => Number(x.toFixed(digits)))));
  writeFileSync(`${folder}features.csv`, csv(features, known.to2DArray(), digits));
  // What the analyst is taken to know: the moments of these rows, and not the rows.
  writeFileSync(`${folder}centre.csv`, csv(features, [known.mean("column")], 12));
  writeFileSync(`${folder}spread.csv`, csv(features, covariance(known).to2DArray(), 12));
  writeFileSync(
    `${folder}labels.csv`,
    csv(
      ["class"],
      set.train.labels.map((label) => [label]),
      0,
    ),
  );
  writeFileSync(
    `${folder}classes.csv`,
    csv(
      ["class", "share"],
      set.shares.map((share, k) => [k, share]),
      6,
    ),
  );
  writeFileSync(`${folder}ways.csv`, csv(features, waysOf(set.features, ways, seed), 6));
  const trained = realSets.some((real) => real === name) ? kinds : (["logistic"] as const);
  const models = [...trained.map((kind) => [kind, learn(kind, set.train, set.classes, seed)] as const)];
  for (const [kind, model] of [...models, ["constant", constantModel(set.features, set.shares)] as const]) {
    mkdirSync(`${folder}${kind}`, { recursive: true });
    for (const [file, content] of Object.entries(model.files)) writeFileSync(`${folder}${kind}/${file}`, content);
    process.stdout.write(
      `${name} ${kind}: ${(100 * accuracy(model, set.test)).toFixed(1)} % of the held-out rows right\n`,
    );
  }
}
