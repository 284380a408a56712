/** Factors, adjoints and triangular systems in WebAssembly: what they solve, beside the numbers of the JavaScript, at every size up to 70. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitJs } from "../../../src/emit/js.ts";
import { encodeModule, pageSize } from "../../../src/emit/wasm/encode.ts";
import { startModule } from "../../../src/emit/wasm/engine.ts";
import { type Factor, factorFunction } from "../../../src/emit/wasm/factor.ts";
import { choleskyAdjoint, choleskyFactor, solveLower, solveTransposed } from "../../../src/linear/cholesky.ts";
import * as t from "../../../src/tensor/build.ts";
import type { Node } from "../../../src/tensor/node.ts";
import { checkAgainstInterpreter } from "../check.ts";

const largest = 70;
const batches = 2;
const rightSides = [1, 2, 3, 7, 12];
const epsilon = Number.EPSILON;

const wave = (count: number, seed: number) => Float64Array.from({ length: count }, (_, i) => Math.sin(i * 1.3 + seed));

/** Positive definite, the nearer to singular the longer the waves. */
function matrix(n: number, seed: number): Float64Array {
  return Float64Array.from({ length: n * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return (1 + 0.1 * seed) * Math.exp(-0.5 * ((i - j) / 2) ** 2) + (i === j ? 0.01 : 0);
  });
}

/** Runs a function on operands that lie one behind the other, and what is left where its result begins. */
function run(factor: Factor, operands: readonly Float64Array[], size: number): Float64Array {
  const places: number[] = [];
  let end = 16;
  for (const { length } of [...operands, new Float64Array(size)]) {
    places.push(end);
    end += 16 * Math.ceil(length / 2);
  }
  const functions = [factorFunction(factor, "run")];
  const exports = startModule(encodeModule({ imports: [], functions, pages: Math.ceil(end / pageSize) }), {});
  for (const [i, operand] of operands.entries()) new Float64Array(exports.memory.buffer, places[i]).set(operand);
  const { run: call } = exports;
  if (typeof call !== "function") throw new Error("no function");
  // twice, so that what one call leaves behind would show in the next
  call(...places);
  call(...places);
  return new Float64Array(exports.memory.buffer, places[operands.length], size);
}

const joined = (parts: readonly Float64Array[]) => Float64Array.from(parts.flatMap((part) => [...part]));

function factorsOf(n: number): Float64Array[] {
  return [0, 1].map((seed) => {
    const l = choleskyFactor(matrix(n, seed), n);
    if (!(l instanceof Float64Array)) throw new Error("not positive definite");
    return l;
  });
}

function close(got: Float64Array, expected: Float64Array, bound: number, what: string): void {
  const size = expected.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  for (const [i, x] of expected.entries())
    assert.ok(Math.abs(got[i] - x) <= bound * size, `${what} [${i}]: ${got[i]} is not ${x}`);
}

test("factors times their transposes are the matrices, to rounding, and zeros stay above the diagonal", () => {
  for (let n = 1; n <= largest; n++) {
    const given = [matrix(n, 0), matrix(n, 1)];
    const l = run({ kind: "cholesky", batches, n, m: n }, [joined(given)], batches * n * n);
    for (const [b, a] of given.entries()) {
      for (let i = 0; i < n; i++) {
        for (let j = 0; j < n; j++) {
          let product = 0;
          for (let k = 0; k < n; k++) product += l[(b * n + i) * n + k] * l[(b * n + j) * n + k];
          // Higham, "Accuracy and Stability of Numerical Algorithms", theorem 10.3, with room for this check's own sums.
          const bound = 2 * (n + 1) * epsilon * Math.sqrt(a[i * n + i] * a[j * n + j]);
          assert.ok(Math.abs(product - a[i * n + j]) <= bound, `${n}: [${i}, ${j}] ${product}`);
          if (j > i) assert.is(l[(b * n + i) * n + j], 0);
        }
      }
    }
  }
});

test("a matrix that is not positive definite has NaN in the whole triangle, and its neighbour has none", () => {
  for (const n of [1, 2, 4, 5, 9, 32, 33]) {
    for (const place of new Set([0, Math.floor(n / 2), n - 1])) {
      for (const pivot of [-1, 0, Number.NaN]) {
        const bad = matrix(n, 0);
        for (let k = 0; k < n; k++) bad[place * n + k] = bad[k * n + place] = 0;
        bad[place * n + place] = pivot;
        const l = run({ kind: "cholesky", batches, n, m: n }, [joined([bad, matrix(n, 1)])], batches * n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) {
            assert.is(Number.isNaN(l[i * n + j]), j <= i, `${n}, pivot ${place}: [${i}, ${j}] is ${l[i * n + j]}`);
            assert.not(Number.isNaN(l[(n + i) * n + j]));
          }
        }
      }
    }
  }
});

test("adjoints of factors are those of the level 2 algorithm, and symmetric", () => {
  for (let n = 1; n <= largest; n++) {
    const factors = factorsOf(n);
    const adjoints = [wave(n * n, n), wave(n * n, n + 7)];
    const got = run(
      { kind: "cholesky_adjoint", batches, n, m: n },
      [joined(factors), joined(adjoints)],
      batches * n * n,
    );
    for (const [b, l] of factors.entries()) {
      const expected = adjoints[b].slice();
      choleskyAdjoint(l, expected, n);
      const own = got.subarray(b * n * n, (b + 1) * n * n);
      close(own, expected, 1e-13, `${n}`);
      for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) assert.is(own[i * n + j], own[j * n + i]);
    }
  }
});

for (const transposed of [false, true]) {
  test(`${transposed ? "l' x = b" : "l x = b"}, with one right side or several`, () => {
    for (let n = 1; n <= largest; n++) {
      const factors = factorsOf(n);
      for (const m of rightSides) {
        const right = [wave(n * m, 1), wave(n * m, 2)];
        const kind = transposed ? "solve_transposed" : "solve";
        const x = run({ kind, batches, n, m }, [joined(factors), joined(right)], batches * n * m);
        for (const [b, l] of factors.entries()) {
          const own = x.subarray(b * n * m, (b + 1) * n * m);
          const expected = right[b].slice();
          (transposed ? solveTransposed : solveLower)(l, expected, n, m);
          close(own, expected, 1e-13, `${n} x ${m}`);
          for (let i = 0; i < n; i++) {
            for (let c = 0; c < m; c++) {
              let [sum, size] = [0, 0];
              for (let k = 0; k < n; k++) {
                const term = (transposed ? l[k * n + i] : l[i * n + k]) * own[k * m + c];
                sum += term;
                size += Math.abs(term);
              }
              // Higham, theorem 8.5
              assert.ok(
                Math.abs(sum - right[b][i * m + c]) <= 2 * (n + 1) * epsilon * size,
                `${n} x ${m}: [${i}, ${c}]`,
              );
            }
          }
        }
      }
    }
  });
}

/** A matrix made of n x n numbers that is positive definite, its factor, systems with it, and their adjoints. */
function programOf(n: number, m: number, stack: readonly number[]) {
  const shape = [...stack, n, n];
  const count = stack.reduce((product, size) => product * size, n * n);
  const x = t.input("x", 0, shape);
  const unit = t.broadcast(t.unitMatrix(n), shape, [stack.length, stack.length + 1]);
  const a = t.add(t.matmul(x, t.transpose(x)), t.mul(unit, n));
  const l = t.cholesky(a);
  const right = t.input("x", count, [...stack, n, m]);
  const solved = t.triangularSolve(l, right);
  const back = t.triangularSolve(l, solved, true);
  const adjoint = t.choleskyAdjoint(l, t.matmul(back, t.transpose(solved)));
  let offset = 0;
  const outputs = [l, solved, back, adjoint].map((node: Node) => {
    const output = { buffer: "y", offset, node };
    offset += node.shape.reduce((product, size) => product * size, 1);
    return output;
  });
  return { program: { buffers: { x: count + (count / n) * m, y: offset }, outputs }, size: count + (count / n) * m };
}

test("programs with factors are what the interpreter gives, in lanes and stacks, and where the cost model chooses", () => {
  for (const [n, m, stack] of [
    [2, 1, []],
    [5, 3, [2]],
    [11, 1, []],
    [12, 4, [3]],
    [31, 1, [2]],
  ] as const) {
    const { program, size } = programOf(n, m, stack);
    const x = wave(2 * size, 3);
    for (const target of ["auto", "wasm"] as const)
      checkAgainstInterpreter({ program, inputs: { x }, lanes: 2 }, "auto", target);
    checkAgainstInterpreter({ program, inputs: { x }, lanes: 2 }, "loops", "wasm");
  }
});

test("the cost model looks at sizes, and a target forces", () => {
  const kernels = (n: number, target: "js" | "auto" | "wasm") =>
    emitJs(programOf(n, 1, []).program, { target }).kernels.filter((text) => /cholesky|triangular/.test(text)).length;
  assert.equal([kernels(5, "js"), kernels(5, "auto"), kernels(5, "wasm")], [0, 0, 4]);
  assert.equal([kernels(20, "js"), kernels(20, "auto")], [0, 4]);
});

test.run();
