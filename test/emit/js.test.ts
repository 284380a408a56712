/** The emitted functions compute what the interpreter computes, however they are written. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitJs } from "../../src/emit/js.ts";
import * as t from "../../src/tensor/build.ts";
import type { Program } from "../../src/tensor/node.ts";
import { checkAgainstInterpreter } from "./check.ts";
import { draws, programFrom } from "./random-program.ts";

for (const mode of ["scalar", "loops", "auto"] as const) {
  test(`random programs, ${mode}`, () => {
    fc.assert(
      fc.property(draws, fc.integer({ min: 1, max: 14 }), (list, steps) => {
        checkAgainstInterpreter(programFrom(list, [1, 2, 3, 4], steps), mode);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
}

for (const mode of ["loops", "auto"] as const) {
  test(`random programs with WebAssembly wherever it can be, ${mode}`, () => {
    fc.assert(
      fc.property(draws, fc.integer({ min: 1, max: 16 }), (list, steps) => {
        checkAgainstInterpreter(programFrom(list, [1, 2, 3, 9, 21], steps), mode, "wasm");
      }),
      { seed: 7, numRuns: 120 },
    );
  });
}

test("random programs across the limits of what is written out", () => {
  fc.assert(
    fc.property(draws, fc.integer({ min: 1, max: 16 }), (list, steps) => {
      checkAgainstInterpreter(programFrom(list, [1, 3, 9, 21, 50], steps), "auto");
    }),
    { seed: 5, numRuns: 300 },
  );
});

/** The value and three outputs of loops that share rows, sums of logarithms, softmax and products of matrices. */
function structured(rows: number, columns: number): Program {
  const x = t.input("x", 0, [rows, columns]);
  const weights = t.input("x", rows * columns, [columns, columns + 1]);
  const scores = t.matmul(t.tanh(x), weights);
  const shares = t.softmax(scores);
  const logs = t.sum(t.sub(t.log(t.add(t.square(scores), 0.1)), t.softplus(scores)));
  const weighted = t.matmul(t.transpose(x), t.mul(shares, scores));
  const far = t.sum(t.log(t.exp(t.mul(scores, 100))));
  const size = rows * (columns + 1);
  return {
    buffers: { x: rows * columns + columns * (columns + 1), y: size + 2 + columns * (columns + 1) },
    outputs: [
      { buffer: "y", offset: 0, node: shares },
      { buffer: "y", offset: size, node: logs },
      { buffer: "y", offset: size + 1, node: far },
      { buffer: "y", offset: size + 2, node: weighted },
    ],
  };
}

for (const [rows, columns] of [
  [3, 2],
  [70, 3],
  [9, 33],
  [41, 40],
]) {
  test(`rows of a net, ${rows} by ${columns}`, () => {
    const program = structured(rows, columns);
    const lanes = 2;
    const x = Float64Array.from({ length: lanes * program.buffers.x }, (_, i) => Math.sin(i * 3.7) * 1.3);
    for (const mode of ["loops", "auto"] as const)
      for (const target of ["js", "auto", "wasm"] as const)
        checkAgainstInterpreter({ program, inputs: { x }, lanes }, mode, target);
  });
}

test("a softmax of impossible scores", () => {
  const scores = t.log(t.input("x", 0, [2, 3]));
  const outputs = [t.softmax(scores), t.logsumexp(scores, [1])].map((node, i) => ({
    buffer: "y",
    offset: 6 * i,
    node,
  }));
  const program = { buffers: { x: 6, y: 8 }, outputs };
  const x = Float64Array.of(0, 0, 0, 0, 1, Number.POSITIVE_INFINITY);
  for (const mode of ["loops", "auto"] as const) checkAgainstInterpreter({ program, inputs: { x }, lanes: 1 }, mode);
});

test("two scores need one exponential, and impossible ones have no shares", () => {
  const scores = t.input("x", 0, [5, 2]);
  const outputs = [t.softmax(scores), t.logsumexp(scores, [1])].map((node, i) => ({
    buffer: "y",
    offset: 10 * i,
    node,
  }));
  const program = { buffers: { x: 10, y: 15 }, outputs };
  assert.is(emitJs(program).source.split("Math.exp").length - 1, 5);
  const never = Number.NEGATIVE_INFINITY;
  const x = Float64Array.of(1, 1, never, never, 3, never, never, -2, 0.25, 40);
  for (const mode of ["loops", "auto"] as const) checkAgainstInterpreter({ program, inputs: { x }, lanes: 1 }, mode);
});

test("factors of sums stand behind the loop, and equal sums are added up once", () => {
  const x = t.input("x", 0, [400]);
  const factor = t.broadcast(t.input("x", 400, []), [400], []);
  const terms = t.mul(t.sin(x), t.mul(x, factor));
  const outputs = [t.sum(terms), t.sum(t.mul(t.mul(t.sin(x), factor), x))].map((node, i) => ({
    buffer: "y",
    offset: i,
    node,
  }));
  const program = { buffers: { x: 401, y: 2 }, outputs };
  assert.is(emitJs(program).source.match(/\+=.*Math\.sin/g)?.length, 4);
  checkAgainstInterpreter(
    { program, inputs: { x: Float64Array.from({ length: 401 }, (_, i) => i / 9) }, lanes: 1 },
    "auto",
  );
});

test.run();
