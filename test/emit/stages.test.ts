/** Programs around opaque boxes: few stages, whole batches, the same results as the interpreter. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { BlackBox } from "../../src/blackbox/provider.ts";
import { splitAtCalls, startStages } from "../../src/emit/stages.ts";
import * as t from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Program } from "../../src/tensor/node.ts";

/** Two inputs to three outputs: products, with a Jacobian that is easy to write down. */
function products(x: Float64Array, rows: number, out: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    const [a, b] = [x[2 * r], x[2 * r + 1]];
    out.set([a * b, a * a, Math.sin(b)], 3 * r);
  }
}

function productsVjp(x: Float64Array, c: Float64Array, rows: number, out: Float64Array): void {
  for (let r = 0; r < rows; r++) {
    const [a, b] = [x[2 * r], x[2 * r + 1]];
    out.set([b * c[3 * r] + 2 * a * c[3 * r + 1], a * c[3 * r] + Math.cos(b) * c[3 * r + 2]], 2 * r);
  }
}

interface FakeBox extends BlackBox {
  readonly batches: number[];
}

function fakeBox(later: boolean): FakeBox {
  const batches: number[] = [];
  const answer = (work: () => void) => {
    if (later) return new Promise<void>((resolve) => setTimeout(() => resolve(work()), 1));
    work();
  };
  return {
    name: "f",
    inputSize: 2,
    outputSize: 3,
    batches,
    call: (inputs, rows, outputs) => {
      batches.push(rows);
      return answer(() => products(inputs, rows, outputs));
    },
    vjp: (inputs, cotangents, rows, out) => answer(() => productsVjp(inputs, cotangents, rows, out)),
    cost: { call: 1, vjp: 1 },
    dispose: () => undefined,
  };
}

const rows = 4;

/** sum over records of a function of f(x), with its gradient through the box; and a second call on what the first gave. */
function makeProgram(): Program {
  const x = t.input("x", 1, [rows, 2]);
  const scale = t.exp(t.input("x", 0, []));
  const scores = t.call("f", x, [rows, 3]);
  const loss = t.sum(t.mul(t.square(scores), scale));
  const gradient = t.callVjp("f", x, t.mul(t.mul(scores, 2), scale));
  const again = t.call("f", t.slice(scores, 1, 0, 2), [rows, 3]);
  return {
    buffers: { x: 1 + 2 * rows, out: 1 + 2 * rows + 3 * rows + 1 },
    outputs: [
      { buffer: "out", offset: 0, node: loss },
      { buffer: "out", offset: 1, node: t.reshape(gradient, [2 * rows]) },
      { buffer: "out", offset: 1 + 2 * rows, node: again },
      { buffer: "out", offset: 1 + 5 * rows, node: scale },
    ],
  };
}

function expected(program: Program, x: Float64Array): number[] {
  const run = (n: number, work: (out: Float64Array) => void) => {
    const out = new Float64Array(n);
    work(out);
    return out;
  };
  const values = evaluate(
    program.outputs.map((output) => output.node),
    {
      buffers: { x },
      boxes: { f: (input, n) => run(3 * n, (out) => products(input, n, out)) },
      vjps: { f: (input, c, n) => run(2 * n, (out) => productsVjp(input, c, n, out)) },
    },
  );
  return values.flatMap((value) => [...value]);
}

function inputFor(lanes: number): Float64Array {
  return Float64Array.from({ length: lanes * (1 + 2 * rows) }, (_, i) => Math.sin(i * 2.3));
}

test("calls stand as early as they can, and what several read is there once", () => {
  const stages = splitAtCalls(makeProgram());
  assert.equal(
    stages.map((stage) => stage.kind),
    ["program", "call", "program", "call_vjp", "call", "program"],
  );
  const [, first, , vjp] = stages;
  assert.ok(first.kind === "call" && vjp.kind === "call_vjp");
  assert.is(vjp.input, first.input);
  assert.equal([first.rows, first.inputSize, first.outputSize], [rows, 2, 3]);
});

test("a program without calls is one stage", () => {
  const x = t.input("x", 0, [2]);
  const stages = splitAtCalls({ buffers: { x: 2, y: 1 }, outputs: [{ buffer: "y", offset: 0, node: t.sum(x) }] });
  assert.equal(
    stages.map((stage) => stage.kind),
    ["program"],
  );
});

for (const later of [false, true]) {
  test(`results are those of the interpreter, with a box that answers ${later ? "later" : "at once"}`, async () => {
    const program = makeProgram();
    const box = fakeBox(later);
    const { run } = startStages(splitAtCalls(program), program.buffers, new Map([["f", box]]));
    for (const lanes of [1, 3, 2]) {
      const x = inputFor(lanes);
      const out = new Float64Array(lanes * program.buffers.out);
      box.batches.length = 0;
      const answer = run(lanes, [x, out]);
      assert.is(answer instanceof Promise, later);
      await answer;
      assert.equal(box.batches, [lanes * rows, lanes * rows]);
      for (let lane = 0; lane < lanes; lane++) {
        const want = expected(program, x.subarray(lane * (1 + 2 * rows), (lane + 1) * (1 + 2 * rows)));
        for (const [i, value] of want.entries()) {
          assert.ok(Math.abs(out[lane * program.buffers.out + i] - value) <= 1e-13 * Math.max(1, Math.abs(value)));
        }
      }
    }
  });
}

test("recursions stand between calls", () => {
  const x = t.input("x", 1, [rows, 2]);
  const decay = t.input("x", 0, []);
  const path = t.scan(t.fill([3], 0), t.call("f", x, [rows, 3]), decay, (carry, row, p) => t.add(t.mul(p, carry), row));
  const again = t.scan(decay, t.call("f", t.slice(path, 1, 0, 2), [rows, 3]), decay, (carry, row, p) =>
    t.tanh(t.add(t.mul(p, carry), t.sum(row))),
  );
  const program: Program = {
    buffers: { x: 1 + 2 * rows, out: rows },
    outputs: [{ buffer: "out", offset: 0, node: again }],
  };
  const stages = splitAtCalls(program);
  assert.equal(
    stages.map((stage) => stage.kind),
    ["program", "call", "program", "call", "program"],
  );
  const box = fakeBox(false);
  const out = new Float64Array(rows);
  startStages(stages, program.buffers, new Map([["f", box]])).run(1, [inputFor(1), out]);
  for (const [i, want] of expected(program, inputFor(1)).entries()) assert.ok(Math.abs(out[i] - want) <= 1e-13);
});

test("a box that is missing, of other sizes or without gradient is named", () => {
  const program = makeProgram();
  const stages = splitAtCalls(program);
  const start = (box: BlackBox | undefined) => () =>
    startStages(stages, program.buffers, new Map(box ? [["f", box]] : []));
  assert.throws(start(undefined), /no box f/);
  assert.throws(start({ ...fakeBox(false), inputSize: 5 }), /maps 5 to 3 numbers/);
  // Known once it is asked: a density whose gradient nobody wants needs none.
  const made = start({ ...fakeBox(false), vjp: undefined })();
  const buffers = Object.entries(program.buffers).map(([, size]) => new Float64Array(size));
  assert.throws(() => made.run(1, buffers), /no vector-Jacobian product/);
});

test.run();
