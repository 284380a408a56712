/** Derivatives of relu smoothed to sigmoid(slope x): first and second ones by hand, answers as before. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { importNet } from "../../src/blackbox/tfjs/import.ts";
import type { Net } from "../../src/blackbox/tfjs/net.ts";
import * as t from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";

/** 1-2(relu)-1: v1 relu(w1 x + b1) + v2 relu(w2 x + b2). */
const net: Net = {
  inputShape: [1],
  outputShape: [1],
  layers: [
    { kind: "dense", inputs: 1, units: 2, kernel: 0, bias: 2 },
    { kind: "activation", activation: { name: "relu" } },
    { kind: "dense", inputs: 2, units: 1, kernel: 4 },
  ],
};
const [w, b, v] = [
  [1.5, -2],
  [0.1, 0.2],
  [0.7, 3],
];
const weights = Float64Array.from([...w, ...b, ...v]);
const slope = 6;
const x = t.input("x", 0, [1, 1]);

function at(nodes: readonly Node[], value: number): number[] {
  const program = {
    buffers: { x: 1, y: nodes.length },
    outputs: nodes.map((node, i) => ({ buffer: "y", offset: i, node })),
  };
  const optimised = optimise(program).outputs.map((output) => output.node);
  return evaluate(optimised, { buffers: { x: Float64Array.of(value) } }).map(([y]) => y);
}

test("first and second derivatives have the sigmoid in them, the answer has not", () => {
  const y = importNet(net, x, weights, slope);
  const [first] = differentiate(y, [x]);
  const [second] = differentiate(first, [x]);
  for (const value of [-0.4, -0.05, 0, 0.08, 0.3, 2]) {
    const [answer, once, twice] = at([y, first, second], value);
    const units = [0, 1].map((i) => {
      const u = w[i] * value + b[i];
      const s = 1 / (1 + Math.exp(-slope * u));
      return [v[i] * Math.max(u, 0), v[i] * w[i] * s, v[i] * w[i] ** 2 * slope * s * (1 - s)];
    });
    const exact = [0, 1, 2].map((k) => units[0][k] + units[1][k]);
    for (const [k, found] of [answer, once, twice].entries()) assert.ok(Math.abs(found - exact[k]) < 1e-13);
  }
});

test("without it the step and no second derivative", () => {
  const y = importNet(net, x, weights);
  const [first] = differentiate(y, [x]);
  const [second] = differentiate(first, [x]);
  assert.equal(at([first, second], 2), [v[0] * w[0], 0]);
});

test.run();
