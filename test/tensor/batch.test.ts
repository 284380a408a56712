/** Vectorising: every op, and random programs with their gradients, against the elements computed one by one. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { batch } from "../../src/tensor/batch.ts";
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Environment, evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Program, type Shape, sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { samples } from "./every-op.ts";
import { buildProgram, choices, INPUT_SIZE, point } from "./random-program.ts";

const SIZE = 3;

/** Row b of a batch is the result with row b of every value; operations are reordered at most, hence the tolerance. */
function assertRows(
  results: readonly Node[],
  variables: readonly Node[],
  many: (row: number) => Float64Array,
  boxes: Environment = {},
): void {
  const rows = Array.from({ length: SIZE }, (_, row) => many(row));
  let offset = 0;
  const values = new Map<Node, Node>();
  for (const variable of variables) {
    values.set(variable, b.input("many", offset, [SIZE, ...variable.shape]));
    offset += SIZE * sizeOf(variable.shape);
  }
  const all = new Float64Array(offset);
  let at = 0;
  for (const variable of variables) {
    const size = sizeOf(variable.shape);
    const from = variable.op.name === "input" ? variable.op.offset : 0;
    for (const row of rows) {
      all.set(row.subarray(from, from + size), at);
      at += size;
    }
  }
  const mapped = batch(results, values);
  const vary = new Set(variables);
  const environment = (x: Float64Array) => ({ ...boxes, buffers: { x, many: all } });
  // What is not mapped keeps the value of row 0 in every row.
  const rowOf = (row: number) => {
    const x = Float64Array.from(rows[0]);
    for (const { op, shape } of vary) {
      if (op.name !== "input") continue;
      x.set(rows[row].subarray(op.offset, op.offset + sizeOf(shape)), op.offset);
    }
    return x;
  };
  const actual = evaluate(mapped, environment(rows[0]));
  for (let row = 0; row < SIZE; row++) {
    for (const [k, expected] of evaluate(results, environment(rowOf(row))).entries()) {
      assert.equal(mapped[k].shape, [SIZE, ...results[k].shape]);
      for (const [i, value] of expected.entries()) {
        const got = actual[k][row * expected.length + i];
        const error = Math.abs(got - value) / Math.max(1, Math.abs(value));
        assert.ok(
          error <= 1e-11 || Object.is(got, value),
          `result ${k}, row ${row}, element ${i}: ${got} not ${value}`,
        );
      }
    }
  }
}

const wave = (n: number, phase: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(1.7 * i + phase));

interface OpCase {
  readonly shapes: readonly Shape[];
  readonly program: (inputs: readonly Node[]) => Node;
  /** Inputs that hold indices into this many elements. */
  readonly indices?: Readonly<Record<number, number>>;
}

const positive = (x: Node) =>
  b.add(
    b.matmul(x, b.transpose(x)),
    b.broadcast(b.constant([1, 0, 0, 1], [2, 2]), x.shape, [x.shape.length - 2, x.shape.length - 1]),
  );

const ops: Readonly<Record<string, OpCase>> = {
  elementwise: { shapes: [[2, 3], []], program: ([x, s]) => b.mul(b.add(x, 1), s) },
  polygamma: { shapes: [[3]], program: ([x]) => b.polygamma(1, b.add(b.square(x), 1)) },
  select: { shapes: [[3], [3], [3]], program: ([c, x, y]) => b.select(b.gt(c, 0), x, y) },
  broadcast: { shapes: [[3]], program: ([x]) => b.broadcast(x, [2, 3, 4], [1]) },
  sum: { shapes: [[2, 3, 2]], program: ([x]) => b.sum(x, [0, 2]) },
  "every element": { shapes: [[2, 3]], program: ([x]) => b.reduce("prod", x) },
  max: { shapes: [[2, 3]], program: ([x]) => b.reduce("max", x, [1]) },
  logsumexp: { shapes: [[2, 3]], program: ([x]) => b.logsumexp(x, [0]) },
  argmax: { shapes: [[2, 3]], program: ([x]) => b.argmax(x, 1) },
  argmin: { shapes: [[2, 3]], program: ([x]) => b.argmin(x, 0) },
  cumsum: { shapes: [[2, 3]], program: ([x]) => b.add(b.cumsum(x, 1), b.cumsum(x, 0, true)) },
  reshape: { shapes: [[2, 3]], program: ([x]) => b.reshape(x, [3, 2]) },
  transpose: { shapes: [[2, 3, 4]], program: ([x]) => b.transpose(x, [2, 0, 1]) },
  slice: { shapes: [[4, 2]], program: ([x]) => b.slice(x, 0, 1, 3) },
  pad: { shapes: [[2, 2]], program: ([x]) => b.pad(x, 1, 1, 2) },
  concat: {
    shapes: [
      [2, 1],
      [2, 3],
    ],
    program: ([x, y]) => b.concat([x, y, x], 1),
  },
  gather: {
    shapes: [
      [2, 4, 3],
      [2, 2],
    ],
    program: ([x, i]) => b.gather(x, i, 1),
    indices: { 1: 4 },
  },
  "gather by one index": { shapes: [[4, 3], []], program: ([x, i]) => b.gather(x, i, 0), indices: { 1: 4 } },
  scatter_add: {
    shapes: [
      [2, 3, 2, 2],
      [3, 2],
    ],
    program: ([x, i]) => b.scatterAdd(x, i, 1, 4),
    indices: { 1: 4 },
  },
  matmul: {
    shapes: [
      [2, 3],
      [3, 4],
    ],
    program: ([x, y]) => b.matmul(x, y),
  },
  "matmul of stacks": {
    shapes: [
      [2, 2, 3],
      [2, 3, 4],
    ],
    program: ([x, y]) => b.matmul(x, y),
  },
  cholesky: { shapes: [[2, 2]], program: ([x]) => b.cholesky(positive(x)) },
  triangular_solve: {
    shapes: [
      [2, 2],
      [2, 3],
    ],
    program: ([x, y]) =>
      b.add(b.triangularSolve(b.cholesky(positive(x)), y), b.triangularSolve(b.cholesky(positive(x)), y, true)),
  },
  "triangular_solve of stacks": {
    shapes: [
      [3, 2, 2],
      [3, 2, 3],
    ],
    program: ([x, y]) => b.triangularSolve(b.cholesky(positive(x)), y),
  },
  call: { shapes: [[2, 3]], program: ([x]) => b.call("box", x, [2, 2]) },
  call_vjp: {
    shapes: [
      [2, 3],
      [2, 2],
    ],
    program: ([x, g]) => b.callVjp("box", x, g),
  },
};

const boxes: Environment = {
  boxes: {
    box: (x, rows) =>
      Float64Array.from(
        { length: rows * 2 },
        (_, i) => x[(i >> 1) * 3] * (i % 2 ? x[(i >> 1) * 3 + 1] : x[(i >> 1) * 3 + 2]),
      ),
  },
  vjps: {
    box: (x, g, rows) =>
      Float64Array.from(
        { length: rows * 3 },
        (_, i) => x[i] + g[2 * Math.floor(i / 3)] * 2 - g[2 * Math.floor(i / 3) + 1],
      ),
  },
};

for (const [name, { shapes, program, indices = {} }] of Object.entries(ops)) {
  test(`batch: ${name}, whichever of its operands vary`, () => {
    let offset = 0;
    const inputs = shapes.map((shape) => {
      const node = b.input("x", offset, shape);
      offset += sizeOf(shape);
      return node;
    });
    const row = (each: number) => {
      const x = wave(offset, 3.1 * each + 0.4);
      for (const [k, n] of Object.entries(indices)) {
        const { op, shape } = inputs[Number(k)];
        if (op.name !== "input") continue;
        for (let i = op.offset; i < op.offset + sizeOf(shape); i++) x[i] = (i * i + each) % n;
      }
      return x;
    };
    const result = program(inputs);
    for (let mask = 1; mask < 1 << inputs.length; mask++) {
      assertRows(
        [result],
        inputs.filter((_, i) => mask & (1 << i)),
        row,
        boxes,
      );
    }
  });
}

test("random programs and their gradients, mapped over any of their inputs", () => {
  fc.assert(
    fc.property(choices, point, fc.integer({ min: 1, max: 15 }), (chosen, at, mask) => {
      const { inputs, outputs } = buildProgram(chosen);
      const total = outputs.map((node) => b.sum(node)).reduce((x, y) => b.add(x, y));
      const results = [...outputs, ...differentiate(total, inputs)];
      const row = (each: number) => Float64Array.from(at, (x, i) => x + 0.3 * Math.sin(i + 2 * each));
      assertRows(
        results,
        inputs.filter((_, i) => mask & (1 << i)),
        row,
      );
    }),
    { seed: 5, numRuns: 150 },
  );
});

test("the gradient of a mapped program is the mapped gradient", () => {
  fc.assert(
    fc.property(choices, point, (chosen, at) => {
      const { inputs, outputs } = buildProgram(chosen);
      const total = outputs.map((node) => b.sum(node)).reduce((x, y) => b.add(x, y));
      const many = inputs.map((x, i) => b.input(`many ${i}`, 0, [SIZE, ...x.shape]));
      const variables = new Map(inputs.map((x, i) => [x, many[i]]));
      const mapped = batch(differentiate(total, inputs), variables);
      const [row] = batch([total], variables);
      const buffers = Object.fromEntries(
        many.map((x, i) => [`many ${i}`, wave(sizeOf(x.shape), at[i]).map((each, k) => each + at[k % INPUT_SIZE])]),
      );
      const expected = evaluate(mapped, { buffers });
      for (const [k, actual] of evaluate(differentiate(b.sum(row), many), { buffers }).entries()) {
        for (const [i, value] of actual.entries()) {
          const error = Math.abs(value - expected[k][i]) / Math.max(1, Math.abs(value));
          assert.ok(error <= 1e-11, `${value} not ${expected[k][i]}`);
        }
      }
    }),
    { seed: 8, numRuns: 100 },
  );
});

/** What the passes make of the nodes, as nested expressions: the order of nodes and of commuting operands says nothing. */
function optimised(...nodes: Node[]): string[] {
  const program: Program = { buffers: {}, outputs: nodes.map((node) => ({ buffer: "out", offset: 0, node })) };
  return optimise(program).outputs.map((output) => expression(output.node));
}

function expression(node: Node): string {
  const [, own = ""] = /%\d+ = (.*?)(?: %\d+)* : \[[^\n]*\n-> %\d+$/.exec(print([node])) ?? [];
  assert.ok(own);
  const operands = node.inputs.map(expression);
  if (node.op.name === "mul" || node.op.name === "add") operands.sort();
  return `${own}[${node.shape.join(" ")}](${operands.join(", ")})`;
}

const count = (n: number, start = 0) =>
  b.constant(
    Array.from({ length: n }, (_, i) => start + i),
    [n],
  );

test("a mapped loop over a dim is the vectorised form, value and gradient", () => {
  const t = b.input("loop:t", 0, []);
  const y = b.constant([3, 1, 4, 1, 5], [5]);
  const x = b.input("x", 0, [5]);
  const scale = b.input("x", 5, []);
  const element = b.square(b.mul(b.sub(b.gather(y, t, 0), b.gather(x, t, 0)), b.exp(scale)));
  const looped = b.sum(batch([element], new Map([[t, count(5)]]))[0]);
  const written = b.sum(b.square(b.mul(b.sub(y, x), b.broadcast(b.exp(scale), [5], []))));
  const withGradient = (node: Node) => optimised(node, ...differentiate(node, [x, scale]));
  assert.equal(withGradient(looped), withGradient(written));
});

test("neighbours in time are slices", () => {
  const t = b.input("loop:t", 0, []);
  const x = b.input("x", 0, [6, 2]);
  const before = b.gather(x, b.sub(t, 1), 0);
  const [mapped] = batch([b.sub(b.gather(x, t, 0), before)], new Map([[t, count(5, 1)]]));
  const written = b.sub(b.slice(x, 0, 1, 6), b.slice(x, 0, 0, 5));
  assert.equal(optimised(mapped), optimised(written));
});

test("what does not vary is computed once", () => {
  const t = b.input("loop:t", 0, []);
  const x = b.input("x", 0, [4, 4]);
  const heavy = b.sum(b.exp(b.matmul(x, x)));
  const [mapped] = batch([b.add(heavy, t)], new Map([[t, count(7)]]));
  const largest = Math.max(...reachable([mapped]).map((node) => sizeOf(node.shape)));
  assert.is(largest, 16);
});

test("a result that varies with nothing is repeated", () => {
  const t = b.input("loop:t", 0, []);
  const [mapped] = batch([b.constant([1, 2], [2])], new Map([[t, count(2)]]));
  assert.equal([...evaluate([mapped], {})[0]], [1, 2, 1, 2]);
});

test("one repeated index is a broadcast, its adjoint a sum", () => {
  const x = b.input("x", 0, [4, 2]);
  const taken = b.gather(x, b.fill([3], 2), 0);
  const repeated = b.broadcast(b.element(x, 0, 2), [3, 2], [1]);
  assert.equal(optimised(taken), optimised(repeated));
  const values = b.input("x", 0, [3, 2]);
  const scattered = b.scatterAdd(values, b.fill([3], 2), 0, 4);
  assert.equal(optimised(scattered), optimised(b.pad(b.reshape(b.sum(values, [0]), [1, 2]), 0, 2, 1)));
});

test("an index out of range stays where evaluation finds it", () => {
  const x = b.input("x", 0, [4]);
  const bad = optimise({ buffers: {}, outputs: [{ buffer: "out", offset: 0, node: b.gather(x, count(3, 2), 0) }] });
  assert.throws(() => evaluate([bad.outputs[0].node], { buffers: { x: new Float64Array(4) } }), /index 4/);
});

for (const [name, { cases }] of samples) {
  // Derivatives by parameters are written out before they are computed: tests of nets hold them.
  if (name.startsWith("parameter_")) continue;
  test(`${name}, as it stands among all operations`, () => {
    for (const { program, shapes, values, boxes } of cases) {
      let size = 0;
      const inputs = shapes.map((shape) => {
        const node = b.input("x", size, shape);
        size += sizeOf(shape);
        return node;
      });
      // Rows differ, but stay where the operation is defined.
      assertRows(
        [program(inputs)],
        inputs,
        (row) => Float64Array.from(values.flat(), (x) => x * (1 - 0.03 * row)),
        boxes,
      );
    }
  });
}

test.run();
