/** Generated code computes what the interpreter does, for every operation with its first and second derivatives. */
import { test } from "uvu";
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";
import { withoutMinimisers } from "../../src/tensor/passes/minimisers.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { samples, settling } from "../tensor/every-op.ts";
import { type Case, weights } from "../tensor/finite-difference.ts";
import { checkAgainstInterpreter } from "./check.ts";

const LANES = 2;

/** The weighted sum of a result, its gradient, and the gradient of the weighted sum of that. */
function programOf({ program, shapes }: Case, times: number): Program {
  let size = 0;
  const inputs = shapes.map((shape) => {
    const node = b.input("x", size, shape);
    size += sizeOf(shape);
    return node;
  });
  const result = program(inputs);
  const nodes: Node[] = [result];
  let last = [result];
  for (let i = 0; i < times; i++) {
    const total = last.map((node) => b.sum(b.mul(node, weights(node.shape)))).reduce((x, y) => b.add(x, y));
    last = differentiate(total, inputs);
    nodes.push(...last);
  }
  let offset = 0;
  const outputs = nodes.map((node) => {
    const output = { buffer: "y", offset, node };
    offset += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: size, y: offset }, outputs };
}

function check(each: Case, times: number): void {
  const written = programOf(each, times);
  const values = each.values.flat();
  // The second lane has other numbers, near enough to be where the operation is defined.
  const x = Float64Array.from([...values, ...values.map((value) => value * 0.97)]);
  const [plain, optimised] = [written, optimise(written)].map(withoutMinimisers);
  for (const mode of ["scalar", "loops"] as const)
    checkAgainstInterpreter({ program: plain, inputs: { x }, lanes: LANES }, mode);
  checkAgainstInterpreter({ program: optimised, inputs: { x }, lanes: LANES }, "auto");
  checkAgainstInterpreter({ program: plain, inputs: { x }, lanes: LANES }, "loops", "wasm");
}

for (const [name, { cases }] of samples) {
  // Programs are split where a box is asked.
  if (cases.some(({ boxes }) => boxes) || name.startsWith("parameter_")) continue;
  test(name, () => {
    for (const each of cases) check(each, 2);
  });
}

test("a recursion that ends early", () => check(settling, 0));

test.run();
