/** The five kinds of model, each trained on rows with labels, as something that answers probabilities and can be audited. */
import { GaussianNB } from "ml-naivebayes";
import { memoryFiles } from "../../src/blackbox/files.ts";
import { loadJsModel } from "../../src/blackbox/js/load.ts";
import { loadModel } from "../../src/blackbox/load.ts";
import type { LoadedModel } from "../../src/blackbox/provider.ts";
import { trainForest } from "./forest.ts";
import { type NetOptions, trainNet } from "./net.ts";
import type { Rows } from "./sets.ts";
import { scorer, type Victim } from "./victims.js";

export const kinds = ["logistic", "mlp", "forest", "bayes", "neighbours"] as const;
export type Kind = (typeof kinds)[number];

export interface Learned {
  /** For each row the probabilities of the classes. */
  predict(rows: Rows["rows"]): readonly ArrayLike<number>[];
  /** As a scenario has it once it has loaded its model. */
  loaded(): Promise<LoadedModel>;
  /** What is written to disk: files by name. */
  readonly files: Readonly<Record<string, Uint8Array | string>>;
}

const nets: Readonly<Record<"logistic" | "mlp", NetOptions>> = {
  logistic: { hidden: 0, steps: 200, rate: 0.1, decay: 0.003 },
  mlp: { hidden: 12, steps: 150, rate: 0.05, decay: 0.003 },
};
/** Neighbours that vote. */
const k = 15;
/** Standard deviations are not below this: rows of one class may agree in a feature. */
const leastDeviation = 1e-3;

export function learn(kind: Kind, rows: Rows, classes: number, seed: number): Learned {
  if (kind === "logistic" || kind === "mlp") return learnNet(nets[kind], kind, rows, classes, seed);
  return victim(describe(kind, rows, classes, seed));
}

function learnNet(options: NetOptions, name: string, rows: Rows, classes: number, seed: number): Learned {
  const net = trainNet(rows, classes, options, seed);
  const { json, weights } = net.save(name);
  const files = { "model.json": json, "weights.bin": weights };
  const loaded = async () => {
    const model = await loadModel("tfjs", "model.json", memoryFiles(files));
    if ("kind" in model) throw new Error(JSON.stringify(model));
    return model;
  };
  return { predict: (given) => net.predict(given), loaded, files };
}

function describe(kind: "forest" | "bayes" | "neighbours", rows: Rows, classes: number, seed: number): Victim {
  const inputs = rows.rows[0].length;
  if (kind === "forest") return trainForest(rows, classes, seed);
  if (kind === "neighbours") return { kind, inputs, outputs: classes, k, rows: rows.rows, labels: rows.labels };
  return naiveBayes(rows, classes);
}

/** Trained by ml-naivebayes, whose `predict` gives classes only, by two of the features: probabilities are made of what it has learnt. */
function naiveBayes({ rows, labels }: Rows, classes: number): Victim {
  const model = new GaussianNB();
  model.train(
    rows.map((row) => [...row]),
    [...labels],
  );
  const { means, calculateProbabilities } = model.toJSON();
  // It keeps -2 s^2 for the exponent of each feature, and the logarithm of the class's share before them.
  const deviations = calculateProbabilities.map(([, ...features]) =>
    features.map(([, exponent]) => Math.max(Math.sqrt(-exponent / 2), leastDeviation)),
  );
  const shares = calculateProbabilities.map(([logShare]) => Math.exp(logShare));
  return { kind: "bayes", inputs: rows[0].length, outputs: classes, means, deviations, shares };
}

/** One that answers the same whatever it is asked. */
export function constantModel(inputs: number, shares: readonly number[]): Learned {
  return victim({ kind: "constant", inputs, outputs: shares.length, shares });
}

function victim(description: Victim): Learned {
  const own = scorer(description);
  const loaded = async () => {
    const host = {
      files: memoryFiles({ "victims.js": "" }),
      importModule: async () => ({ ...own }),
      hash: (bytes: Uint8Array) => String(bytes.length),
    };
    const model = await loadJsModel("victims.js", {}, host);
    if ("kind" in model) throw new Error(JSON.stringify(model));
    return model;
  };
  return { predict: (given) => own.predict(given), loaded, files: { "model.json": JSON.stringify(description) } };
}

/** The share of rows whose most probable class is their own. */
export function accuracy(model: Pick<Learned, "predict">, { rows, labels }: Rows): number {
  const right = model.predict(rows).filter((scores, i) => {
    let best = 0;
    for (let c = 1; c < scores.length; c++) if (scores[c] > scores[best]) best = c;
    return best === labels[i];
  });
  return right.length / rows.length;
}
