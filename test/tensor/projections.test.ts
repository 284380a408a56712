/** Distances from known spans: the program before and after, and values that agree with the unprojected ones. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../src/tensor/build.ts";
import { countOperations } from "../../src/tensor/count-operations.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, type Shape, sizeOf } from "../../src/tensor/node.ts";
import { orthogonalFactors } from "../../src/tensor/orthogonal.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { randomRows } from "../blackbox/support.ts";

const known = (seed: number, ...shape: number[]) => t.constant(randomRows(sizeOf(shape), seed), shape);
const asked = (offset: number, ...shape: number[]) => t.input("x", offset, shape);
const buffers = { x: randomRows(400, 7) };
const distance = (a: Node, b: Node) => t.sum(t.square(t.sub(a, b)));

function optimised(node: Node): Node {
  return optimise({ buffers: { x: 400, out: 1 }, outputs: [{ buffer: "out", offset: 0, node }] }).outputs[0].node;
}

function close(a: number, b: number): void {
  assert.ok(Math.abs(a - b) <= 1e-12 * Math.abs(b), `${a} is not ${b}`);
}

const z = asked(0, 3, 2);
const basis = known(1, 2, 30);
const right = asked(10, 3, 5);

/** Each is a sum of squares that only needs what lies in the span. */
const projected: readonly (readonly [name: string, node: Node])[] = [
  ["a known factor on the left", distance(known(2, 30, 5), t.matmul(known(3, 30, 2), asked(0, 2, 5)))],
  ["a known factor on the right", distance(known(2, 5, 30), t.matmul(asked(0, 5, 2), basis))],
  ["computed less known", distance(t.matmul(asked(0, 5, 2), basis), known(2, 5, 30))],
  ["the transpose of a product", distance(known(2, 30, 5), t.matmul(t.transpose(t.matmul(z, basis)), right))],
  ["a product on the right", distance(known(2, 5, 30), t.matmul(t.transpose(right), t.matmul(z, basis)))],
  [
    "a part of a longer vector",
    distance(
      known(2, 157),
      t.concat([t.reshape(t.matmul(t.transpose(t.matmul(z, basis)), right), [150]), asked(30, 7)], 0),
    ),
  ],
  [
    "columns that depend on one another",
    distance(known(2, 30, 5), t.matmul(t.concat([known(3, 30, 2), t.mul(known(3, 30, 2), 2)], 1), asked(0, 4, 5))),
  ],
];

for (const [name, node] of projected) {
  test(`${name}: the same sum with fewer operations`, () => {
    const after = optimised(node);
    close(evaluate([after], { buffers })[0][0], evaluate([node], { buffers })[0][0]);
    assert.ok(countOperations([after]) < 0.6 * countOperations([node]), print([after]));
  });
}

test("what has as many known columns as rows stays", () => {
  const square = distance(known(2, 5, 5), t.matmul(known(3, 5, 5), asked(0, 5, 5)));
  assert.is(countOperations([optimised(square)]), countOperations([square]));
});

test("sums along one axis are those of each column, by sufficient statistics", () => {
  const columns = t.sum(t.square(t.sub(known(2, 30, 5), t.matmul(known(3, 30, 2), asked(0, 2, 5)))), [0]);
  const after = optimised(columns);
  const [before, reduced] = evaluate([columns, after], { buffers });
  before.forEach((x, i) => {
    close(reduced[i], x);
  });
  assert.ok(countOperations([after]) < 0.3 * countOperations([columns]), print([after]));
});

test("golden: with an orthonormal factor nothing is multiplied any more", () => {
  const { q } = orthogonalFactors(randomRows(60, 1), 30, 2);
  const transposed = t.transpose(t.constant(q, [30, 2]));
  const node = distance(known(2, 30, 5), t.matmul(t.transpose(t.matmul(z, transposed)), right));
  const before = print([node]).split("\n").map(shapeAndName);
  assert.ok(before.includes("matmul [30, 5]"), before.join("\n"));
  const after = print([optimised(node)])
    .split("\n")
    .map(shapeAndName);
  assert.equal(after, [
    "input [3, 2]",
    "input [3, 5]",
    "transpose(1, [2, 3]",
    "matmul [2, 5]",
    "constant [2, 5]",
    "sub [2, 5]",
    "square [2, 5]",
    "sum(0, []",
    "constant []",
    "add []",
    "->",
  ]);
});

/** `%3 = matmul %1 %2 : [30, 5]` as `matmul [30, 5]` */
function shapeAndName(line: string): string {
  const [, name, shape] = /^%\d+ = (\S+).* : (\[.*\])$/.exec(line) ?? ["", "->", ""];
  return `${name} ${shape}`.trim();
}

test("golden: of two known factors in a chain the product is known", () => {
  const chains: readonly Node[] = [
    t.matmul(t.matmul(asked(0, 3, 2), known(1, 2, 30)), known(2, 30, 5)),
    t.matmul(known(2, 5, 30), t.matmul(known(1, 30, 2), asked(0, 2, 3))),
  ];
  for (const node of chains) {
    const after = optimised(node);
    assert.is(after.op.name, "matmul");
    assert.ok(after.inputs.every((x) => x.inputs.length === 0));
    const [before, now] = evaluate([node, after], { buffers });
    for (const [i, x] of now.entries()) close(x, before[i]);
  }
});

test("a chain through a wide middle stays where the product would be larger work", () => {
  const node = t.matmul(t.matmul(asked(0, 3, 30), known(1, 30, 2)), known(2, 2, 30));
  assert.is(countOperations([optimised(node)]), countOperations([node]));
});

test("orthogonal factors: product, orthonormal columns, zeros where columns depend", () => {
  const [rows, columns] = [9, 4];
  const k = randomRows(rows * columns, 5);
  for (let i = 0; i < rows; i++) k[i * columns + 2] = 3 * k[i * columns] - k[i * columns + 1];
  const { q, r } = orthogonalFactors(k, rows, columns);
  const shape: Shape = [rows, columns];
  const [product, gram] = evaluate(
    [
      t.matmul(t.constant(q, shape), t.constant(r, [columns, columns])),
      t.matmul(t.transpose(t.constant(q, shape)), t.constant(q, shape)),
    ],
    { buffers: {} },
  );
  for (const [i, x] of product.entries()) assert.ok(Math.abs(x - k[i]) < 1e-14);
  const expected = [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
  for (const [i, x] of gram.entries()) assert.ok(Math.abs(x - expected[i]) < 1e-14, `${i} ${x}`);
});

/** Of each column another. */
const scales = { small: [1e-200, 1e-200, 1e-200], large: [1e200, 1e200, 1e200], mixed: [1e-200, 1, 1e200] };

for (const [name, scale] of Object.entries(scales)) {
  test(`numbers whose squares are no numbers, ${name}: orthogonal factors, and distances by them`, () => {
    const [rows, columns] = [12, 3];
    const k = randomRows(rows * columns, 4).map((x, i) => x * scale[i % columns]);
    const { q, r } = orthogonalFactors(k, rows, columns);
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j < columns; j++) {
        let inner = 0;
        for (let row = 0; row < rows; row++) inner += q[row * columns + i] * q[row * columns + j];
        assert.ok(Math.abs(inner - (i === j ? 1 : 0)) < 1e-14, `${i} ${j} ${inner}`);
      }
      for (let row = 0; row < rows; row++) {
        let product = 0;
        for (let l = 0; l <= i; l++) product += q[row * columns + l] * r[l * columns + i];
        assert.ok(Math.abs(product - k[row * columns + i]) < 1e-14 * scale[i]);
      }
    }
    const plain = distance(known(2, rows, 2), t.matmul(t.constant(k, [rows, columns]), asked(0, columns, 2)));
    const x = randomRows(400, 7).map((value, i) => value / scale[Math.floor(i / 2) % columns]);
    close(evaluate([optimised(plain)], { buffers: { x } })[0][0], evaluate([plain], { buffers: { x } })[0][0]);
    assert.ok(countOperations([optimised(plain)]) < 0.6 * countOperations([plain]));
  });
}

test.run();
