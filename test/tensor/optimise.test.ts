/** The passes together: values and gradients of random programs survive, and large graphs take little time. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { add, constant, element, input, mul, sin, softmax, square, sub, sum } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { rewrite } from "../../src/tensor/passes/rewrite.ts";
import { print } from "../../src/tensor/print.ts";
import { buildProgram, choices, INPUT_SIZE, point } from "./random-program.ts";

function asProgram(nodes: readonly Node[]): Program {
  let offset = 0;
  const outputs = nodes.map((node) => {
    const output = { buffer: "out", offset, node };
    offset += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: INPUT_SIZE, out: offset }, outputs };
}

/**
 * Reordering n operations changes a result by about n eps times the largest number that occurs; with n < 1000 that is below
 * 1e-12 of it.
 */
function assertSame(before: readonly Node[], after: readonly Node[], x: Float64Array): void {
  const environment = { buffers: { x } };
  const all = reachable(before);
  let largest = 1;
  for (const value of evaluate(all, environment)) for (const each of value) largest = Math.max(largest, Math.abs(each));
  const expected = evaluate(before, environment);
  for (const [k, actual] of evaluate(after, environment).entries()) {
    for (const [i, value] of actual.entries()) {
      const error = Math.abs(value - expected[k][i]);
      assert.ok(
        error <= 1e-12 * largest,
        `output ${k}[${i}]: ${value} instead of ${expected[k][i]}, largest ${largest}`,
      );
    }
  }
}

test("optimise preserves values and gradients of random programs", () => {
  fc.assert(
    fc.property(choices, point, (chosen, at) => {
      const { inputs, outputs } = buildProgram(chosen);
      const total = outputs.map((node) => sum(node)).reduce((a, b) => add(a, b));
      const before = [...outputs, ...differentiate(total, inputs)];
      const after = optimise(asProgram(before)).outputs.map((output) => output.node);
      assertSame(before, after, Float64Array.from(at));
    }),
    { seed: 20240611, numRuns: 400 },
  );
});

test("the gradient of an optimised program is the gradient", () => {
  fc.assert(
    fc.property(choices, point, (chosen, at) => {
      const { inputs, outputs } = buildProgram(chosen);
      const total = outputs.map((node) => sum(node)).reduce((a, b) => add(a, b));
      const [optimised, ...inputsAfter] = optimise(asProgram([total, ...inputs])).outputs.map((output) => output.node);
      const before = [total, ...differentiate(total, inputs)];
      assertSame(before, [optimised, ...differentiate(optimised, inputsAfter)], Float64Array.from(at));
    }),
    { seed: 7, numRuns: 200 },
  );
});

test("a second application finds nothing left to do", () => {
  fc.assert(
    fc.property(choices, (chosen) => {
      const once = optimise(asProgram(buildProgram(chosen).outputs));
      assert.is(
        reachable(optimise(once).outputs.map((o) => o.node)).length,
        reachable(once.outputs.map((o) => o.node)).length,
      );
    }),
    { seed: 11, numRuns: 200 },
  );
});

test("a graph in which every node is used twice stays small", () => {
  let x: Node = input("x", 0, [4]);
  const c = constant([1, 2, 3, 4], [4]);
  for (let i = 0; i < 200; i++) x = add(mul(x, c), mul(x, 0.5));
  for (let i = 0; i < 200; i++) x = mul(add(x, c), mul(x, c));
  for (let i = 0; i < 200; i++) x = mul(mul(sin(x), c), mul(x, input("x", 4, [4])));
  const nodes = reachable(optimise(asProgram([sum(x)])).outputs.map((output) => output.node)).length;
  assert.ok(nodes < 2500, `${nodes} nodes`);
});

test("softmax and its derivative share their exponentials", () => {
  const x = input("x", 0, [3, 4]);
  const y = softmax(x);
  const after = optimise(asProgram([y, ...differentiate(sum(square(y)), [x])])).outputs.map((output) => output.node);
  assert.is(reachable(after).filter((node) => node.op.name === "exp").length, 1);
});

test("the adjoint of an array used element by element is one array, not a sum of as many", () => {
  const x = input("x", 0, [20]);
  const chain = Array.from({ length: 19 }, (_, i) => square(sub(element(x, 0, i + 1), element(x, 0, i))));
  const [gradient] = differentiate(
    chain.reduce((a, b) => add(a, b)),
    [x],
  );
  const after = optimise(asProgram([gradient])).outputs[0].node;
  assert.is(after.op.name, "concat");
  const large = reachable([after]).filter((node) => node.shape[0] === 20 && node.op.name !== "input");
  assert.equal(large, [after]);
});

test("five thousand nodes take well under a second", () => {
  let x: Node = input("x", 0, [4]);
  const s = input("x", 4, []);
  for (let i = 0; i < 1200; i++) x = sin(add(mul(x, s), i));
  const program = asProgram([sum(x)]);
  assert.ok(reachable([program.outputs[0].node]).length > 5000);
  const start = performance.now();
  optimise(program);
  const elapsed = performance.now() - start;
  assert.ok(elapsed < 1000, `${elapsed} ms`);
});

test("sharing: one constant of equal content, one input, one order of operands", () => {
  const [x, y] = [input("x", 0, [2]), input("x", 2, [2])];
  const again = input("x", 0, [2]);
  const before = [add(mul(x, y), mul(y, again)), mul(x, constant([1, 2], [2])), mul(constant([1, 2], [2]), again)];
  const text = print(rewrite(before, []));
  assert.is(
    text,
    `%0 = input x+0 : [2]
%1 = input x+2 : [2]
%2 = mul %0 %1 : [2]
%3 = constant 1 2 : [2]
%4 = mul %0 %3 : [2]
%5 = add %2 %2 : [2]
-> %5 %4 %4`,
  );
});

test.run();
