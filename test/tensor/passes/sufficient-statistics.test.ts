/** Sums over data from sufficient statistics beside the sums themselves, where numbers or what is read are at an edge. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../../src/tensor/build.ts";
import { differentiate } from "../../../src/tensor/differentiate.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import type { Node } from "../../../src/tensor/node.ts";
import { optimise } from "../../../src/tensor/passes/optimise.ts";

const count = 24;
const x = b.input("x", 0, [4]);
const known = (of: (i: number) => number) =>
  b.constant(
    Array.from({ length: count }, (_, i) => of(i)),
    [count],
  );
const y = known((i) => 2 * Math.sin(3.3 * i));
const element = (k: number) => b.broadcast(b.element(x, 0, k), [count], []);
const squares = (of: Node) => b.sum(b.square(b.sub(y, of)));

function optimised(node: Node): Node {
  return optimise({ buffers: { x: 4, out: 1 }, outputs: [{ buffer: "out", offset: 0, node }] }).outputs[0].node;
}

/** The value and its gradient as they are written, and of the optimised value. */
function bothWays(sum: Node, at: readonly number[]): [number[], number[]] {
  const both = [sum, optimised(sum)].map((node) => {
    const found = evaluate([node, ...differentiate(node, [x])], { buffers: { x: Float64Array.from(at) } });
    return found.flatMap((values) => [...values]);
  });
  return [both[0], both[1]];
}

function agree(sum: Node, at: readonly number[]): void {
  const [plain, short] = bothWays(sum, at);
  for (const [i, value] of plain.entries())
    assert.ok(
      Object.is(short[i], value) || Math.abs(short[i] - value) <= 1e-10 * Math.max(1, Math.abs(value)),
      `${short} beside ${plain}`,
    );
}

test("rows of which each reads one of two elements", () => {
  const third = known((i) => (i % 3 === 0 ? 1 : 0));
  agree(squares(b.select(third, element(1), element(3))), [1, 2, 3, 4]);
  agree(squares(b.select(third, b.broadcast(b.element(b.sqrt(x), 0, 1), [count], []), element(3))), [0, 2, 3, 4]);
});

test("elements that no row reads are not computed", () => {
  const logs = b.gather(
    b.log(x),
    known((i) => 1 + (i % 2)),
    0,
  );
  const half = known((i) => (i < 12 ? 1 : 0));
  for (const at of [
    [0, 2, 3, 0],
    [-1, 2, 3, -1],
  ]) {
    agree(squares(b.select(half, logs, 0)), at);
    agree(b.sum(b.mul(y, b.select(half, logs, 0))), at);
  }
});

test("what a row does not read may be infinite", () => {
  const logs = b.gather(
    b.log(x),
    known((i) => (i < 12 ? 0 : 1 + (i % 2))),
    0,
  );
  const other = b.select(
    known((i) => (i < 12 ? 0 : 1)),
    logs,
    element(3),
  );
  // The sum of the first half alone.
  const parts = b.sum(b.reshape(b.square(b.sub(y, other)), [2, 12]), [1]);
  agree(b.element(parts, 0, 0), [0, 2, 3, 4]);
  agree(b.element(parts, 0, 1), [0, 2, 3, 4]);
});

test("known numbers whose squares are not finite stay where they are", () => {
  const value = (sum: Node, at: readonly number[]) => bothWays(sum, at)[1][0];
  const infinite = known((i) => (i === 3 ? Number.POSITIVE_INFINITY : i));
  assert.is(value(squares(b.mul(element(1), infinite)), [1, 2, 3, 4]), Number.POSITIVE_INFINITY);
  assert.is(value(b.sum(b.square(b.sub(infinite, element(1)))), [1, 2, 3, 4]), Number.POSITIVE_INFINITY);
  agree(squares(b.mul(element(1), b.mul(y, 1e160))), [1, 2e-160, 3, 4]);
});

test("groups of different scales keep their coefficients", () => {
  const scales = known((i) => (i < 12 ? 1e20 : 1));
  const groups = known((i) => (i < 12 ? 0 : 1));
  agree(squares(b.mul(b.gather(x, groups, 0), scales)), [1e-20, 2, 3, 4]);
});

test("squares whose known factors are all 0 add up to 0", () => {
  const groups = known((i) => i % 2);
  const zeros = known((i) => (i % 3 === 0 ? -0 : 0));
  const mixed = b.select(
    known((i) => (i % 4 === 0 ? 1 : 0)),
    element(1),
    y,
  );
  agree(b.sum(b.mul(b.mul(b.gather(x, groups, 0), zeros), b.square(mixed))), [1, 2, 3, 4]);
  agree(b.sum(b.mul(zeros, b.square(b.sub(y, b.gather(x, groups, 0))))), [1, 2, 3, 4]);
});

test("a sum of no elements is 0", () => {
  agree(squares(b.sum(b.broadcast(x, [count, 0, 4], [2]), [1, 2])), [1, 2, 3, 4]);
});

test.run();
