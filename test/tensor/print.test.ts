/** Programs as text. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import { print } from "../../src/tensor/print.ts";

test("one line a node, numbered in topological order, then the outputs", () => {
  b.scalar(0); // ids before a program do not show
  const x = b.input("x", 2, [2, 3]);
  const y = b.logsumexp(b.mul(x, 0.5), [1]);
  const program = { buffers: { x: 8, out: 2 }, outputs: [{ buffer: "out", offset: 0, node: y }] };
  assert.is(
    print(program),
    `buffers x [8], out [2]
%0 = input x+2 : [2, 3]
%1 = constant 0.5 : []
%2 = broadcast %1 : [2, 3]
%3 = mul %0 %2 : [2, 3]
%4 = logsumexp(1) %3 : [2]
-> out+0 %4`,
  );
});

test("operations with details, and long constants cut short", () => {
  const x = b.constant([1, 2, 3, 4, 5, 6, 7, 8, 9], [9]);
  const square = b.reshape(x, [3, 3]);
  const nodes = [
    b.cumsum(b.slice(x, 0, 1, 4), 0, true),
    b.pad(x, 0, 1, 2),
    b.gather(x, b.scalar(0), 0),
    b.scatterAdd(b.transpose(square), b.constant([0, 1, 0], [3]), 0, 2),
    b.triangularSolve(square, square, true),
    b.trigamma(x),
    b.broadcast(x, [2, 9], [1]),
    b.callVjp("f", square, square),
    b.input("argmin:point", 0, []),
    b.input("two words", 0, []),
  ];
  const lines = print(nodes, { mostNumbers: 8 });
  for (const part of [
    "constant 1 2 3 4 5 6 7 8 .. : [9]",
    "slice(0, from 1)",
    "cumsum(0, reverse)",
    "pad(0, 1 before, 2 after)",
    "gather(0)",
    "transpose(1, 0)",
    "scatter_add(0, size 2)",
    "triangular_solve(transposed)",
    "polygamma(1)",
    "broadcast(1)",
    "call_vjp f",
    "input argmin:point+0",
    'input "two words"+0',
  ]) {
    assert.ok(lines.includes(part), part);
  }
  assert.ok(print(nodes).includes("constant 1 2 3 4 5 6 7 8 9 : [9]"));
});

test.run();
