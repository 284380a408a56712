/** Picked elements are those of the array, whatever it is made of; what repeats is kept once. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import * as t from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../src/tensor/node.ts";
import { reachable } from "../../src/tensor/passes/dependencies.ts";
import { take } from "../../src/tensor/take.ts";

const random = new CounterRandom(9, 0);
const data = Float64Array.from({ length: 24 }, () => random.normal());
const x = t.input("x", 0, [2, 3, 4]);
const vector = t.input("x", 0, [4]);
const index = t.constant([2, 0, 1, 1], [4]);

const arrays: Readonly<Record<string, Node>> = {
  "an input": x,
  moves: t.slice(t.transpose(t.reshape(x, [6, 4])), 1, 1, 5),
  "element-wise work on what repeats": t.exp(t.add(t.broadcast(vector, [2, 3, 4], [2]), x)),
  "a gather": t.gather(x, index, 1),
  "joined pieces of one array": t.concat([t.slice(x, 1, 2, 3), t.gather(x, index, 1)], 1),
  "joined pieces of several": t.concat([x, t.exp(x)], 0),
  "a sum": t.sum(x, [1]),
  "a choice": t.select(t.lt(x, 0), t.neg(x), t.broadcast(vector, [2, 3, 4], [2])),
  "known numbers": t.add(t.constant(data, [2, 3, 4]), 1),
};

for (const [name, node] of Object.entries(arrays)) {
  test(`elements of ${name}`, () => {
    const size = sizeOf(node.shape);
    const places = Int32Array.from({ length: 30 }, () => random.below(size));
    const [whole, taken] = evaluate([node, take(node, places, [5, 6])], { buffers: { x: data } });
    assert.equal(
      [...taken],
      Array.from(places, (place) => whole[place]),
    );
  });
}

test("elements that follow each other are a slice, those that repeat are computed once", () => {
  const log = t.log(x);
  const inOrder = take(
    log,
    Int32Array.from({ length: 8 }, (_, i) => 4 + i),
    [8],
  );
  assert.ok(reachable([inOrder]).every(({ op }) => op.name !== "gather"));
  const repeated = take(
    log,
    Int32Array.from({ length: 12 }, (_, i) => i % 4),
    [3, 4],
  );
  const logarithm = reachable([repeated]).find(({ op }) => op.name === "log");
  assert.equal(logarithm?.shape, [4]);
});

test.run();
