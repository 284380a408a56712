/** Loops in WebAssembly: what they compute is what the interpreter computes, numbers that are none included. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitJs } from "../../../src/emit/js.ts";
import * as t from "../../../src/tensor/build.ts";
import type { Node, Program } from "../../../src/tensor/node.ts";
import { checkAgainstInterpreter } from "../check.ts";
import { fromXToY } from "../from-x-to-y.ts";

/** In two lanes, so that a copy of the first shows in the second. */
function check(size: number, nodes: readonly Node[], fill = (i: number) => Math.sin(i * 3.7) * 1.3): void {
  const program = fromXToY(size, nodes);
  const x = Float64Array.from({ length: 2 * size }, (_, i) => fill(i));
  for (const mode of ["loops", "auto"] as const)
    checkAgainstInterpreter({ program, inputs: { x }, lanes: 2 }, mode, "wasm");
}

const kernelsOf = (program: Program, target: "auto" | "js" | "wasm") =>
  emitJs(program, { target, mode: "loops" }).kernels.join("\n");

test("sums, products and extremes along axes of even and odd sizes", () => {
  for (const [rows, columns] of [
    [1, 5],
    [6, 4],
    [7, 9],
    [3, 64],
  ]) {
    const x = t.input("x", 0, [rows, columns]);
    const terms = t.exp(t.mul(x, 0.5));
    const kinds = ["sum", "prod", "max", "min", "logsumexp"] as const;
    const results = [[0], [1], [0, 1]].flatMap((axes) => kinds.map((kind) => t.reduce(kind, terms, axes)));
    check(rows * columns, [...results, t.argmax(x, 1), t.argmin(x, 0), t.sum(t.log1p(terms))]);
  }
});

test("numbers that are none, and infinite ones, pass through every operation that takes two at once", () => {
  const x = t.input("x", 0, [11]);
  const operations = [t.exp, t.log, t.log1p, t.tanh, t.sigmoid, t.softplus, t.sqrt, t.abs, t.floor, t.relu, t.square];
  const strange = [
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    0,
    -0,
    1e308,
    -1e308,
    5e-324,
    800,
    -800,
  ];
  check(
    11,
    [...operations.map((f) => f(x)), t.select(t.lt(x, 1), x, t.neg(x)), t.sum(t.exp(x))],
    (i) => strange[i % 10],
  );
});

test("a product of many numbers whose logarithms are added does not overflow", () => {
  const x = t.input("x", 0, [1001]);
  check(1001, [t.sum(t.log(t.exp(t.mul(x, 300)))), t.neg(t.sum(t.log1p(t.exp(x))))]);
});

test("rows picked by an index, and added to by one", () => {
  const index = t.constant(
    Array.from({ length: 13 }, (_, i) => (i * 5) % 4),
    [13],
  );
  const x = t.input("x", 0, [4]);
  const picked = t.exp(t.gather(x, index, 0));
  check(4, [picked, t.scatterAdd(t.mul(picked, 2), index, 0, 4)]);
});

test("functions that only JavaScript has are asked for each number", () => {
  const x = t.add(t.abs(t.input("x", 0, [9])), 0.5);
  check(9, [t.lgamma(x), t.erf(x), t.sin(x), t.pow(x, t.neg(x)), t.round(x)]);
});

test("operands of products are read through what only rearranges them", () => {
  const x = t.input("x", 0, [12]);
  const rows = t.exp(t.mul(x, 0.1));
  const wide = t.reshape(rows, [1, 12]);
  const single = t.reshape(t.sum(t.square(x)), [1, 1]);
  const turned = t.reshape(t.transpose(t.reshape(rows, [3, 4])), [12, 1]);
  const known = t.constant(
    Array.from({ length: 24 }, (_, i) => Math.cos(i)),
    [12, 2],
  );
  const products = [
    t.matmul(single, wide),
    t.matmul(wide, turned),
    t.matmul(t.transpose(wide), t.matmul(wide, known)),
    t.matmul(t.reshape(x, [1, 12]), t.reshape(t.slice(t.concat([rows, x], 0), 0, 1, 13), [12, 1])),
  ];
  check(12, products);
});

test("constants that begin alike and become longer are all there", () => {
  const numbers = Array.from({ length: 94 }, (_, i) => Math.cos(i * i));
  const x = t.input("x", 0, [8]);
  const first = t.matmul(t.constant(numbers.slice(0, 64), [8, 8]), t.reshape(x, [8, 1]));
  const scaled = t.mul(t.constant(numbers, [94]), t.broadcast(t.sum(first), [94], []));
  check(8, [first, t.exp(t.mul(scaled, 0.1))]);
});

test("loops that have no form stay JavaScript", () => {
  const x = t.input("x", 0, [50]);
  check(50, [t.cumsum(t.exp(x), 0), t.tanh(x)]);
  assert.is(kernelsOf(fromXToY(50, [t.tanh(x)]), "js"), "");
});

test("the cost model takes long loops with costly operations, and leaves short ones", () => {
  const of = (n: number) => fromXToY(n, [t.sum(t.exp(t.square(t.input("x", 0, [n]))))]);
  assert.is(kernelsOf(of(1000), "auto"), "k0: loop over 1000: exp");
  assert.is(kernelsOf(of(10), "auto"), "");
  assert.is(kernelsOf(of(10), "wasm"), "k0: loop over 10: exp");
  const gamma = fromXToY(1000, [t.sum(t.lgamma(t.exp(t.input("x", 0, [1000]))))]);
  assert.is(kernelsOf(gamma, "auto"), "");
  const scale = t.broadcast(t.exp(t.input("x", 1000, [])), [1000], []);
  const scaled = fromXToY(1001, [t.sum(t.tanh(t.mul(t.input("x", 0, [1000]), scale)))]);
  assert.is(kernelsOf(scaled, "auto"), "k0: loop over 1000: tanh", "what is the same at every turn is not in the loop");
  const copy = fromXToY(1000, [t.input("x", 0, [1000])]);
  assert.is(kernelsOf(copy, "auto"), "");
});

test.run();
