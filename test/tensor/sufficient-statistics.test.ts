/** Sums over data from sufficient statistics: fewer operations, the same values and gradients; and where there are none. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../src/tensor/build.ts";
import { countOperations } from "../../src/tensor/count-operations.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { print } from "../../src/tensor/print.ts";
import { randomRows } from "../blackbox/support.ts";

const n = 240;
const groups = 8;
const known = (seed: number) => t.constant(randomRows(n, seed), [n]);
const index = (of: (i: number) => number) =>
  t.constant(
    Float64Array.from({ length: n }, (_, i) => of(i)),
    [n],
  );
const everywhere = (x: Node) => t.broadcast(x, [n], []);

const position = t.input("p", 0, [40]);
const part = (from: number, to: number) => t.slice(position, 0, from, to);
const number = (at: number) => t.reshape(part(at, at + 1), []);
const alpha = part(0, groups);
const gamma = part(groups, groups + 3);
const scales = t.exp(part(11, 11 + groups));
const [mu, beta] = [number(20), number(21)];
const school = index((i) => (i * 7) % groups);
const district = index((i) => ((i * 7) % groups) % 3);
const x = known(2);
const line = t.add(everywhere(mu), t.mul(everywhere(beta), x));
const counts = t.constant(
  randomRows(n, 5).map((u) => Math.floor(5 * Math.abs(u))),
  [n],
);
const weights = t.constant(
  randomRows(n, 6).map((u) => u * u),
  [n],
);

function optimised(node: Node): Node {
  return optimise({ buffers: { p: 40, out: sizeOf(node.shape) }, outputs: [{ buffer: "out", offset: 0, node }] })
    .outputs[0].node;
}

function agree(node: Node, better: Node, bound: number): void {
  const total = t.sum(node);
  const [value, gradient, ownValue, ownGradient] = evaluate(
    [node, ...differentiate(total, [position]), better, ...differentiate(t.sum(better), [position])],
    { buffers: { p: randomRows(40, 9) } },
  );
  const compare = (a: Float64Array, b: Float64Array) => {
    const size = Math.max(...a.map(Math.abs));
    for (const [i, each] of a.entries()) assert.ok(Math.abs(each - b[i]) <= bound * size, `${b[i]} is not ${each}`);
  };
  compare(value, ownValue);
  compare(gradient, ownGradient);
}

/** Each with the operations that are left at most. */
const reduced: readonly (readonly [name: string, node: Node, most: number])[] = [
  ["a line with a constant spread", t.sum(t.square(t.sub(known(1), line))), 20],
  [
    "levels of groups and a slope",
    t.sum(t.square(t.sub(known(1), t.add(t.gather(alpha, school, 0), t.mul(everywhere(beta), x))))),
    60,
  ],
  [
    "groups in groups, with known weights",
    t.sum(
      t.mul(
        weights,
        t.square(t.sub(known(1), t.add(t.add(t.gather(alpha, school, 0), t.gather(gamma, district, 0)), line))),
      ),
    ),
    120,
  ],
  [
    "a spread for each group",
    t.sum(
      t.sub(
        t.mul(-0.5, t.square(t.div(t.sub(known(1), line), t.gather(scales, school, 0)))),
        t.log(t.gather(scales, school, 0)),
      ),
    ),
    160,
  ],
  [
    "counts of groups",
    t.sum(t.sub(t.mul(counts, t.log(t.gather(scales, school, 0))), t.gather(scales, school, 0))),
    60,
  ],
  ["a sum for each part", t.sum(t.reshape(t.square(t.sub(known(1), line)), [4, n / 4]), [1]), 60],
  [
    "an autoregression, its lags as a matrix",
    t.sum(
      t.square(
        t.sub(
          t.constant(randomRows(60, 1), [60]),
          t.sum(t.mul(t.constant(randomRows(180, 3), [60, 3]), t.broadcast(gamma, [60, 3], [1])), [1]),
        ),
      ),
    ),
    30,
  ],
  [
    "cases by a known condition",
    t.sum(
      t.square(
        t.sub(
          known(1),
          t.select(
            index((i) => i % 2),
            line,
            t.gather(alpha, school, 0),
          ),
        ),
      ),
    ),
    90,
  ],
];

for (const [name, node, most] of reduced) {
  test(`${name}: fewer operations, the same value and gradient`, () => {
    const better = optimised(node);
    const left = countOperations([better]);
    assert.ok(left <= most, `${left} operations\n${print([better])}`);
    agree(node, better, 1e-12);
  });
}

test("sums that are not quadratic keep their loops, and lose what is linear", () => {
  const node = t.sum(t.sub(t.mul(counts, line), t.softplus(line)));
  const better = optimised(node);
  assert.ok(countOperations([better]) > 3 * n);
  assert.ok(countOperations([better]) <= countOperations([node]) - 1.9 * n);
  agree(node, better, 1e-12);
});

test("an element for each row, or weights of both signs, leave a sum of squares as it is", () => {
  const many = t.input("q", 0, [n]);
  for (const inner of [t.square(t.sub(known(1), many)), t.mul(x, t.square(t.sub(known(1), line)))]) {
    const [after] = optimise({
      buffers: { p: 40, q: n, out: 1 },
      outputs: [{ buffer: "out", offset: 0, node: t.sum(inner) }],
    }).outputs;
    assert.ok(countOperations([after.node]) >= 2 * n);
  }
});

test("elements that nobody reads are not computed before a gather", () => {
  const some = index((i) => i % (groups - 1));
  const better = optimised(t.sum(t.log(t.gather(alpha, some, 0))));
  assert.ok(print([better]).includes("log"));
});

test("the residual sum of squares keeps its digits far from zero", () => {
  // Data about 1e6 with a spread of 1: sums of squares would lose 12 of 16 digits.
  const [a, b] = [1e6, -3];
  const noise = Array.from(randomRows(n, 4));
  const xs = Array.from(randomRows(n, 2));
  const y = t.constant(
    noise.map((e, i) => a + b * xs[i] + e),
    [n],
  );
  const better = optimised(t.sum(t.square(t.sub(y, line))));
  const p = new Float64Array(40);
  [p[20], p[21]] = [a, b];
  const [[value]] = evaluate([better], { buffers: { p } });
  const direct = noise.reduce((sum, _, i) => sum + (a + b * xs[i] + noise[i] - (a + b * xs[i])) ** 2, 0);
  assert.ok(Math.abs(value / direct - 1) < 1e-8, `${value} is not ${direct}`);
});

test("coefficients whose squares are no numbers have triangles as well", () => {
  for (const scale of [1e-200, 1e200]) {
    const slope = t.mul(everywhere(beta), t.mul(x, scale));
    const node = t.sum(t.square(t.sub(known(1), t.add(everywhere(mu), slope))));
    const better = optimised(node);
    assert.ok(countOperations([better]) < n);
    const p = randomRows(40, 9).map((value, i) => (i === 21 ? value / scale : value));
    const [[before], [after]] = evaluate([node, better], { buffers: { p } });
    assert.ok(Math.abs(after - before) <= 1e-12 * before, `${after} is not ${before}`);
  }
});

test("random designs: rows of groups, weights and offsets give what the sum gives", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 12, max: 60 }),
      fc.array(fc.tuple(fc.integer({ min: 1, max: 5 }), fc.boolean()), { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 1000 }),
      (rows, effects, seed) => {
        let from = 0;
        const own = effects.map(([size, isWeighted], k) => {
          const atom = part(from, from + size);
          from += size;
          const at = t.constant(
            randomRows(rows, seed + k).map((u) => Math.min(size - 1, Math.floor(Math.abs(u) * size))),
            [rows],
          );
          const element = t.gather(atom, at, 0);
          return isWeighted ? t.mul(element, t.constant(randomRows(rows, seed + 50 + k), [rows])) : element;
        });
        const fitted = own.reduce((a, b) => t.add(a, b));
        const node = t.sum(t.square(t.sub(t.constant(randomRows(rows, seed + 99), [rows]), fitted)));
        const better = optimised(node);
        assert.ok(countOperations([better]) <= countOperations([node]));
        agree(node, better, 1e-11);
      },
    ),
    { numRuns: 60 },
  );
});

test.run();
