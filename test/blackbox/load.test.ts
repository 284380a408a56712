/** Loading: what a model file tells about itself, and each way it can be broken. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { memoryFiles } from "../../src/blackbox/files.ts";
import { loadModel } from "../../src/blackbox/load.ts";
import { isModelProblem, type ModelProblem } from "../../src/blackbox/problem.ts";
import { programBox } from "../../src/blackbox/program-box.ts";
import { callOf, load, modelsFolder, randomRows, relativeDifference } from "./support.ts";

interface ModelFile {
  format: string;
  modelTopology?: { class_name: string; config: { layers: { class_name: string; config: Record<string, unknown> }[] } };
  weightsManifest?: {
    paths: string[];
    weights: { name: string; shape: number[]; dtype: string; quantization?: object }[];
  }[];
}

const tanhModel = readFileSync(`${modelsFolder}tanh/model.json`, "utf8");
const tanhWeights = new Uint8Array(readFileSync(`${modelsFolder}tanh/weights.bin`));

/** Loads the tanh model after a change to its description or its weights. */
async function changed(change: (model: ModelFile) => void, weights: Uint8Array = tanhWeights) {
  const model: ModelFile = JSON.parse(tanhModel);
  change(model);
  return loadModel(
    "tfjs",
    "net/model.json",
    memoryFiles({ "net/model.json": JSON.stringify(model), "net/weights.bin": weights }),
  );
}

async function broken(change: (model: ModelFile) => void, weights?: Uint8Array): Promise<ModelProblem> {
  const result = await changed(change, weights);
  if (!isModelProblem(result)) throw new Error("a problem was expected");
  return result;
}

function manifest(model: ModelFile) {
  const group = model.weightsManifest?.[0];
  if (group === undefined) throw new Error("the test model has weights");
  return group;
}

function says(problem: ModelProblem, kind: ModelProblem["kind"], message: RegExp): void {
  assert.is(problem.kind, kind);
  if (problem.kind !== "file") assert.match(problem.message, message);
}

test("what a net is, before any runtime is started", async () => {
  const model = await load("tanh");
  assert.equal([model.inputShape, model.outputShape], [[4], [3]]);
  assert.is(model.description, "4-16(tanh)-3(softmax), 131 weights");
  assert.is(model.endsIn, "softmax");
  assert.is(model.batchInvariant, true);
  assert.match(model.hash, /^[0-9a-f]{64}$/);
});

test("what an opaque model is", async () => {
  const model = await load("convolution");
  assert.equal([model.inputShape, model.outputShape], [[6, 6, 2], [3]]);
  assert.is(model.endsIn, "softmax");
  assert.is(model.importInto, undefined);
  assert.match(model.description, /^Conv2D-AveragePooling2D-BatchNormalization-/);
});

test("the hash follows the weights, not the layout of the file", async () => {
  const hashOf = async (result: ReturnType<typeof changed>) => {
    const model = await result;
    if (isModelProblem(model)) throw new Error("a model was expected");
    return model.hash;
  };
  const original = (await load("tanh")).hash;
  assert.is(await hashOf(changed(() => {})), original);
  const other = tanhWeights.slice();
  other[3] ^= 1;
  assert.is.not(await hashOf(changed(() => {}, other)), original);
});

test("no model: not JSON, with its place", async () => {
  const problem = await loadModel("tfjs", "m.json", memoryFiles({ "m.json": '{\n "modelTopology": oops' }));
  if (!isModelProblem(problem)) throw new Error("a problem was expected");
  says(problem, "notAModel", /not JSON \(line 2, column 19\)/);
});

test("no model: other JSON, no topology, no weights, a graph model", async () => {
  for (const text of ["[]", "3", "{}", '{"modelTopology": {}}', '{"modelTopology": null, "weightsManifest": []}']) {
    const problem = await loadModel("tfjs", "m.json", memoryFiles({ "m.json": text }));
    if (!isModelProblem(problem)) throw new Error("a problem was expected");
    assert.is(problem.kind, "notAModel", text);
  }
  says(await broken((m) => delete m.weightsManifest), "notAModel", /weightsManifest/);
  says(await broken((m) => Object.assign(m, { format: "graph-model" })), "notAModel", /GraphModel/);
  says(await broken((m) => m.modelTopology?.config.layers.splice(0)), "notAModel", /no layer/);
});

test("the file is missing", async () => {
  const problem = await loadModel("tfjs", "m.json", memoryFiles({}));
  if (!isModelProblem(problem)) throw new Error("a problem was expected");
  assert.is(problem.kind, "file");
});

test("a weight file is missing", async () => {
  says(
    await broken((m) => manifest(m).paths.splice(0, 1, "group1-shard1of2.bin")),
    "shard",
    /net\/group1-shard1of2.bin is missing/,
  );
});

test("weights of the wrong size", async () => {
  says(await broken(() => {}, tanhWeights.slice(0, 520)), "size", /520 bytes, the manifest announces 524/);
  says(
    await broken((m) => manifest(m).weights[0].shape.splice(0, 2, 5, 16)),
    "size",
    /524 bytes, the manifest announces 588/,
  );
});

test("weights of another layer's shape", async () => {
  says(
    await broken((m) => manifest(m).weights[0].shape.reverse()),
    "weight",
    /kernel of layer .* is \[16, 4\], the layer needs \[4, 16\]/,
  );
  says(await broken((m) => Object.assign(manifest(m).weights[1], { name: "other/bias" })), "weight", /has no bias/);
});

test("weights of an unknown type", async () => {
  says(await broken((m) => Object.assign(manifest(m).weights[0], { dtype: "string" })), "dtype", /dtype string/);
  const odd = { quantization: { dtype: "uint4", scale: 1, min: 0 } };
  says(await broken((m) => Object.assign(manifest(m).weights[0], odd)), "dtype", /quantized to uint4/);
});

test("NaN and infinities among the weights, with the layer's name", async () => {
  for (const [value, word] of [
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "an infinity"],
  ] as const) {
    const weights = tanhWeights.slice();
    new DataView(weights.buffer).setFloat32(4 * (64 + 16 + 5), value, true);
    const { name } = manifest(JSON.parse(tanhModel)).weights[2];
    const layer = name.slice(0, name.lastIndexOf("/"));
    says(
      await broken(() => {}, weights),
      "nonFinite",
      new RegExp(`${word} in the weights of layer ${layer}: element 5`),
    );
  }
});

test("a layer no one knows is refused by the runtime, not by a crash", async () => {
  const problem = await broken((m) =>
    Object.assign(m.modelTopology?.config.layers[1] ?? {}, { class_name: "Attention9" }),
  );
  says(problem, "refused", /Attention9/);
});

test("layers that are connected in a circle or to nothing are refused, not followed", async () => {
  const text = readFileSync(`${modelsFolder}branches/model.json`, "utf8");
  const weights = new Uint8Array(readFileSync(`${modelsFolder}branches/weights.bin`));
  const first: string = JSON.parse(text).modelTopology.config.layers[1].name;
  const last: string = JSON.parse(text).modelTopology.config.output_layers[0][0];
  for (const target of [last, "elsewhere"]) {
    const model = JSON.parse(text);
    model.modelTopology.config.layers[1].inbound_nodes = [[[target, 0, 0, {}]]];
    const problem = await loadModel(
      "tfjs",
      "m.json",
      memoryFiles({ "m.json": JSON.stringify(model), "weights.bin": weights }),
    );
    if (!isModelProblem(problem)) throw new Error("a problem was expected");
    says(problem, "notAModel", new RegExp(`${first} is connected to layers that are not there, or in a circle`));
  }
});

test("layers larger than their weights are refused before anything is allocated", async () => {
  const folder = `${modelsFolder}convolution/`;
  const weights = new Uint8Array(readFileSync(`${folder}weights.bin`));
  for (const [field, value, kind] of [
    ["units", 1e6, "weight"],
    ["target_shape", [1e9], "refused"],
  ] as const) {
    const model = JSON.parse(readFileSync(`${folder}model.json`, "utf8"));
    for (const layer of model.modelTopology.config.layers) if (field in layer.config) layer.config[field] = value;
    const problem = await loadModel(
      "tfjs",
      "m.json",
      memoryFiles({ "m.json": JSON.stringify(model), "weights.bin": weights }),
    );
    if (!isModelProblem(problem)) throw new Error("a problem was expected");
    assert.is(problem.kind, kind);
  }
});

test("whatever is changed in a model file, loading ends in a model or a problem", async () => {
  const junk = [null, -1, 0, 1e9, 3.5, "x", "", [], {}, true, [[[]]], "Dense"];
  const numbers = randomRows(3 * 80, 21).map((x) => (x + 2) / 4);
  const pick = <T>(items: readonly T[], u: number): T =>
    items[Math.min(items.length - 1, Math.floor(u * items.length))];
  const texts = ["tanh", "deep", "branches", "windows"].map((name) => ({
    text: readFileSync(`${modelsFolder}${name}/model.json`, "utf8"),
    weights: new Uint8Array(readFileSync(`${modelsFolder}${name}/weights.bin`)),
  }));
  for (let run = 0; run < 80; run++) {
    const { text, weights } = texts[run % 4];
    const model: unknown = JSON.parse(text);
    const places: { owner: Record<string, unknown>; key: string }[] = [];
    const visit = (value: unknown) => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        places.push({ owner: value as Record<string, unknown>, key });
        visit(inner);
      }
    };
    visit(model);
    const { owner, key } = pick(places, numbers[3 * run]);
    if (numbers[3 * run + 1] < 0.2) delete owner[key];
    else owner[key] = pick(junk, numbers[3 * run + 2]);
    const result = await loadModel(
      "tfjs",
      "m.json",
      memoryFiles({ "m.json": JSON.stringify(model), "weights.bin": weights }),
    );
    if (!isModelProblem(result) && result.importInto !== undefined) programBox("changed", result);
  }
});

test("weights over several files, in order", async () => {
  const model: ModelFile = JSON.parse(tanhModel);
  manifest(model).paths = ["a.bin", "b.bin"];
  const files = {
    "model.json": JSON.stringify(model),
    "a.bin": tanhWeights.slice(0, 101),
    "b.bin": tanhWeights.slice(101),
  };
  const split = await loadModel("tfjs", "model.json", memoryFiles(files));
  if (isModelProblem(split)) throw new Error("a model was expected");
  const x = randomRows(8, 1);
  assert.equal(await callOf(programBox("a", split), x, 2), await callOf(programBox("b", await load("tanh")), x, 2));
});

test("quantized weights come back within their step", async () => {
  const full = new Float32Array(tanhWeights.slice().buffer);
  const low = Math.min(...full);
  const scale = (Math.max(...full) - low) / 65535;
  const stored = Uint16Array.from(full, (w) => Math.round((w - low) / scale));
  const quantization = { dtype: "uint16", scale, min: low, original_dtype: "float32" };
  const model = await changed((m) => {
    for (const weight of manifest(m).weights) weight.quantization = quantization;
  }, new Uint8Array(stored.buffer));
  if (isModelProblem(model)) throw new Error("a model was expected");
  const x = randomRows(40, 2);
  const difference = relativeDifference(
    await callOf(programBox("q", model), x, 10),
    await callOf(programBox("f", await load("tanh")), x, 10),
  );
  // Each of 131 weights is off by at most scale / 2 = 3e-5; inputs are at most 2, so scores move by less than 131 * 2 * 3e-5.
  assert.ok(difference > 0 && difference < 131 * scale, `${difference}`);
});

test.run();
