/**
 * Every pass alone on small programs: what it makes of them, as text (`golden/`; `UPDATE=1` writes it anew), and the same
 * numbers before and after at random inputs.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as b from "../../../src/tensor/build.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../../src/tensor/node.ts";
import { parseNodes } from "../../../src/tensor/parse-program.ts";
import { contractParameterGradients } from "../../../src/tensor/passes/contract.ts";
import { reachable } from "../../../src/tensor/passes/dependencies.ts";
import { namedPasses } from "../../../src/tensor/passes/optimise.ts";
import { rewrite } from "../../../src/tensor/passes/rewrite.ts";
import { sortSegments } from "../../../src/tensor/passes/sorted-segments.ts";
import { print } from "../../../src/tensor/print.ts";
import { isWritten, type Nets, writeOut } from "../../../src/tensor/write-out.ts";
import { readGolden, writeGolden } from "./golden-file.ts";

const folder = fileURLToPath(new URL("golden/", import.meta.url));

/** What is done to nodes, and how often. */
type Pass = (nodes: readonly Node[]) => { readonly nodes: readonly Node[]; readonly rewrites: number };

const passes: Readonly<Record<string, Pass>> = {
  ...Object.fromEntries(
    Object.entries(namedPasses).map(([name, rules]): [string, Pass] => [
      name,
      (nodes) => {
        let rewrites = 0;
        const after = rewrite(nodes, [rules], () => rewrites++);
        return { nodes: after, rewrites };
      },
    ]),
  ),
  sharing: (nodes) => {
    const after = rewrite(nodes, []);
    return { nodes: after, rewrites: reachable(nodes).length - reachable(after).length };
  },
  "sorted-segments": (nodes) => {
    let rewrites = 0;
    const after = sortSegments(nodes, () => rewrites++);
    return { nodes: after, rewrites };
  },
  "contracted-gradients": (nodes) => {
    const after = contractParameterGradients(nodes);
    return { nodes: after, rewrites: after.filter((node, i) => node !== nodes[i]).length };
  },
};

/** A net of one layer, tanh(x w), whose weights are known unless they are given: three inputs, two outputs. */
const nets: Nets = new Map([
  [
    "net",
    {
      inputShape: [3],
      weights: Float64Array.of(0.3, -0.2, 0.5, 0.1, -0.4, 0.7),
      importInto: (x: Node, weights: Node | Float64Array | undefined) =>
        b.tanh(
          b.matmul(
            x,
            b.reshape(weights !== undefined && "op" in weights ? weights : b.constant(weights ?? [], [6]), [3, 2]),
          ),
        ),
    },
  ],
]);

/** Numbers for every buffer that the nodes read: of both signs, then positive ones. */
function inputsOf(nodes: readonly Node[], draw: number): Record<string, Float64Array> {
  const sizes: Record<string, number> = {};
  for (const { op, shape } of reachable(nodes)) {
    if (op.name === "input") sizes[op.buffer] = Math.max(sizes[op.buffer] ?? 0, op.offset + sizeOf(shape));
  }
  const at = (i: number) => Math.sin(12.9898 * (i + 1) + 78.233 * (draw + 1)) * 1.5;
  return Object.fromEntries(
    Object.entries(sizes).map(([name, size]) => [
      name,
      Float64Array.from({ length: size }, (_, i) => (draw % 2 === 0 ? at(i) : Math.abs(at(i)) + 0.1)),
    ]),
  );
}

/** Sums in another order differ by about 1e-16 of the largest number on the way, for each number added. */
const TOLERANCE = 1e-13;

function assertSameNumbers(before: readonly Node[], after: readonly Node[]): void {
  const written = (nodes: readonly Node[]) => writeOut(nodes, nets, (node) => isWritten(node, nets));
  const [first, second] = [written(before), written(after)];
  let finite = 0;
  for (let draw = 0; draw < 6; draw++) {
    const buffers = inputsOf([...first, ...second], draw);
    let largest = 1;
    for (const values of evaluate(reachable(first), { buffers })) {
      for (const x of values) if (Number.isFinite(x)) largest = Math.max(largest, Math.abs(x));
    }
    const expected = evaluate(first, { buffers });
    if (expected.some((values) => values.some(Number.isFinite))) finite++;
    for (const [k, values] of evaluate(second, { buffers }).entries()) {
      assert.is(values.length, expected[k].length);
      for (const [i, value] of values.entries()) {
        const close = Math.abs(value - expected[k][i]) <= TOLERANCE * largest;
        assert.ok(close || Object.is(value, expected[k][i]), `[${i}] ${value} instead of ${expected[k][i]}`);
      }
    }
  }
  assert.ok(finite > 0, "no draw has finite values");
}

for (const [name, pass] of Object.entries(passes)) {
  const file = `${folder}${name}.txt`;
  if (!existsSync(file)) continue;
  const golden = readGolden(readFileSync(file, "utf8"));
  const now = golden.cases.map((each) => {
    const before = parseNodes(each.before);
    return { ...each, given: before, ...pass(before) };
  });
  for (const { title, given, nodes, rewrites, before, after } of now) {
    test(`${name}: ${title}`, () => {
      assertSameNumbers(given, nodes);
      if (after === undefined) {
        assert.is(rewrites, 0);
        assert.is(print(nodes), print(rewrite(given, [])));
        return;
      }
      assert.ok(rewrites > 0, "the pass found nothing to do");
      assert.is.not(print(nodes), before);
      if (process.env.UPDATE !== "1") assert.is(print(nodes), after);
    });
  }
  test(`${name}: there are cases to change and cases to leave alone`, () => {
    for (const changes of [true, false]) {
      assert.ok(golden.cases.some(({ after }) => (after !== undefined) === changes));
    }
  });
  if (process.env.UPDATE === "1") {
    const cases = now.map((each) => ({ ...each, after: each.after === undefined ? undefined : print(each.nodes) }));
    writeFileSync(file, writeGolden({ about: golden.about, cases }));
  }
}

test("every pass has a golden file, and every golden file a pass", () => {
  assert.equal(
    readdirSync(folder).sort(),
    Object.keys(passes)
      .map((name) => `${name}.txt`)
      .sort(),
  );
});

test.run();
