/** What each pass makes of the programs it is for, as text before and after. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../src/tensor/build.ts";
import type { Node } from "../../src/tensor/node.ts";
import { broadcasts } from "../../src/tensor/passes/broadcasts.ts";
import { collect } from "../../src/tensor/passes/collect.ts";
import { conditions } from "../../src/tensor/passes/conditions.ts";
import { dependsOn, reachable } from "../../src/tensor/passes/dependencies.ts";
import { fold } from "../../src/tensor/passes/fold.ts";
import { moves } from "../../src/tensor/passes/moves.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { reductions } from "../../src/tensor/passes/reductions.ts";
import { type Rules, rewrite } from "../../src/tensor/passes/rewrite.ts";
import { roots } from "../../src/tensor/passes/roots.ts";
import { simplify } from "../../src/tensor/passes/simplify.ts";
import { substitute } from "../../src/tensor/passes/substitute.ts";
import { sums } from "../../src/tensor/passes/sums.ts";
import { print } from "../../src/tensor/print.ts";

const vector = b.input("x", 0, [4]);
const other = b.input("x", 4, [4]);
const scalar = b.input("x", 8, []);
const matrix = b.input("x", 9, [4, 3]);
const data = b.constant([1, 2, 3, 4], [4]);

/** The text of what the passes make of a node, on one line and without shapes. */
function made(node: Node, ...by: readonly Rules[]): string {
  return expression(rewrite([node], by)[0]);
}

/** A small program as one nested expression: easier to read in a test than numbered lines. */
function expression(node: Node): string {
  if (node === vector) return "v";
  if (node === other) return "w";
  if (node === scalar) return "s";
  if (node === matrix) return "m";
  const line = print([node]).split("\n").at(-2) ?? "";
  const words = line
    .replace(/^%\d+ = /, "")
    .replace(/ : \[.*$/, "")
    .replace(/( %\d+)+$/, "");
  const name = words.replace(/^constant /, "");
  return node.inputs.length === 0 ? name : `${name}[${node.inputs.map(expression).join("; ")}]`;
}

const golden = (name: string, cases: readonly (readonly [Node, string])[], ...by: readonly Rules[]) =>
  test(name, () => {
    for (const [node, expected] of cases) assert.is(made(node, ...by), expected);
  });

golden(
  "fold: what depends on no input is computed, one repeated number stays one",
  [
    [b.exp(b.constant([0, 0], [2])), "broadcast[1]"],
    [b.add(b.gather(data, b.constant([3, 0], [2]), 0), 1), "5 2"],
    [b.add(vector, b.sqrt(b.square(data))), "add[v; 1 2 3 4]"],
    [b.sum(b.fill([4], 2)), "8"],
    [b.mul(vector, b.constant([3, 3, 3, 3], [4])), "mul[v; broadcast[3]]"],
  ],
  fold,
);

test("fold does not store a large array made of a small one", () => {
  const big = b.add(
    b.broadcast(b.constant([1, 2], [2]), [2, 100_000], [0]),
    b.broadcast(b.constant([1, 2], [2]), [2, 100_000], [0]),
  );
  assert.is(made(big, fold), "add[broadcast(0)[1 2]; broadcast(0)[1 2]]");
  assert.throws(() => made(b.gather(data, b.scalar(7), 0), fold), RangeError);
});

golden(
  "simplify: algebra on one or two nodes",
  [
    [b.neg(b.sub(vector, other)), "sub[w; v]"],
    [b.add(b.unary("neg", vector), other), "sub[w; v]"],
    [b.sub(vector, b.unary("neg", other)), "add[v; w]"],
    [b.mul(b.unary("neg", vector), b.unary("neg", other)), "mul[v; w]"],
    [b.mul(vector, vector), "square[v]"],
    [b.mul(vector, -1), "neg[v]"],
    [b.add(vector, vector), "mul[v; broadcast[2]]"],
    [b.pow(vector, 2), "square[v]"],
    [b.pow(vector, 0.5), "sqrt[v]"],
    [b.pow(vector, 1.5), "pow[v; broadcast[1.5]]"],
    [b.log(b.exp(vector)), "v"],
    [b.log(b.sqrt(vector)), "mul[log[v]; broadcast[0.5]]"],
    [b.exp(b.log(vector)), "exp[log[v]]"],
    [b.exp(b.log(b.exp(b.log(b.abs(vector))))), "abs[v]"],
    [b.log(b.sigmoid(vector)), "neg[softplus[neg[v]]]"],
    [b.log(b.sub(1, b.sigmoid(vector))), "neg[softplus[v]]"],
    [b.log1p(b.exp(vector)), "softplus[v]"],
    [b.log(b.add(1, b.exp(vector))), "softplus[v]"],
    [b.sqrt(b.square(vector)), "abs[v]"],
    [b.div(1, vector), "reciprocal[v]"],
  ],
  simplify,
);

golden(
  "roots leave joined and cut arrays and meet squares",
  [
    [b.concat([b.sqrt(vector), b.constant([2, 3], [2])], 0), "sqrt[concat(0)[v; square[2 3]]]"],
    [b.concat([b.sqrt(vector), other], 0), "concat(0)[sqrt[v]; w]"],
    [b.slice(b.sqrt(vector), 0, 1, 3), "sqrt[slice(0, from 1)[v]]"],
    [b.square(b.div(vector, b.sqrt(b.exp(other)))), "div[square[v]; exp[w]]"],
    [b.square(b.mul(b.reciprocal(b.sqrt(b.exp(other))), vector)), "div[square[v]; exp[w]]"],
    [b.square(b.div(vector, b.sqrt(other))), "square[div[v; sqrt[w]]]"],
  ],
  roots,
);

golden(
  "simplify leaves alone what may be infinite or NaN",
  [
    [b.mul(vector, 0), "mul[v; broadcast[0]]"],
    [b.mul(b.step(vector), 0), "broadcast[0]"],
    [b.sub(vector, vector), "sub[v; v]"],
    [b.div(vector, vector), "div[v; v]"],
  ],
  simplify,
);

golden(
  "conditions: known, doubled and nested ones",
  [
    [b.select(b.fill([4], 1), vector, other), "v"],
    [b.select(b.fill([4], 0), vector, other), "w"],
    [b.select(b.not(b.lt(vector, other)), vector, other), "select[lt[v; w]; w; v]"],
    [b.select(vector, b.select(vector, other, data), data), "select[v; w; 1 2 3 4]"],
    [b.and(b.lt(vector, other), 1), "lt[v; w]"],
    [b.or(b.lt(vector, other), 1), "broadcast[1]"],
    [b.and(vector, 1), "and[v; broadcast[1]]"],
    [b.step(b.eq(vector, other)), "eq[v; w]"],
  ],
  conditions,
);

const spread = b.broadcast(scalar, [4], []);
golden(
  "collect: constants and repeated values meet at the end of chains",
  [
    [b.add(b.add(vector, 2), 3), "add[v; broadcast[5]]"],
    [b.sub(b.sub(2, vector), 3), "sub[broadcast[-1]; v]"],
    [b.sub(2, b.sub(3, vector)), "add[v; broadcast[-1]]"],
    [b.sub(b.add(vector, 2), b.add(other, 5)), "add[sub[v; w]; broadcast[-3]]"],
    [b.mul(2, b.mul(vector, spread)), "mul[v; broadcast[mul[s; 2]]]"],
    [b.div(vector, spread), "mul[v; broadcast[reciprocal[s]]]"],
    [b.div(vector, data), "mul[v; 1 0.5 0.3333333333333333 0.25]"],
    [b.div(vector, b.constant([1, 0, 2, 3], [4])), "div[v; 1 0 2 3]"],
    [b.square(b.div(vector, spread)), "mul[square[v]; broadcast[square[reciprocal[s]]]]"],
    [b.mul(b.mul(vector, data), 2), "mul[v; 2 4 6 8]"],
    [b.neg(b.div(spread, vector)), "div[broadcast[neg[s]]; v]"],
  ],
  broadcasts,
  fold,
  collect,
);

const alongRows = b.broadcast(vector, [4, 3], [0]);
const alongColumns = b.broadcast(b.input("x", 21, [3]), [4, 3], [1]);
golden(
  "broadcasts: element-wise work is done before repeating",
  [
    [b.exp(alongRows), "broadcast(0)[exp[v]]"],
    [b.add(alongRows, b.broadcast(scalar, [4, 3], [])), "broadcast(0)[add[v; broadcast[s]]]"],
    [b.select(alongRows, 1, alongRows), "broadcast(0)[select[v; broadcast[1]; v]]"],
    [b.add(alongRows, alongColumns), "add[broadcast(0)[v]; broadcast(1)[input x+21]]"],
  ],
  broadcasts,
);

golden(
  "reductions of broadcasts, reductions, rearrangements and parts",
  [
    [b.sum(alongRows), "mul[sum(0)[v]; 3]"],
    [b.sum(alongRows, [0]), "broadcast[sum(0)[v]]"],
    [b.reduce("max", alongRows, [1]), "v"],
    [b.reduce("prod", alongRows, [1]), "pow[v; broadcast[3]]"],
    [b.sum(b.sum(matrix, [1])), "sum(0, 1)[m]"],
    [b.logsumexp(b.logsumexp(matrix, [0])), "logsumexp(0, 1)[m]"],
    [b.sum(b.transpose(matrix), [0]), "sum(1)[m]"],
    [b.sum(b.reshape(matrix, [12])), "sum(0, 1)[m]"],
    [b.sum(b.pad(vector, 0, 1, 2)), "sum(0)[v]"],
    [b.sum(b.concat([vector, other], 0)), "add[sum(0)[v]; sum(0)[w]]"],
    [b.sum(b.scatterAdd(matrix, b.constant([0, 1, 0], [3]), 1, 2)), "sum(0, 1)[m]"],
  ],
  reductions,
);

golden(
  "sums: terms and factors that are the same along the axes leave",
  [
    [b.sum(b.neg(vector)), "neg[sum(0)[v]]"],
    [b.sum(b.mul(vector, spread)), "mul[s; sum(0)[v]]"],
    [b.sum(b.div(vector, spread)), "div[sum(0)[v]; s]"],
    [b.sum(b.div(spread, vector)), "mul[s; sum(0)[reciprocal[v]]]"],
    [b.sum(b.add(vector, b.exp(other))), "sum(0)[add[v; exp[w]]]"],
    [b.sum(b.sub(b.exp(vector), data)), "sub[sum(0)[exp[v]]; 10]"],
    [b.sum(b.sub(b.mul(spread, data), b.exp(vector))), "add[neg[sum(0)[exp[v]]]; mul[s; 10]]"],
    [
      b.sum(b.mul(b.input("x", 0, [3, 4]), b.broadcast(b.input("x", 12, [3]), [3, 4], [0]))),
      "sum(0)[mul[input x+12; sum(1)[input x+0]]]",
    ],
    [
      b.sum(b.mul(b.input("x", 0, [4, 3]), b.broadcast(b.input("x", 12, [4]), [4, 3], [0]))),
      "sum(0, 1)[mul[input x+0; broadcast(0)[input x+12]]]",
    ],
  ],
  fold,
  sums,
);

golden(
  "moves of moves are one move",
  [
    [b.slice(b.slice(vector, 0, 1, 4), 0, 1, 2), "slice(0, from 2)[v]"],
    [b.slice(b.concat([vector, other], 0), 0, 4, 6), "slice(0, from 0)[w]"],
    [b.slice(b.pad(vector, 0, 2, 2), 0, 3, 5), "slice(0, from 1)[v]"],
    [b.slice(alongRows, 1, 0, 2), "broadcast(0)[v]"],
    [b.slice(alongRows, 0, 0, 2), "broadcast(0)[slice(0, from 0)[v]]"],
    [b.transpose(alongRows), "broadcast(1)[v]"],
    [b.gather(alongRows, b.constant([2, 2], [2]), 1), "broadcast(0)[v]"],
    [b.concat([b.slice(vector, 0, 0, 2), b.slice(vector, 0, 2, 4)], 0), "v"],
    [b.exp(b.reshape(vector, [2, 2])), "reshape[exp[v]]"],
    [b.mul(b.reshape(vector, [2, 2]), 2), "reshape[mul[v; broadcast[2]]]"],
    [b.reshape(b.fill([4], 2), [2, 2]), "broadcast[2]"],
  ],
  moves,
);

test("the log density of data under Normal(mu, sigma) keeps one sum of squares over the data", () => {
  const mu = b.input("x", 0, []);
  const logSigma = b.input("x", 1, []);
  const sigma = b.broadcast(b.exp(logSigma), [4], []);
  const z = b.div(b.sub(data, mu), sigma);
  const logDensity = b.sum(b.sub(b.sub(b.mul(-0.5, b.square(z)), b.log(sigma)), 1));
  assert.is(
    print(optimise({ buffers: { x: 2, out: 1 }, outputs: [{ buffer: "out", offset: 0, node: logDensity }] })),
    `buffers x [2], out [1]
%0 = constant 1 2 3 4 : [4]
%1 = input x+0 : []
%2 = input x+1 : []
%3 = exp %2 : []
%4 = constant -0.5 : []
%5 = neg %1 : []
%6 = broadcast %5 : [4]
%7 = add %0 %6 : [4]
%8 = reciprocal %3 : []
%9 = square %7 : [4]
%10 = square %8 : []
%11 = mul %10 %4 : []
%12 = constant -1 : []
%13 = sub %12 %2 : []
%14 = sum(0) %9 : []
%15 = mul %11 %14 : []
%16 = constant 4 : []
%17 = mul %13 %16 : []
%18 = add %15 %17 : []
-> out+0 %18`,
  );
});

test("sufficient statistics of an exponential family leave the loop: Gamma(a, r) of known data", () => {
  const [a, r] = [b.input("x", 0, []), b.input("x", 1, [])];
  const logs = b.mul(b.log(data), b.broadcast(b.sub(a, 1), [4], []));
  const rest = b.broadcast(b.sub(b.mul(a, b.log(r)), b.lgamma(a)), [4], []);
  const logDensity = b.sum(b.sub(b.add(rest, logs), b.mul(r, data)));
  const after = optimise({ buffers: {}, outputs: [{ buffer: "out", offset: 0, node: logDensity }] });
  assert.ok(reachable(after.outputs.map((output) => output.node)).every((node) => node.shape.length === 0));
});

test("substitute rebuilds what is made of the replaced node and nothing else", () => {
  const untouched = b.exp(other);
  const [sum, kept] = substitute([b.add(b.square(vector), untouched), untouched], (node) =>
    node === vector ? b.neg(vector) : undefined,
  );
  assert.is(expression(sum), "add[square[neg[v]]; exp[w]]");
  assert.is(kept, untouched);
  assert.throws(() => substitute([vector], () => scalar), /in the place of \[4\]/);
});

test("dependencies", () => {
  const node = b.add(b.exp(vector), other);
  assert.equal(
    reachable([node, vector]).map((each) => each.op.name),
    ["input", "input", "exp", "add"],
  );
  assert.is(
    dependsOn(node, (each) => each === other),
    true,
  );
  assert.is(
    dependsOn(node, (each) => each === scalar),
    false,
  );
});

test.run();
