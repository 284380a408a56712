/**
 * Trains the iris classifier and writes every file of this folder that a scenario reads: `node --import tsx models/iris/train.ts`.
 * All of it follows from `seed`: which flowers are held back, which train the net, which the analyst knows, and the first weights.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { startRuntime } from "../../src/blackbox/tfjs/runtime.ts";
import { parseCsv, readColumn, readColumns } from "../../src/language/files/csv.ts";
import { saveLayersModel } from "../save-layers-model.ts";

const seed = 1;
const features = ["sepal_length", "sepal_width", "petal_length", "petal_width"];
const species = ["setosa", "versicolor", "virginica"];
/** Flowers of each species to be inverted: 20 in all. */
const heldBack = [7, 7, 6];
const hidden = 16;
/** Weight of the squared kernels in the loss, as TensorFlow.js' l2 regularizer counts it: keeps scores from saturating. */
const l2 = 0.004;
const epochs = 4000;
const learningRate = 0.05;

const here = new URL(".", import.meta.url).pathname;

interface Flower {
  readonly x: readonly number[];
  readonly species: number;
}

function readFlowers(): Flower[] {
  const table = parseCsv(readFileSync(`${here}iris.csv`));
  if (!("cells" in table)) throw new Error(table.message);
  const x = readColumns(table, features);
  const kind = readColumn(table, "species");
  if (x.kind !== "numbers" || kind.kind !== "text") throw new Error("iris.csv is not as expected");
  return kind.text.map((word, i) => ({ x: [...x.data.slice(4 * i, 4 * i + 4)], species: species.indexOf(word) }));
}

/** Uniform numbers in [0, 1): Marsaglia's xorshift32 (2003, "Xorshift RNGs", triple 13, 17, 5). */
function uniforms(state: number): () => number {
  let s = state * 0x9e3779b9;
  return () => {
    s ^= s << 13;
    s ^= s >>> 17;
    s ^= s << 5;
    return (s >>> 0) / 2 ** 32;
  };
}

function shuffle<T>(items: readonly T[], uniform: () => number): T[] {
  const result = [...items];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(uniform() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/**
 * Three disjoint sets: 20 flowers to invert, and of the rest every second one for training, the others for the analyst. Iris holds
 * flowers with the same four measurements; only those that are unlike any other may be inverted.
 */
function split(flowers: readonly Flower[]): { inverted: Flower[]; training: Flower[]; known: Flower[] } {
  const uniform = uniforms(seed);
  const times = new Map<string, number>();
  for (const { x } of flowers) times.set(x.join(), (times.get(x.join()) ?? 0) + 1);
  const inverted: Flower[] = [];
  const training: Flower[] = [];
  const known: Flower[] = [];
  for (const [kind, count] of heldBack.entries()) {
    const own = shuffle(
      flowers.filter((flower) => flower.species === kind),
      uniform,
    );
    const chosen = own.filter(({ x }) => times.get(x.join()) === 1).slice(0, count);
    inverted.push(...chosen);
    for (const [i, flower] of own.filter((flower) => !chosen.includes(flower)).entries())
      (i % 2 === 0 ? training : known).push(flower);
  }
  return { inverted: shuffle(inverted, uniform), training, known };
}

function writeCsv(name: string, header: readonly string[], rows: readonly (readonly (number | string)[])[]): void {
  writeFileSync(`${here}${name}`, [header, ...rows].map((row) => `${row.join(",")}\n`).join(""));
}

const { inverted, training, known } = split(readFlowers());
const { core: tf, layers: tfl } = await startRuntime();

/** 4-16(tanh)-3(softmax) on centimetres. */
function network() {
  const kernelRegularizer = tfl.regularizers.l2({ l2 });
  return tfl.sequential({
    layers: [
      tfl.layers.dense({
        name: "hidden",
        units: hidden,
        activation: "tanh",
        inputShape: [4],
        kernelInitializer: tfl.initializers.glorotUniform({ seed }),
        kernelRegularizer,
      }),
      tfl.layers.dense({
        name: "scores",
        units: 3,
        activation: "softmax",
        kernelInitializer: tfl.initializers.glorotUniform({ seed: seed + 1 }),
        kernelRegularizer,
      }),
    ],
  });
}

/** Full-batch Adam, its rate falling as a cosine, so that the last steps settle in the minimum. Returns the loss. */
function train(model: ReturnType<typeof network>): number {
  const optimizer = tf.train.adam(learningRate);
  let loss = Number.NaN;
  tf.tidy(() => {
    const x = tf.tensor2d(training.map((flower) => [...flower.x]));
    const y = tf.oneHot(
      training.map((flower) => flower.species),
      3,
    );
    const cost = () => {
      const scores = model.apply(x, { training: true }) as typeof x;
      const fit = tf.neg(tf.mean(tf.sum(tf.mul(y, tf.log(scores)), 1)));
      return tf.add(fit, tf.addN(model.calculateLosses())) as ReturnType<typeof tf.scalar>;
    };
    for (let epoch = 0; epoch < epochs; epoch++) {
      // The optimizer reads its rate anew at each step, though its type hides it.
      Object.assign(optimizer, { learningRate: (learningRate / 2) * (1 + Math.cos((Math.PI * epoch) / epochs)) });
      const value = optimizer.minimize(cost, true);
      loss = value?.dataSync()[0] ?? Number.NaN;
      value?.dispose();
    }
  });
  return loss;
}

function scoresOf(model: ReturnType<typeof network>, flowers: readonly Flower[]): number[][] {
  return tf.tidy(() => {
    const answers = (
      model.predict(tf.tensor2d(flowers.map((flower) => [...flower.x]))) as ReturnType<typeof tf.tensor2d>
    ).dataSync();
    return flowers.map((_, i) => [...answers.slice(3 * i, 3 * i + 3)]);
  });
}

function accuracy(scores: readonly (readonly number[])[], flowers: readonly Flower[]): number {
  return scores.filter((row, i) => row.indexOf(Math.max(...row)) === flowers[i].species).length / flowers.length;
}

const model = network();
const loss = train(model);
const scores = scoresOf(model, inverted);

mkdirSync(`${here}classifier`, { recursive: true });
await saveLayersModel(model, `${here}classifier`);
writeCsv("scores.csv", species, scores);
writeCsv(
  "records.csv",
  features,
  inverted.map((flower) => flower.x),
);
const withSpecies = (flowers: readonly Flower[]) => flowers.map((flower) => [...flower.x, species[flower.species]]);
writeCsv("known_flowers.csv", [...features, "species"], withSpecies(known));
writeCsv("training_flowers.csv", [...features, "species"], withSpecies(training));

const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
console.log(`loss ${loss.toFixed(6)} on ${training.length} training flowers, ${known.length} known to the analyst`);
console.log(`accuracy: training ${percent(accuracy(scoresOf(model, training), training))}`);
console.log(`accuracy: known    ${percent(accuracy(scoresOf(model, known), known))}`);
console.log(`accuracy: inverted ${percent(accuracy(scores, inverted))}`);
console.log(`scores of the inverted flowers: ${Math.min(...scores.flat())} .. ${Math.max(...scores.flat())}`);
