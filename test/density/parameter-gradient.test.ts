/** Derivatives by weights: against differences of the net with other weights, and against the tape of TensorFlow.js. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startRuntime } from "../../src/blackbox/tfjs/runtime.ts";
import { importCalls } from "../../src/density/import-boxes.ts";
import * as t from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Net } from "../../src/tensor/write-out.ts";
import { load, modelsFolder, randomRows } from "../blackbox/support.ts";

const rows = 4;

async function prepare(name: string) {
  const { importInto, inputShape, outputShape, parameters } = await load(name);
  if (importInto === undefined) throw new Error(`${name} is a chain of known layers`);
  const [inputs] = inputShape;
  const [outputs] = outputShape;
  const x = randomRows(rows * inputs, 21);
  const cotangent = randomRows(rows * outputs, 22);
  const net: Net = { inputShape, importInto, weights: parameters.values };
  const product = t.parameterVjp(
    "f",
    t.constant(x, [rows, inputs]),
    t.constant(cotangent, [rows, outputs]),
    parameters.size,
  );
  const [gradient] = evaluate(importCalls([product], new Map([["f", net]])), {});
  return { importInto, inputs, outputs, parameters, x, cotangent, gradient };
}

for (const name of ["tanh", "deep"]) {
  test(`${name}: as differences of the net with other weights have it`, async () => {
    const { importInto, inputs, parameters, x, cotangent, gradient } = await prepare(name);
    const weights = t.input("weights", 0, [parameters.size]);
    const answer = importInto(t.constant(x, [rows, inputs]), weights);
    const total = t.sum(t.mul(answer, t.constant(cotangent, answer.shape)));
    const at = (values: Float64Array) => evaluate([total], { buffers: { weights: values } })[0][0];
    // Central differences of h = 1e-5 err by h^2 of the third derivative and 1e-16 / h of the value.
    const h = 1e-5;
    for (const [i, found] of gradient.entries()) {
      const [up, down] = [parameters.values.slice(), parameters.values.slice()];
      up[i] += h;
      down[i] -= h;
      const difference = (at(up) - at(down)) / (2 * h);
      assert.ok(Math.abs(found - difference) < 1e-7, `${i}: ${found}, differences ${difference}`);
    }
    assert.ok(gradient.some((derivative) => Math.abs(derivative) > 0.1));
  });

  test(`${name}: as the tape of TensorFlow.js has it, weight by weight`, async () => {
    const { inputs, outputs, parameters, x, cotangent, gradient } = await prepare(name);
    const { core, layers } = await startRuntime();
    const folder = path.join(modelsFolder, name);
    const file = JSON.parse(readFileSync(path.join(folder, "model.json"), "utf8"));
    const [group] = file.weightsManifest;
    const bytes = new Uint8Array(readFileSync(path.join(folder, group.paths[0])));
    const model = await layers.loadLayersModel({
      load: async () => ({ modelTopology: file.modelTopology, weightSpecs: group.weights, weightData: bytes.buffer }),
    });
    const { grads } = core.variableGrads(() => {
      const answer = model.apply(core.tensor2d(Float32Array.from(x), [rows, inputs])) as ReturnType<
        typeof core.tensor2d
      >;
      return core.sum(core.mul(answer, core.tensor2d(Float32Array.from(cotangent), [rows, outputs]))) as ReturnType<
        typeof core.scalar
      >;
    });
    let compared = 0;
    for (const { layer, weight, offset } of parameters.parts) {
      const tape = Object.entries(grads)
        .find(([key]) => key.startsWith(`${layer}/${weight}`))?.[1]
        .dataSync();
      // What is not trained (the moments of batch normalization) is not on the tape.
      if (tape === undefined) continue;
      compared++;
      // Float32 through a hundred operations.
      for (const [i, derivative] of tape.entries()) assert.ok(Math.abs(gradient[offset + i] - derivative) < 1e-4);
    }
    assert.ok(compared >= 4);
    model.dispose();
  });
}

test.run();
