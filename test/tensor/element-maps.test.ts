/** Maps of rearranged elements, against the interpreter: element i of the result is the value at its source. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../src/tensor/build.ts";
import { elementSources, reduceGroups } from "../../src/tensor/element-maps.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";

/** 1, 2, 3, ..: a padding zero is none of them. */
const counting = (shape: readonly number[], first = 1): Node => {
  const size = shape.reduce((a, b) => a * b, 1);
  return t.constant(
    Float64Array.from({ length: size }, (_, i) => first + i),
    shape,
  );
};
const x = counting([2, 3, 4]);

const cases: Readonly<Record<string, Node>> = {
  broadcast: t.broadcast(counting([3, 1]), [3, 2, 1, 4], [0, 2]),
  "broadcast of a scalar": t.broadcast(counting([]), [2, 2], []),
  transpose: t.transpose(x, [2, 0, 1]),
  "slice in the middle": t.slice(x, 1, 1, 2),
  "slice of the first axis": t.slice(x, 0, 1, 1),
  pad: t.pad(x, 1, 2, 1),
  "concat of the last axis": t.concat([x, counting([2, 3, 2], 25), counting([2, 3, 1], 37)], 2),
  "concat of the first axis": t.concat([counting([1, 2]), counting([3, 2], 3)], 0),
};

for (const [name, node] of Object.entries(cases)) {
  test(name, () => {
    const inputs = evaluate(node.inputs, {}).flatMap((values) => [...values]);
    const sources = elementSources(node);
    const values = [...sources].map((at) => (at < 0 ? 0 : inputs[at]));
    assert.equal(values, [...evaluate([node], {})[0]]);
  });
}

test("elements that are added up share a group", () => {
  for (const axes of [[0], [1], [2], [0, 2], [0, 1, 2]]) {
    const sums = new Float64Array(24 / axes.reduce((a, axis) => a * x.shape[axis], 1));
    reduceGroups(x.shape, axes).forEach((group, i) => {
      sums[group] += i + 1;
    });
    assert.equal([...sums], [...evaluate([t.sum(x, axes)], {})[0]]);
  }
});

test.run();
