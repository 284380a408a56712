/** What emitted text looks like: nothing of the scenario in it, short functions, no allocation when run. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compileProgram } from "../../src/emit/compile.ts";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import * as t from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node, Program } from "../../src/tensor/node.ts";

function program(inputs: number, node: Node): Program {
  return {
    buffers: { "secret name": inputs, y: node.shape.reduce((a, b) => a * b, 1) },
    outputs: [{ buffer: "y", offset: 0, node }],
  };
}

const input = (n: number) => t.input("secret name", 0, [n]);

const js = { target: "js" } as const;

test("a small program", () => {
  const x = input(3);
  const weights = t.constant([2, -0.5, 0], [3]);
  const node = t.add(t.sum(t.mul(weights, t.square(x))), t.log(t.element(x, 0, 1)));
  assert.is(
    emitJs(program(3, node), js).source,
    `return function run(lanes, buffers) {
  const b0 = buffers[0];
  const b1 = buffers[1];
  for (let i0 = 0; i0 < lanes; i0++) {
    const v1 = i0 * 3;
    const v2 = b0[v1];
    const v5 = b0[v1 + 1];
    const v8 = b0[v1 + 2];
    b1[i0] = 2 * (v2 * v2) + (-0.5 * (v5 * v5) + 0 * (v8 * v8)) + Math.log(v5);
  }
};
`,
  );
});

test("parts of a concatenation are copied by loops, whatever they were rearranged from", () => {
  const x = t.reshape(input(2000), [40, 50]);
  const flat = t.reshape(t.mul(x, t.transpose(t.reshape(x, [50, 40]))), [2000]);
  const node = t.sum(t.square(t.sub(t.concat([flat, t.slice(input(2000), 0, 3, 13)], 0), 1)));
  const { source } = emitJs(program(2000, node), js);
  assert.ok(source.split("\n").length < 100, `${source.split("\n").length} lines`);
});

test("a loop over data", () => {
  const x = input(2);
  const n = 1001;
  const data = t.constant(
    Array.from({ length: n }, (_, i) => i / 7),
    [n],
  );
  const mean = t.broadcast(t.element(x, 0, 0), [n], []);
  const scaled = t.mul(t.sub(data, mean), t.broadcast(t.element(x, 0, 1), [n], []));
  assert.is(
    emitJs(program(2, t.sum(t.square(scaled))), js).source,
    `const C0 = constants[0];
return function run(lanes, buffers) {
  const b0 = buffers[0];
  const b1 = buffers[1];
  const c0 = C0;
  for (let i0 = 0; i0 < lanes; i0++) {
    const v1 = i0 * 2;
    let a2 = 0;
    const v8 = b0[v1];
    const v10 = b0[v1 + 1];
    const v13 = v10 * v10;
    let a15 = 0;
    let a21 = 0;
    let a27 = 0;
    let a33 = 0;
    for (let i6 = 0; i6 < 1000; i6 += 4) {
      const v9 = c0[i6] - v8;
      a15 += v9 * v9;
      const v17 = c0[i6 + 1] - v8;
      a21 += v17 * v17;
      const v23 = c0[i6 + 2] - v8;
      a27 += v23 * v23;
      const v29 = c0[i6 + 3] - v8;
      a33 += v29 * v29;
    }
    const v35 = v10 * (142.85714285714286 - v8);
    a2 += v35 * v35;
    b1[i0] = a2 + v13 * a15 + v13 * a21 + (v13 * a27 + v13 * a33);
  }
};
`,
  );
});

/** Uses every kind of text: loops, routines, special functions, tables, comparisons. */
function mixed(n: number): Program {
  const x = input(n);
  const table = t.add(t.broadcast(x, [n, n], [0]), t.broadcast(t.tanh(x), [n, n], [1]));
  const identity = t.constant(
    Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? n : 0)),
    [n, n],
  );
  const l = t.cholesky(t.add(t.matmul(table, t.transpose(table)), identity));
  const solved = t.triangularSolve(l, table);
  const picked = t.gather(t.softplus(x), t.argmax(solved, 1), 0);
  const node = t.add(t.logsumexp(solved, [1]), t.select(t.lt(picked, 0.5), t.lgamma(t.exp(x)), t.cumsum(x, 0)));
  return program(n, node);
}

test("the text has numbered names only", () => {
  const words = new Set<string>();
  for (const mode of ["scalar", "loops", "auto"] as const) {
    const { source } = emitJs(mixed(5), { ...js, mode });
    assert.not.match(source, /[^A-Za-z0-9_ \n+\-*/%()[\]{}<>=!?:;,.&|]/);
    assert.not.match(source, /secret/);
    const withoutNumbers = source.replace(/\b[0-9][0-9.]*(e[+-]?[0-9]+)?/g, "");
    for (const [word] of withoutNumbers.matchAll(/[A-Za-z_]\w*/g))
      if (!/^([abciprsvx][0-9]+[a-z]{0,2}|[CS][0-9]+)$/.test(word)) words.add(word);
  }
  const known =
    `const let for if else return function run lanes buffers constants special new Float64Array Math abs min max exp log log1p tanh sqrt
    floor lgamma softplus fill Infinity NaN cholesky solveLower runForward true false x l b out at atL atB batches outer size inner o i k j
    p q n m row pivot sound root inverse other rest left right total c`.split(/\s+/);
  assert.equal(
    [...words].filter((word) => !known.includes(word)),
    [],
  );
});

test("signed zeros, infinities and NaN are literals", () => {
  const x = t.element(input(1), 0, 0);
  const node = t.stack([
    t.max(x, Number.NEGATIVE_INFINITY),
    t.min(x, Number.POSITIVE_INFINITY),
    t.select(t.lt(x, 0), Number.NaN, -0),
    t.mul(x, -0),
    t.div(x, 0),
  ]);
  const run = compileProgram(program(1, node));
  const y = new Float64Array(10);
  run(2, [Float64Array.of(2, -3), y]);
  assert.equal([...y], [2, 2, -0, -0, Number.POSITIVE_INFINITY, -3, -3, Number.NaN, 0, Number.NEGATIVE_INFINITY]);
});

/** The characters of each function in a text; V8's limit is 60 kB of bytecode. */
function functionSizes(source: string): number[] {
  return source.split(/^(?:return )?function /m).map((text) => text.length);
}

test("long chains are split into functions that V8 optimises, however long", () => {
  const x = t.element(input(2), 0, 0);
  let y = t.element(input(2), 0, 1);
  for (let i = 0; i < 5000; i++) y = t.add(t.mul(t.sub(y, 0.5 + i * 1e-4), 0.9), t.mul(x, 0.1 + i * 1e-5));
  const emitted = emitJs(program(2, y));
  const sizes = functionSizes(emitted.source);
  assert.ok(sizes.length > 5);
  // an operation is about 20 characters of text and 10 bytes of bytecode
  assert.ok(Math.max(...sizes) < 80_000, `${Math.max(...sizes)} characters in one function`);
  const out = new Float64Array(1);
  instantiate(emitted)(1, [Float64Array.of(0.3, 0.7), out]);
  const [[want]] = evaluate([y], { buffers: { "secret name": Float64Array.of(0.3, 0.7) } });
  assert.ok(Math.abs(out[0] - want) <= 1e-12 * Math.abs(want));
});

test("wide programs become loops, not text", () => {
  const x = input(4000);
  const { source } = emitJs(program(4000, t.sigmoid(t.mul(x, t.cumsum(x, 0)))));
  assert.ok(source.length < 3000, `${source.length} characters`);
});

test("an output that repeats one number is written by a loop", () => {
  const n = 5000;
  const emitted = emitJs({
    buffers: { y: n },
    outputs: [{ buffer: "y", offset: 0, node: t.broadcast(t.scalar(0.01), [n], []) }],
  });
  assert.ok(emitted.source.length < 500, `${emitted.source.length} characters`);
  const y = new Float64Array(n);
  instantiate(emitted)(1, [y]);
  assert.ok(y.every((value) => value === 0.01));
});

test("a product of two matrices has loops of its own, for two rows and four columns at once", () => {
  const x = t.reshape(input(10 * 9), [10, 9]);
  const known = t.constant(
    Array.from({ length: 9 * 16 }, (_, i) => Math.cos(i)),
    [9, 16],
  );
  const { source } = emitJs(program(10 * 9, t.sum(t.exp(t.matmul(x, known)))), { ...js, mode: "loops" });
  assert.match(source, /i\d+ < 10; i\d+ \+= 2\) \{/);
  const sums = [...source.matchAll(/a\d+ \+= v\d+ \* v\d+/g)];
  assert.is(sums.length, 8);
});

test("running allocates nothing", () => {
  const x = input(40);
  const rows = t.reshape(x, [20, 2]);
  const hidden = t.tanh(
    t.matmul(
      rows,
      t.constant(
        Array.from({ length: 32 }, (_, i) => Math.sin(i)),
        [2, 16],
      ),
    ),
  );
  const run = compileProgram(program(40, t.add(t.logsumexp(hidden), t.sum(t.sqrt(t.exp(x))))));
  const buffers = [Float64Array.from({ length: 40 }, Math.sin), new Float64Array(1)];
  const grown = () => {
    const before = process.memoryUsage().heapUsed;
    for (let i = 0; i < 50_000; i++) run(1, buffers);
    return process.memoryUsage().heapUsed - before;
  };
  for (let i = 0; i < 3; i++) grown();
  // a garbage collection in between would make a difference negative; one number boxed per call would be 600 kB
  const smallest = Math.min(...Array.from({ length: 5 }, () => Math.abs(grown())));
  assert.ok(smallest < 200_000, `${smallest} bytes in 50000 calls`);
});

test.run();
