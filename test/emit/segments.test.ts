/** Rows that read by known groups: whatever the groups, values and derivatives are those of the program as it was written. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitJs } from "../../src/emit/js.ts";
import * as t from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { type Node, type Output, type Program, sizeOf } from "../../src/tensor/node.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { checkAgainstInterpreter } from "./check.ts";

/** How rows choose their groups: at random, some groups never, one group, each its own, in order, in a few long runs. */
const patterns = ["random", "gaps", "one", "distinct", "sorted", "runs"] as const;

interface Factor {
  readonly groups: number;
  readonly pattern: (typeof patterns)[number];
}

interface Case {
  readonly rows: number;
  readonly factors: readonly Factor[];
  readonly draws: readonly number[];
}

const cases: fc.Arbitrary<Case> = fc.record({
  rows: fc.integer({ min: 1, max: 48 }),
  factors: fc.array(fc.record({ groups: fc.integer({ min: 1, max: 6 }), pattern: fc.constantFrom(...patterns) }), {
    minLength: 1,
    maxLength: 3,
  }),
  draws: fc.array(fc.nat(1_000_000), { minLength: 60, maxLength: 60 }),
});

/** A density of rows in groups with its gradient and the product of its Hessian with a vector. */
function programOf({ rows, factors, draws }: Case): Program {
  let next = 0;
  const draw = (n: number) => draws[next++ % draws.length] % n;
  const known = (shape: readonly number[], salt: number) =>
    t.constant(
      Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(7.3 * i + salt)),
      shape,
    );
  const latents: Node[] = [];
  let dimension = 0;
  const latent = (shape: readonly number[]) => {
    const node = t.input("x", dimension, shape);
    dimension += sizeOf(shape);
    latents.push(node);
    return node;
  };
  const scale = latent([]);
  const pool: Node[] = [known([rows], 0.4), known([rows], 1.9), t.broadcast(scale, [rows], [])];
  for (const { groups, pattern } of factors) {
    const size = pattern === "distinct" ? rows : groups;
    const index = indexOf(pattern, rows, size, draw);
    // effects of groups, and slopes of groups for two columns
    pool.push(t.gather(latent([size]), index, 0));
    pool.push(t.sum(t.mul(t.gather(latent([size, 2]), index, 0), known([rows, 2], groups)), [1]));
    if (draw(2) === 0) pool.push(t.gather(known([size], 0.2), index, 0));
  }
  for (let i = 0; i < 6; i++) {
    const [a, b] = [pool[draw(pool.length)], pool[draw(pool.length)]];
    pool.push(grown(draw(6), a, b));
  }
  const tail = pool.slice(-6);
  const loss = t.add(t.sum(tail.reduce((a, b) => t.add(a, b))), t.mul(t.sum(tail[0]), t.square(scale)));
  const gradient = differentiate(loss, latents);
  const along = gradient.map((part, i) => t.sum(t.mul(part, known(part.shape, i))));
  const second = differentiate(
    along.reduce((a, b) => t.add(a, b)),
    latents,
  );
  const outputs: Output[] = [];
  let offset = 0;
  for (const node of [loss, ...gradient, ...second]) {
    outputs.push({ buffer: "y", offset, node });
    offset += sizeOf(node.shape);
  }
  return { buffers: { x: dimension, y: offset }, outputs };
}

function grown(kind: number, a: Node, b: Node): Node {
  switch (kind) {
    case 0:
      return t.mul(a, t.tanh(b));
    case 1:
      return t.softplus(t.add(a, b));
    case 2:
      return t.log(t.add(t.square(t.sub(a, b)), 0.5));
    case 3:
      return t.exp(t.tanh(a));
    case 4:
      return t.select(t.lt(a, 0.1), t.sigmoid(b), t.square(t.tanh(a)));
    default:
      return t.div(a, t.add(t.square(b), 1));
  }
}

function indexOf(pattern: Factor["pattern"], rows: number, groups: number, draw: (n: number) => number): Node {
  const numbers = Array.from({ length: rows }, (_, i) => {
    if (pattern === "one") return groups - 1;
    if (pattern === "gaps") return 2 * draw(Math.ceil(groups / 2));
    return pattern === "distinct" ? rows - 1 - i : pattern === "runs" ? Math.floor(i / 7) % groups : draw(groups);
  });
  if (pattern === "sorted") numbers.sort((a, b) => a - b);
  return t.constant(numbers, [rows]);
}

for (const target of ["js", "wasm"] as const) {
  test(`value, gradient and second derivatives by any groups, ${target}`, () => {
    fc.assert(
      fc.property(cases, (each) => {
        const written = programOf(each);
        const lanes = 2;
        const x = Float64Array.from({ length: lanes * written.buffers.x }, (_, i) => Math.sin(12.9898 * i + 0.7));
        checkAgainstInterpreter({ program: optimise(written), inputs: { x }, lanes }, "loops", target, written);
      }),
      { seed: 17, numRuns: 50 },
    );
  });
}

test("rows in groups become a loop over groups around one over their rows, and only these", () => {
  const factors: Factor[] = [{ groups: 5, pattern: "random" }];
  const program = optimise(programOf({ rows: 45, factors, draws: Array.from({ length: 60 }, (_, i) => 7919 * i) }));
  const nested = /for \(let (i\d+) = 0; \1 < 5; \1\+\+\) \{[^}]*for \(let i\d+ = v\d+; i\d+ < v\d+; i\d+\+\+\)/s;
  assert.match(emitJs(program, { mode: "loops", target: "js" }).source, nested);
  assert.not.match(emitJs(program, { mode: "loops", target: "js", segments: false }).source, nested);
  const { source, kernels } = emitJs(program, { mode: "loops", target: "wasm" });
  assert.not.match(source, nested);
  assert.ok(
    kernels.some((kernel) => /loop over 45.* in 5 segments/.test(kernel)),
    kernels.join("; "),
  );
});

test.run();
