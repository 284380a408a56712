/** What slices and gathers leave unread reaches no derivative, not even as NaN: interpreter, JavaScript, WebAssembly, TensorFlow.js. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startKernels } from "../../src/emit/tfjs/start.ts";
import * as b from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node, Program } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { checkAgainstInterpreter } from "../emit/check.ts";

const total = (x: Node) => b.sum(x);
const at = (index: readonly number[]) => b.constant(index, [index.length]);

interface Case {
  readonly name: string;
  readonly at: readonly number[];
  readonly program: (x: Node) => Node;
  /** By hand: the gradient, and the gradient of its sum. */
  readonly first: readonly number[];
  readonly second: readonly number[];
}

const cases: readonly Case[] = [
  {
    name: "the logarithm of 0 before a slice",
    at: [0, 2, 4, 0],
    program: (x) => total(b.slice(b.log(x), 0, 1, 3)),
    first: [0, 0.5, 0.25, 0],
    second: [0, -0.25, -0.0625, 0],
  },
  {
    name: "a root of 0 in a chain, squared after the slice",
    at: [0, 4],
    program: (x) => total(b.square(b.slice(b.mul(b.sqrt(x), 2), 0, 1, 2))),
    first: [0, 4],
    second: [0, 0],
  },
  {
    name: "1 / 0, and a power of 0, before a gather by a known index",
    at: [2, 0, 4, 0],
    program: (x) => total(b.gather(b.add(b.reciprocal(x), b.pow(x, 0.5)), at([2, 2, 0]), 0)),
    first: [-0.25 + 0.5 / Math.sqrt(2), 0, 2 * (-0.0625 + 0.25), 0],
    second: [0.25 - 0.25 * 2 ** -1.5, 0, 2 * (0.03125 - 0.03125), 0],
  },
  {
    name: "one column of a matrix, behind a reshape",
    at: [0, 2, 0, 4],
    program: (x) => total(b.slice(b.reshape(b.log(x), [2, 2]), 1, 1, 2)),
    first: [0, 0.5, 0, 0.25],
    second: [0, -0.25, 0, -0.0625],
  },
  {
    name: "two slices that meet, and leave one element",
    at: [0, 2, 4],
    program: (x) => {
      const logs = b.log(x);
      return b.add(total(b.slice(logs, 0, 1, 2)), total(b.slice(logs, 0, 1, 3)));
    },
    first: [0, 1, 0.25],
    second: [0, -0.5, -0.0625],
  },
  {
    name: "below a select: of the branch only what is read",
    at: [0, 2, 4],
    program: (x) => total(b.slice(b.select(b.lt(x, 3), b.log(x), b.square(x)), 0, 1, 3)),
    first: [0, 0.5, 8],
    second: [0, -0.25, 2],
  },
  {
    name: "below a running sum and a sum over rows",
    at: [2, 4, 0, 0],
    program: (x) => {
      const rows = b.sum(b.reshape(b.log(x), [2, 2]), [1]);
      return b.add(total(b.slice(b.cumsum(b.log(x), 0), 0, 1, 2)), total(b.slice(rows, 0, 0, 1)));
    },
    first: [1, 0.5, 0, 0],
    second: [-0.5, -0.125, 0, 0],
  },
  {
    name: "the first rows of a recursion, the later ones of which are not finite",
    at: [1, 4, 0],
    program: (x) => {
      const rows = b.scan(b.scalar(0), x, b.scalar(0), (carry, row) => b.add(carry, b.log(row)));
      return total(b.slice(rows, 0, 0, 2));
    },
    first: [2, 0.25, 0],
    second: [-2, -0.0625, 0],
  },
];

function programOf({ program, at: { length } }: Case): Program {
  const x = b.input("x", 0, [length]);
  const [first] = differentiate(program(x), [x]);
  const [second] = differentiate(first, [x]);
  return {
    buffers: { x: length, y: 2 * length },
    outputs: [
      { buffer: "y", offset: 0, node: first },
      { buffer: "y", offset: length, node: second },
    ],
  };
}

for (const each of cases) {
  const plain = programOf(each);
  const x = Float64Array.from(each.at);
  const expected = [...each.first, ...each.second];
  const close = (values: Iterable<number>, tolerance: number) => {
    for (const [i, value] of [...values].entries())
      assert.ok(Math.abs(value - expected[i]) <= tolerance, `[${i}]: ${value} instead of ${expected[i]}`);
  };

  test(each.name, () => {
    for (const { outputs } of [plain, optimise(plain)]) {
      const values = evaluate(
        outputs.map(({ node }) => node),
        { buffers: { x } },
      );
      close(
        values.flatMap((part) => [...part]),
        1e-15,
      );
    }
    for (const program of [plain, optimise(plain)]) {
      for (const mode of ["scalar", "loops"] as const)
        checkAgainstInterpreter({ program, inputs: { x }, lanes: 1 }, mode);
      checkAgainstInterpreter({ program, inputs: { x }, lanes: 1 }, "loops", "wasm");
    }
  });

  test(`${each.name}, as kernels of TensorFlow.js`, async () => {
    const y = new Float64Array(expected.length);
    (await startKernels(plain)).run(1, [x, y]);
    close(y, 1e-6);
  });
}

test("what is read as a whole costs nothing", () => {
  const x = b.input("x", 0, [3]);
  const logs = b.log(x);
  const all = b.add(total(b.slice(logs, 0, 0, 1)), total(b.slice(logs, 0, 1, 3)));
  const [gradient] = differentiate(all, [x]);
  const [plain] = differentiate(total(logs), [x]);
  assert.is(gradient.op.name, plain.op.name);
});

test.run();
