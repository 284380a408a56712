/** What passes are said to have done, on programs small enough to count by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../../src/tensor/build.ts";
import { countOperations } from "../../../src/tensor/count-operations.ts";
import type { Node, Program } from "../../../src/tensor/node.ts";
import { accountOf, type PassAccount } from "../../../src/tensor/passes/account.ts";
import { namedPasses, optimise } from "../../../src/tensor/passes/optimise.ts";

const x = b.input("x", 0, [6]);

function programOf(node: Node): Program {
  return { buffers: { x: 6, out: 1 }, outputs: [{ buffer: "out", offset: 0, node }] };
}

/** Passes that did something. */
function busy(accounts: readonly PassAccount[]): Record<string, readonly number[]> {
  return Object.fromEntries(
    accounts
      .filter(({ rewrites, before, after }) => rewrites > 0 || before !== after)
      .map(({ name, rewrites, before, after }) => [name, [rewrites, before, after]]),
  );
}

test("each pass has its rewrites and the operations before and after", () => {
  // exp and log of 6, the sum of 6; log(exp x) is x.
  assert.equal(busy(accountOf(programOf(b.sum(b.log(b.exp(x)))))), { simplify: [1, 18, 6] });
  // The exponential is there twice: 6 operations fewer.
  assert.equal(busy(accountOf(programOf(b.sum(b.mul(b.sin(x), b.add(b.sin(x), b.cos(x))))))), { sharing: [1, 36, 30] });
});

test("a factor that leaves a sum does so by one pass, and no pass is left out", () => {
  const s = b.input("x", 0, []);
  const accounts = accountOf(programOf(b.sum(b.mul(x, s))));
  assert.equal(busy(accounts), { sums: [1, 12, 7] });
  assert.equal(
    accounts.map(({ name }) => name),
    ["sharing", ...Object.keys(namedPasses), "sorted-segments"],
  );
});

test("a pass may raise the number so that another lowers it by more", () => {
  // x - m becomes x + (-m), which has one operation more, and -m leaves the sum.
  const m = b.broadcast(b.input("x", 0, []), [6], []);
  const { collect, sums } = busy(accountOf(programOf(b.sum(b.sub(x, m)))));
  assert.equal(collect.slice(1), [12, 13]);
  assert.ok(sums[2] < 12, String(sums));
});

test("what is left after the last pass is the optimised program", () => {
  const scan = b.scan(b.scalar(0), x, b.exp(b.input("x", 0, [])), (carry, row, shared) =>
    b.add(b.mul(carry, b.mul(shared, b.exp(b.log(b.exp(row))))), b.sin(row)),
  );
  const program = programOf(b.sum(scan));
  const accounts = accountOf(program);
  assert.is(accounts.at(-1)?.after, countOperations(optimise(program).outputs.map(({ node }) => node)));
  assert.ok((accounts.find(({ name }) => name === "scans")?.rewrites ?? 0) > 0);
});

test.run();
