/**
 * The gradient of the KKT scenario against the one derived by hand, layer by layer, for two and three layers; in a subspace too. No
 * array of the program is as large as candidates times weights.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { product, startWeights, transposed, type Weights } from "../../models/kkt/descent.ts";
import { saveNet } from "../../models/kkt/save.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { densityPrograms, planDensity } from "../../src/density/plan.ts";
import type { Batch } from "../../src/inference/kernel.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { leadingSingularVectors } from "../../src/tensor/singular-vectors.ts";
import { Xoshiro } from "../../verify/support/xoshiro.ts";

const [pixels, candidates, slope, deviation] = [30, 6, 7, 0.3];
const signs = Array.from({ length: candidates }, (_, i) => (i % 2 === 0 ? -1 : 1));

function randomNet(hidden: readonly number[]): Weights {
  const recipe = { hidden, firstScale: 0.5, bias: true, rate: 1, scaled: false, loss: 0, steps: 0 };
  const { kernels, bias, sizes } = startWeights(pixels, 1, recipe, new Xoshiro(hidden.length));
  // As the file keeps them.
  return { kernels: kernels.map((kernel) => kernel.map(Math.fround)), bias: bias?.map(Math.fround), sizes };
}

async function scenarioFor(net: Weights): Promise<CheckedScenario> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-test-"));
  try {
    saveNet(net, path.join(folder, "victim"), "float32");
    const file = path.join(folder, "kkt.pal");
    writeFileSync(
      file,
      `scenario kkt
dim candidate = ${candidates}
dim pixel = ${pixels}
model f(real[pixel]) -> real = tfjs("victim/model.json", relu_derivative = sigmoid(${slope})) access parameters
data sign[candidate] = repeat([-1, 1], ${candidates / 2})
prior x[candidate, pixel] ~ Normal(0, 1)
prior lambda[candidate] ~ Normal(0, 1)
observe parameters(f) ~ Normal(sum(lambda * sign * parameter_gradient(f, x), over = candidate), ${deviation})
target x
`,
    );
    return (await loadScenario(file, { set: {} })).scenario;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The gradient of log prior plus log likelihood at a position. */
async function gradientOf(scenario: CheckedScenario, position: Float64Array): Promise<Float64Array> {
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
  const { dimension, partCount } = density;
  assert.is(dimension, position.length);
  const batch: Batch = {
    lanes: 1,
    wants: "gradient",
    positions: position,
    temperatures: new Float64Array(partCount).fill(1),
    parts: new Float64Array(2 * partCount),
    gradients: new Float64Array(dimension),
  };
  await density.evaluate(batch);
  return batch.gradients;
}

/**
 * The derivatives of L = sum over weights of (weight - sum_i lambda_i sign_i d f(x_i) / d weight)^2 by x and lambda, where
 * the derivative of relu is S = sigmoid(slope z), itself with derivative slope S (1 - S). Rows are candidates; kernels are [inputs, units].
 */
function byHand({ kernels, bias, sizes }: Weights, x: Float64Array, lambda: Float64Array) {
  const n = candidates;
  const depth = kernels.length;
  const each = (a: Float64Array, f: (value: number, i: number) => number) => a.map(f);
  const z: Float64Array[] = [];
  const a: Float64Array[] = [x];
  for (let l = 0; l < depth; l++) {
    const out = product(a[l], kernels[l], n, sizes[l], sizes[l + 1]);
    if (l === 0 && bias) for (let i = 0; i < out.length; i++) out[i] += bias[i % sizes[1]];
    z.push(out);
    a.push(l < depth - 1 ? each(out, (value) => Math.max(value, 0)) : out);
  }
  const steps = z.map((out) => each(out, (value) => 1 / (1 + Math.exp(-slope * value))));
  // d[l] belongs to z[l]: down from the outputs; up[l] is d[l + 1] times the kernel, before the step.
  const d: Float64Array[] = new Array(depth);
  const up: Float64Array[] = new Array(depth);
  d[depth - 1] = Float64Array.from(signs, (sign, i) => sign * lambda[i]);
  for (let l = depth - 2; l >= 0; l--) {
    const [from, to] = [sizes[l + 1], sizes[l + 2]];
    up[l] = product(d[l + 1], transposed(kernels[l + 1], from, to), n, to, from);
    d[l] = each(up[l], (value, i) => value * steps[l][i]);
  }
  const kernelBar = kernels.map((kernel, l) => {
    const sum = product(transposed(a[l], n, sizes[l]), d[l], sizes[l], n, sizes[l + 1]);
    return each(sum, (value, i) => -2 * (kernel[i] - value));
  });
  const biasBar = bias && each(bias, (value, j) => -2 * (value - column(d[0], j, sizes[1])));
  // Up: what the sums say of d, and with it of the steps.
  const zBar: Float64Array[] = z.map((out) => new Float64Array(out.length));
  let dBar = product(x, kernelBar[0], n, sizes[0], sizes[1]);
  if (biasBar) dBar = each(dBar, (value, i) => value + biasBar[i % sizes[1]]);
  for (let l = 0; l < depth - 1; l++) {
    const [from, to] = [sizes[l + 1], sizes[l + 2]];
    for (let i = 0; i < dBar.length; i++) {
      zBar[l][i] += dBar[i] * up[l][i] * slope * steps[l][i] * (1 - steps[l][i]);
    }
    const through = each(dBar, (value, i) => value * steps[l][i]);
    const first = product(through, kernels[l + 1], n, from, to);
    const second = product(a[l + 1], kernelBar[l + 1], n, from, to);
    dBar = each(first, (value, i) => value + second[i]);
  }
  const lambdaBar = Float64Array.from(signs, (sign, i) => sign * dBar[i]);
  // Down: what the sums say of the activations.
  let aBar = new Float64Array(0);
  for (let l = depth - 1; l >= 0; l--) {
    const [from, to] = [sizes[l], sizes[l + 1]];
    if (l < depth - 1) for (let i = 0; i < aBar.length; i++) zBar[l][i] += aBar[i] * steps[l][i];
    const first = product(d[l], transposed(kernelBar[l], from, to), n, to, from);
    const second = product(zBar[l], transposed(kernels[l], from, to), n, to, from);
    aBar = Float64Array.from(first, (value, i) => value + second[i]);
  }
  return { x: aBar, lambda: lambdaBar };
}

function column(matrix: Float64Array, j: number, width: number): number {
  let sum = 0;
  for (let i = j; i < matrix.length; i += width) sum += matrix[i];
  return sum;
}

function randomPoint(): { x: Float64Array; lambda: Float64Array } {
  const random = new Xoshiro(5);
  const numbers = (n: number) => Float64Array.from({ length: n }, () => random.normal());
  return { x: numbers(candidates * pixels), lambda: numbers(candidates) };
}

function close(found: Float64Array, expected: Float64Array): void {
  const scale = Math.max(...expected.map(Math.abs));
  const worst = Math.max(...found.map((value, i) => Math.abs(value - expected[i])));
  assert.ok(worst <= 1e-12 * scale, `off by ${worst / scale}`);
}

for (const hidden of [[40], [25, 20]]) {
  test(`${hidden.length + 1} layers: the gradient is the one derived by hand`, async () => {
    const net = randomNet(hidden);
    const { x, lambda } = randomPoint();
    const found = await gradientOf(await scenarioFor(net), Float64Array.from([...x, ...lambda]));
    const hand = byHand(net, x, lambda);
    const expected = [...hand.x, ...hand.lambda].map(
      (g, i) => -g / (2 * deviation ** 2) - (x[i] ?? lambda[i - x.length]),
    );
    close(found, Float64Array.from(expected));
  });

  test(`${hidden.length + 1} layers: in a subspace it is that gradient projected`, async () => {
    const net = randomNet(hidden);
    const { lambda } = randomPoint();
    const rank = 8;
    const random = new Xoshiro(9);
    const [weights] = net.kernels;
    const [inputs, units] = net.sizes;
    const basis = leadingSingularVectors(weights, inputs, units, rank).vectors;
    const q = transposed(basis, rank, pixels);
    const z = Float64Array.from({ length: candidates * rank }, () => random.normal());
    const x = product(z, basis, candidates, rank, pixels);
    const scenario = await scenarioFor(net);
    const latents = scenario.latents.map((latent) =>
      latent.name === "x" ? { ...latent, within: { weights, inputs, units, rank, penalty: 5 } } : latent,
    );
    const found = await gradientOf({ ...scenario, latents }, Float64Array.from([...z, ...lambda]));
    const hand = byHand(net, x, lambda);
    const byX = hand.x.map((g, i) => -g / (2 * deviation ** 2) - x[i]);
    const byLambda = hand.lambda.map((g, i) => -g / (2 * deviation ** 2) - lambda[i]);
    close(found, Float64Array.from([...product(byX, q, candidates, pixels, rank), ...byLambda]));
  });
}

test("no array of the program is as large as candidates times weights", async () => {
  const net = randomNet([40]);
  const { gradient } = densityPrograms(await scenarioFor(net), null);
  const weights = net.kernels.reduce((sum, kernel) => sum + kernel.length, 40);
  const largest = Math.max(...reachable(gradient.outputs.map(({ node }) => node)).map(({ shape }) => sizeOf(shape)));
  assert.ok(largest <= weights, `${largest} elements, ${weights} weights`);
});

test.run();
