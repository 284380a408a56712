/** The files of models/iris read the plainest way: split at commas, weights as little-endian floats. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const irisFolder = fileURLToPath(new URL("../../models/iris/", import.meta.url));

/** [row][column] of the first `columns` columns. */
function table(name: string, columns: number): number[][] {
  const [, ...lines] = readFileSync(irisFolder + name, "utf8")
    .trim()
    .split("\n");
  return lines.map((line) => line.split(",").slice(0, columns).map(Number));
}

interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
}

/** Weights of the net by their names in model.json. */
function readWeights(): Map<string, Float64Array> {
  const topology: { weightsManifest: { paths: string[]; weights: Weight[] }[] } = JSON.parse(
    readFileSync(`${irisFolder}classifier/model.json`, "utf8"),
  );
  const [group] = topology.weightsManifest;
  const bytes = readFileSync(`${irisFolder}classifier/${group.paths[0]}`);
  const weights = new Map<string, Float64Array>();
  let offset = 0;
  for (const { name, shape } of group.weights) {
    const size = shape.reduce((a, b) => a * b, 1);
    weights.set(
      name,
      Float64Array.from({ length: size }, (_, i) => bytes.readFloatLE(offset + 4 * i)),
    );
    offset += 4 * size;
  }
  if (offset !== bytes.length) throw new Error(`weights.bin has ${bytes.length} bytes, model.json tells of ${offset}`);
  return weights;
}

function weight(weights: ReadonlyMap<string, Float64Array>, name: string): Float64Array {
  const found = weights.get(name);
  if (found === undefined) throw new Error(`no weight is named ${name}: ${[...weights.keys()].join(", ")}`);
  return found;
}

export interface IrisFiles {
  /** [flower][feature], centimetres: what the analyst knows. */
  readonly known: readonly (readonly number[])[];
  /** [record][species] */
  readonly scores: readonly (readonly number[])[];
  /** [record][feature], centimetres: the truth. */
  readonly records: readonly (readonly number[])[];
  /** [4, 16], [16], [16, 3], [3] */
  readonly w1: Float64Array;
  readonly b1: Float64Array;
  readonly w2: Float64Array;
  readonly b2: Float64Array;
}

export function readIris(): IrisFiles {
  const weights = readWeights();
  return {
    known: table("known_flowers.csv", 4),
    scores: table("scores.csv", 3),
    records: table("records.csv", 4),
    w1: weight(weights, "hidden/kernel"),
    b1: weight(weights, "hidden/bias"),
    w2: weight(weights, "scores/kernel"),
    b2: weight(weights, "scores/bias"),
  };
}
