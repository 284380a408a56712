/** Random programs over a few inputs, for property tests of the passes. */
import fc from "fast-check";
import * as b from "../../src/tensor/build.ts";
import type { Node, Shape } from "../../src/tensor/node.ts";
import { sameShape } from "../../src/tensor/shape.ts";

/** Elements of the buffer `x` that the inputs use. */
export const INPUT_SIZE = 12 + 4 + 3 + 1;
const MATRIX: Shape = [3, 4];

/** Functions whose values and derivatives stay moderate, so that rounding errors stay near the values' own. */
const unary: readonly ((x: Node) => Node)[] = [
  b.neg,
  b.tanh,
  b.sigmoid,
  b.softplus,
  b.sin,
  b.atan,
  (x) => b.exp(b.neg(b.softplus(x))),
  (x) => b.exp(b.sin(x)),
  (x) => b.log(b.add(b.square(x), 1)),
  (x) => b.log(b.sigmoid(x)),
  (x) => b.log(b.sub(1, b.sigmoid(x))),
  (x) => b.log1p(b.exp(b.tanh(x))),
  (x) => b.sqrt(b.add(b.square(x), 0.5)),
  (x) => b.reciprocal(b.add(b.square(x), 0.5)),
  (x) => b.square(b.mul(b.tanh(x), 1.5)),
  (x) => b.pow(b.add(b.sigmoid(x), 0.5), 3),
  (x) => b.select(b.gt(x, 0.3), b.log(b.max(x, 0.3)), b.mul(x, 2)),
  (x) => b.mul(x, -1),
  (x) => b.sub(0.5, x),
  (x) => b.add(b.mul(-0.5, x), 2),
  (x) => b.neg(b.sub(x, 0.25)),
  (x) => b.abs(b.mul(x, -0.5)),
];

const binary: readonly ((x: Node, y: Node) => Node)[] = [
  b.add,
  b.sub,
  (x, y) => b.mul(b.tanh(x), y),
  (x, y) => b.mul(x, b.neg(b.sigmoid(y))),
  (x, y) => b.div(x, b.add(b.square(y), 1)),
  (x, y) => b.div(x, b.exp(b.tanh(y))),
  (x, y) => b.square(b.div(b.sub(x, y), b.exp(b.sin(y)))),
  (x, y) => b.select(b.lt(x, y), x, b.sin(y)),
  (x, y) => b.sub(b.mul(0.5, x), b.mul(0.25, y)),
];

/** From any shape to any other of those in use. */
function reshaped(x: Node, choice: number): Node {
  const rank = x.shape.length;
  if (rank === 2) {
    const ways = [
      () => b.sum(b.mul(x, 0.25), [0]),
      () => b.sum(b.mul(x, 0.25), [1]),
      () => b.sum(x),
      () => b.logsumexp(x, [1]),
      () => b.transpose(b.transpose(x)),
      () => b.concat([b.slice(x, 1, 2, 4), b.slice(x, 1, 0, 2)], 1),
      () => b.reshape(b.tanh(b.reshape(x, [12])), MATRIX),
      () => b.sum(b.reshape(x, [12])),
      () => b.mul(b.cumsum(x, 1), 0.25),
      () => b.softmax(x),
    ];
    return ways[choice % ways.length]();
  }
  if (rank === 1) {
    const axis = x.shape[0] === 3 ? 0 : 1;
    const n = x.shape[0];
    const ways = [
      () => b.broadcast(x, MATRIX, [axis]),
      () => b.sum(b.mul(x, 0.5)),
      () => b.gather(x, b.constant([2, 0, 1, 1].slice(0, n), [n]), 0),
      () => b.pad(b.slice(x, 0, 1, n), 0, 1, 0),
      () => b.element(x, 0, 1),
      () => b.stack([b.element(x, 0, 1), b.element(x, 0, 0), ...(n === 4 ? [b.element(x, 0, 2)] : []), b.sum(x)]),
    ];
    return ways[choice % ways.length]();
  }
  return b.broadcast(x, [MATRIX, [3], [4]][choice % 3], []);
}

/** A list of numbers decides what is applied to which of the nodes there are; the results are the last few of them. */
export function buildProgram(choices: readonly (readonly [number, number, number])[]): {
  inputs: Node[];
  outputs: Node[];
} {
  const inputs = [b.input("x", 0, MATRIX), b.input("x", 12, [4]), b.input("x", 16, [3]), b.input("x", 19, [])];
  const data = [
    b.constant([0.5, -1, 2, 0.25, 1.5, -0.75, 1, 0.1, -0.3, 0.8, 1.1, -1.2], MATRIX),
    b.constant([1, -0.5, 0.75, 2], [4]),
    b.constant([0.3, 0.9, -1.4], [3]),
    b.scalar(0.7),
  ];
  const nodes = [...inputs, ...data];
  for (const [kind, first, second] of choices) {
    const x = nodes[first % nodes.length];
    const partners = nodes.filter((y) => sameShape(x.shape, y.shape) || y.shape.length === 0);
    if (kind % 3 === 0) nodes.push(unary[second % unary.length](x));
    else if (kind % 3 === 1) nodes.push(binary[(kind >> 2) % binary.length](x, partners[second % partners.length]));
    else nodes.push(reshaped(x, second));
  }
  return { inputs, outputs: nodes.slice(-3) };
}

export const choices = fc.array(fc.tuple(fc.nat(10_000), fc.nat(10_000), fc.nat(10_000)), {
  minLength: 3,
  maxLength: 25,
});
export const point = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
  minLength: INPUT_SIZE,
  maxLength: INPUT_SIZE,
});
