/**
 * Makes the small random models the tests load: `node --import tsx test/blackbox/models/make.ts`. Their weights are random, not
 * trained: what is tested is that every way of asking them agrees.
 */
import { join } from "node:path";
import { saveLayersModel } from "../../../models/save-layers-model.ts";
import { startRuntime } from "../../../src/blackbox/tfjs/runtime.ts";

const { layers: tfl } = await startRuntime();
const { layers } = tfl;
const here = new URL(".", import.meta.url).pathname;
let seed = 1;

/** A fresh seeded initializer, so that the files come out the same each time. */
function random(stddev: number) {
  return tfl.initializers.randomNormal({ stddev, seed: seed++ });
}

const below0 = () => tfl.initializers.randomUniform({ minval: -3, maxval: -2, seed: seed++ });
const around1 = () => tfl.initializers.randomUniform({ minval: 0.5, maxval: 1.5, seed: seed++ });

async function save(
  name: string,
  model: ReturnType<typeof tfl.sequential> | ReturnType<typeof tfl.model>,
): Promise<void> {
  await saveLayersModel(model, join(here, name));
  model.dispose();
}

await save(
  "tanh",
  tfl.sequential({
    layers: [
      layers.dense({
        units: 16,
        activation: "tanh",
        inputShape: [4],
        kernelInitializer: random(0.7),
        biasInitializer: random(0.5),
      }),
      layers.dense({ units: 3, activation: "softmax", kernelInitializer: random(0.7), biasInitializer: random(0.5) }),
    ],
  }),
);

// Every importable layer and most activations in one chain, written as a functional model.
{
  const input = tfl.input({ shape: [5], name: "row" });
  const stack = [
    layers.dense({ units: 12, activation: "relu", kernelInitializer: random(0.6), biasInitializer: random(0.5) }),
    layers.batchNormalization({
      gammaInitializer: around1(),
      betaInitializer: random(0.5),
      movingMeanInitializer: random(0.5),
      movingVarianceInitializer: around1(),
    }),
    layers.dropout({ rate: 0.5 }),
    layers.reshape({ targetShape: [3, 4] }),
    layers.dense({ units: 4, activation: "elu", useBias: false, kernelInitializer: random(0.8) }),
    layers.flatten(),
    layers.dense({ units: 8, kernelInitializer: random(0.5), biasInitializer: random(0.5) }),
    layers.leakyReLU({ alpha: 0.2 }),
    layers.dense({ units: 6, activation: "selu", kernelInitializer: random(0.5) }),
    layers.dense({ units: 6, activation: "softsign", kernelInitializer: random(0.7) }),
    layers.dense({ units: 6, activation: "swish", kernelInitializer: random(0.7) }),
    layers.dense({ units: 5, activation: "softplus", kernelInitializer: random(0.7) }),
    layers.activation({ activation: "sigmoid" }),
    layers.dense({ units: 4, kernelInitializer: random(0.7) }),
    layers.elu(),
    layers.reLU({ maxValue: 2 }),
    layers.dense({ units: 2, kernelInitializer: random(0.7), biasInitializer: random(0.5) }),
    layers.softmax(),
  ];
  let output = input;
  for (const layer of stack) output = layer.apply(output) as typeof input;
  await save("deep", tfl.model({ inputs: input, outputs: output }));
}

// Max pooling over linear units: windows whose maximum is negative, where the wasm gradient is silently wrong.
await save(
  "max-pooling",
  tfl.sequential({
    layers: [
      layers.dense({ units: 16, inputShape: [5], kernelInitializer: random(0.5), biasInitializer: below0() }),
      layers.reshape({ targetShape: [4, 4, 1] }),
      layers.maxPooling2d({ poolSize: 2 }),
      layers.flatten(),
      layers.dense({ units: 2, activation: "tanh", kernelInitializer: random(0.5) }),
    ],
  }),
);

await save(
  "convolution",
  tfl.sequential({
    layers: [
      layers.conv2d({
        filters: 3,
        kernelSize: 3,
        inputShape: [6, 6, 2],
        activation: "tanh",
        kernelInitializer: random(0.4),
      }),
      layers.averagePooling2d({ poolSize: 2 }),
      layers.batchNormalization({ gammaInitializer: around1(), movingVarianceInitializer: around1() }),
      layers.conv2d({
        filters: 4,
        kernelSize: 2,
        padding: "same",
        activation: "sigmoid",
        kernelInitializer: random(0.5),
      }),
      layers.globalAveragePooling2d({}),
      layers.reshape({ targetShape: [4, 1] }),
      layers.conv1d({ filters: 2, kernelSize: 2, kernelInitializer: random(0.7) }),
      layers.flatten(),
      layers.dense({ units: 3, activation: "softmax", kernelInitializer: random(0.7) }),
    ],
  }),
);

// Branches: known layers, but no chain.
{
  const input = tfl.input({ shape: [4], name: "row" });
  const dense = (units: number, activation: "tanh" | "linear") =>
    layers.dense({ units, activation, kernelInitializer: random(0.7), biasInitializer: random(0.3) });
  const first = dense(5, "tanh").apply(input) as typeof input;
  const second = layers.leakyReLU({ alpha: 0.1 }).apply(dense(5, "linear").apply(input)) as typeof input;
  const sum = layers.add().apply([first, layers.elu().apply(second) as typeof input]) as typeof input;
  const last = layers
    .softmax()
    .apply(dense(3, "linear").apply(layers.reLU().apply(layers.dropout({ rate: 0.1 }).apply(sum))));
  await save(
    "branches",
    tfl.model({ inputs: input, outputs: layers.activation({ activation: "tanh" }).apply(last) as typeof input }),
  );
}

// Every layer of windows that can be imported, in chains that meet each padding, strides, dilation and odd sizes.
await save(
  "windows",
  tfl.sequential({
    layers: [
      layers.zeroPadding2d({
        padding: [
          [1, 0],
          [0, 2],
        ],
        inputShape: [7, 6, 2],
      }),
      layers.conv2d({
        filters: 3,
        kernelSize: [3, 2],
        strides: [2, 1],
        padding: "same",
        activation: "tanh",
        kernelInitializer: random(0.4),
        biasInitializer: random(0.4),
      }),
      layers.depthwiseConv2d({
        kernelSize: 2,
        depthMultiplier: 2,
        depthwiseInitializer: random(0.6),
        biasInitializer: random(0.4),
      }),
      layers.averagePooling2d({ poolSize: 3, strides: 2, padding: "same" }),
      layers.conv2d({ filters: 4, kernelSize: 2, padding: "same", kernelInitializer: random(0.5) }),
      layers.maxPooling2d({ poolSize: 2, strides: 1, padding: "same" }),
      layers.globalAveragePooling2d({}),
      layers.dense({ units: 3, activation: "softmax", kernelInitializer: random(0.7) }),
    ],
  }),
);
