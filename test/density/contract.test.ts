/** Contracted derivatives by weights: one reverse pass, equal to the sum over the derivatives of every row. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { importNet } from "../../src/blackbox/tfjs/import.ts";
import type { NetLayer } from "../../src/blackbox/tfjs/net.ts";
import { importCalls } from "../../src/density/import-boxes.ts";
import * as t from "../../src/tensor/build.ts";
import { countOperations } from "../../src/tensor/count-operations.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../src/tensor/node.ts";
import { contractParameterGradients } from "../../src/tensor/passes/contract.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import type { Net } from "../../src/tensor/write-out.ts";
import { randomRows } from "../blackbox/support.ts";

const outputs = 3;
const weights = 4 * 16 + 16 + 16 * 3 + 3;

/** 4-16(tanh)-3 */
const layers: NetLayer[] = [
  { kind: "dense", inputs: 4, units: 16, kernel: 0, bias: 64 },
  { kind: "activation", activation: { name: "tanh" } },
  { kind: "dense", inputs: 16, units: 3, kernel: 80, bias: 128 },
];
const values = randomRows(weights, 5);
const net: Net = {
  inputShape: [4],
  importInto: (x, vector) => importNet({ inputShape: [4], outputShape: [3], layers }, x, vector ?? values),
  weights: values,
};
const nets = new Map([["f", net]]);

const numbers = (seed: number, ...shape: number[]) => t.constant(randomRows(sizeOf(shape), seed), shape);
const asked = (rows: number) => t.input("x", 0, [rows, 4]);
const derivative = (rows: number) => t.parameterGradient("f", asked(rows), outputs, weights);
const buffers = { x: randomRows(400, 7) };

function holdsDerivative(node: Node): boolean {
  return reachable([node]).some(({ op }) => op.name === "parameter_gradient");
}

function numbersOf(node: Node): Float64Array {
  return evaluate(importCalls([node], nets), { buffers })[0];
}

/** What stands in a sum, each over 6 rows: as records [6], or as a grid [2, 3]. */
const sums: readonly (readonly [name: string, build: () => Node])[] = [
  [
    "weights for every row and output",
    () => t.sum(t.mul(t.broadcast(numbers(1, 6, 3), [6, 3, weights], [0, 1]), derivative(6)), [0, 1]),
  ],
  [
    "weights for every row, outputs kept",
    () => t.sum(t.mul(t.broadcast(numbers(1, 6), [6, 3, weights], [0]), derivative(6)), [0]),
  ],
  [
    "weights for every output, rows kept",
    () => t.sum(t.mul(t.broadcast(numbers(1, 3), [6, 3, weights], [1]), derivative(6)), [1]),
  ],
  ["no weights at all", () => t.sum(derivative(6), [0, 1])],
  [
    "a mean less a constant, divided and negated",
    () => {
      const difference = t.sub(derivative(6), t.broadcast(numbers(2, weights), [6, 3, weights], [2]));
      return t.neg(t.div(t.sum(difference, [0, 1]), 18));
    },
  ],
  [
    "a factor for every weight, one for every row",
    () => {
      const shape = [6, 3, weights];
      const factors = t.mul(t.broadcast(numbers(1, 6), shape, [0]), t.broadcast(numbers(2, weights), shape, [2]));
      return t.sum(t.div(derivative(6), factors), [0, 1]);
    },
  ],
  [
    "rows in a grid, one of its axes kept, weights of the parameters first",
    () => {
      const grid = t.transpose(t.reshape(derivative(6), [2, 3, 3, weights]), [3, 0, 2, 1]);
      return t.sum(t.mul(t.broadcast(numbers(1, 2, 3, 3), grid.shape, [1, 2, 3]), grid), [2, 3]);
    },
  ],
  [
    "several sums at once, along an axis of their own",
    () => {
      const shape = [4, 6, 3, weights];
      const many = t.broadcast(derivative(6), shape, [1, 2, 3]);
      return t.sum(t.mul(t.broadcast(numbers(1, 4, 6), shape, [0, 1]), many), [1, 2]);
    },
  ],
  [
    "summed along an axis of its own too",
    () => {
      const shape = [4, 6, 3, weights];
      const many = t.broadcast(derivative(6), shape, [1, 2, 3]);
      return t.sum(t.mul(t.broadcast(numbers(1, 4, 6), shape, [0, 1]), many), [0, 1, 2]);
    },
  ],
  ["a matrix product over the rows", () => t.matmul(numbers(1, 2, 6), t.reshape(derivative(6), [6, 3 * weights]))],
  [
    "a matrix product over rows and outputs",
    () => t.matmul(numbers(1, 1, 18), t.reshape(derivative(6), [18, weights])),
  ],
  [
    "a matrix product from the other side",
    () => t.matmul(t.transpose(t.reshape(derivative(6), [18, weights])), numbers(1, 18, 2)),
  ],
  [
    "one output, weights for every row",
    () => {
      const one = t.gather(derivative(6), t.scalar(1), 1);
      return t.sum(t.mul(t.broadcast(numbers(1, 6), [6, weights], [0]), one), [0]);
    },
  ],
  [
    "a mean over the outputs inside a sum over the rows",
    () => {
      const inside = t.div(t.sum(t.mul(t.broadcast(numbers(1, 6), [6, 3, weights], [0]), derivative(6)), [1]), 3);
      return t.sum(t.mul(t.broadcast(numbers(2, 6), [6, weights], [0]), inside), [0]);
    },
  ],
  [
    "two derivatives added",
    () => {
      const other = t.parameterGradient("f", t.mul(asked(6), 2), outputs, weights);
      return t.sum(t.mul(t.broadcast(numbers(1, 6), [6, 3, weights], [0]), t.add(derivative(6), other)), [0, 1]);
    },
  ],
  [
    "weights that are derivatives themselves",
    () => {
      const inner = t.sum(derivative(2), [0, 1]);
      const scale = t.broadcast(t.sum(inner), [6, 3, weights], []);
      return t.sum(t.mul(scale, derivative(6)), [0, 1]);
    },
  ],
];

for (const [name, build] of sums) {
  test(name, () => {
    const written = build();
    const [contracted] = contractParameterGradients([written]);
    assert.not.ok(holdsDerivative(contracted));
    assert.equal(contracted.shape, written.shape);
    const [expanded, actual] = [numbersOf(written), numbersOf(contracted)];
    // Sums of a hundred products in another order.
    const scale = Math.max(...expanded.map(Math.abs));
    assert.ok(scale > 0.01);
    for (const [i, x] of expanded.entries())
      assert.ok(Math.abs(actual[i] - x) <= 1e-12 * scale, `${actual[i]}, not ${x}`);
  });
}

test("the outermost sum is one pass, whatever it encloses", () => {
  const inside = t.sum(derivative(6), [1]);
  const outside = t.sum(t.mul(t.broadcast(numbers(1, 6), [6, weights], [0]), inside), [0]);
  const nodes = reachable(contractParameterGradients([outside]));
  assert.is(nodes.filter(({ op }) => op.name === "parameter_vjp").length, 1);
});

const kept: readonly (readonly [name: string, build: () => Node])[] = [
  ["not summed", () => derivative(6)],
  ["summed over the weights alone", () => t.sum(derivative(6), [2])],
  ["squared before the sum", () => t.sum(t.square(derivative(6)), [0, 1])],
  ["multiplied by itself", () => t.sum(t.mul(derivative(6), derivative(6)), [0, 1])],
  [
    "weights of their own for every row and weight",
    () => t.sum(t.mul(numbers(1, 6, 3, weights), derivative(6)), [0, 1]),
  ],
  ["a maximum", () => t.reduce("max", derivative(6), [0, 1])],
];

for (const [name, build] of kept) {
  test(`${name}: written out row by row`, () => {
    const [same] = contractParameterGradients([build()]);
    assert.ok(holdsDerivative(same));
  });
}

test("a derivative of every row by every weight is that of each row alone", () => {
  const all = numbersOf(derivative(6));
  for (let row = 0; row < 6; row++) {
    for (let output = 0; output < outputs; output++) {
      const unit = t.constant(
        [0, 0, 0].map((_, i) => (i === output ? 1 : 0)),
        [1, outputs],
      );
      const one = numbersOf(t.parameterVjp("f", t.slice(asked(6), 0, row, row + 1), unit, weights));
      const found = all.subarray((row * outputs + output) * weights, (row * outputs + output + 1) * weights);
      for (const [i, x] of one.entries()) assert.ok(Math.abs(found[i] - x) < 1e-14);
    }
  }
});

test("what is stored and computed does not grow with rows times weights", () => {
  const cost = (rows: number) => {
    const factors = t.broadcast(numbers(1, rows), [rows, outputs, weights], [0]);
    const [contracted] = importCalls(
      contractParameterGradients([t.sum(t.mul(factors, derivative(rows)), [0, 1])]),
      nets,
    );
    const nodes = reachable([contracted]);
    return {
      largest: Math.max(...nodes.filter(({ op }) => op.name !== "broadcast").map((node) => sizeOf(node.shape))),
      operations: countOperations([contracted]),
    };
  };
  const [few, many] = [cost(10), cost(100)];
  // The widest layer has 16 units; the weights are 131.
  assert.is(few.largest, 16 * 10);
  assert.is(many.largest, 16 * 100);
  assert.ok(many.operations < 10.5 * few.operations);
});

test.run();
