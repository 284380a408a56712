/** Models that are modules: what they may return, what is refused, and runs that ask them. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { jsBox } from "../../src/blackbox/js/box.ts";
import { type JsModel, readExports } from "../../src/blackbox/js/exports.ts";
import { JsModelError } from "../../src/blackbox/js/problem.ts";
import { heldToSimplex } from "../../src/blackbox/simplex.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag } from "../support/scenario.ts";

const files = { read: async () => new Uint8Array([7]) };

async function problemOf(work: () => unknown): Promise<string> {
  try {
    await work();
  } catch (problem) {
    if (problem instanceof JsModelError) return `${problem.problem.kind}: ${problem.message}`;
    throw problem;
  }
  return "nothing is wrong";
}

const sums = { inputs: 2, outputs: 1, predict: (rows: number[][]) => rows.map(([a, b]) => [a + b]) };

test("exports: sizes and functions, or what open makes of options and files", async () => {
  assert.equal((await readExports(sums, {}, files)).inputShape, [2]);
  const open = async (options: { n: number }, given: typeof files) => {
    const [byte] = await given.read();
    return { inputs: [options.n, 2], outputs: byte, predict: () => [] };
  };
  const opened = await readExports({ open }, { n: 3 }, files);
  assert.equal([opened.inputShape, opened.outputShape, opened.gradient], [[3, 2], [7], undefined]);
});

const bad: readonly (readonly [Record<string, unknown>, RegExp])[] = [
  [{}, /^exports: it exports no `inputs`/],
  [{ inputs: 2 }, /^exports: it exports no `outputs`/],
  [{ ...sums, predict: undefined }, /^exports: it exports no `predict`/],
  [{ ...sums, predict: [1] }, /^exports: its `predict` is \[1\], not a function/],
  [{ ...sums, predict: [[1n]] }, /^exports: its `predict` is a list of 1, not a function/],
  [{ ...sums, predict: 1n }, /^exports: its `predict` is a BigInt, not a function/],
  [{ ...sums, gradient: "exact" }, /^exports: its `gradient` is "exact", not a function/],
  [{ ...sums, inputs: 1.5 }, /^exports: its `inputs` is 1.5:/],
  [{ ...sums, outputs: [] }, /^exports: its `outputs` is \[\]:/],
  [{ ...sums, outputs: [2, "b"] }, /^exports: its `outputs` is \[2,"b"\]:/],
  [{ open: 3 }, /^exports: its `open` is 3, not a function/],
  [{ open: () => undefined }, /^exports: its `open` returned undefined, not a model/],
  [{ open: () => ({ inputs: 1 }) }, /^exports: its `open` returned no `outputs`/],
  [
    {
      open: () => {
        throw new RangeError("k = 0");
      },
    },
    /^load: its `open` failed: RangeError: k = 0/,
  ],
];

test("exports that are none", async () => {
  for (const [module, message] of bad) assert.match(await problemOf(() => readExports(module, {}, files)), message);
});

function answering(predict: (rows: readonly Float64Array[]) => unknown): JsModel {
  return { inputShape: [2], outputShape: [3], predict };
}

async function ask(model: JsModel, rows = 2): Promise<number[]> {
  const out = new Float64Array(rows * 3);
  await jsBox("m", model).call(
    Float64Array.from({ length: rows * 2 }, (_, i) => i),
    rows,
    out,
  );
  return [...out];
}

test("answers as rows, as typed rows, as one list, and later", async () => {
  const expected = [0, 1, 1, 2, 3, 5];
  const row = ([a, b]: Float64Array) => [a, b, a + b];
  assert.equal(await ask(answering((rows) => rows.map(row))), expected);
  assert.equal(await ask(answering((rows) => rows.map((one) => Float32Array.from(row(one))))), expected);
  assert.equal(await ask(answering((rows) => rows.flatMap(row))), expected);
  assert.equal(await ask(answering((rows) => Float64Array.from(rows.flatMap(row)))), expected);
  assert.equal(await ask(answering(async (rows) => rows.map(row))), expected);
});

test("a module gets copies of the rows", async () => {
  const inputs = Float64Array.of(1, 2);
  const model = answering((rows) => {
    rows[0].fill(9);
    return [[0, 0, 0]];
  });
  await jsBox("m", model).call(inputs, 1, new Float64Array(3));
  assert.equal([...inputs], [1, 2]);
});

const answers: readonly (readonly [unknown, RegExp])[] = [
  [undefined, /returned undefined where 2 rows of 3 numbers are expected/],
  [[[1, 2, 3]], /returned 1 rows where/],
  [
    [
      [1, 2, 3],
      [1, 2],
    ],
    /returned 2 numbers in row 1 where/,
  ],
  [[[1, 2, 3], 5], /returned 5 as row 1 where/],
  [
    [
      [1, 2, 3],
      [1, "2", 3],
    ],
    /returned "2" among its numbers/,
  ],
  [[1, 2, 3], /returned 3 numbers where/],
  [{ rows: 2 }, /returned an object where/],
  [new Map(), /returned a Map where/],
];

test("answers that are no rows of numbers", async () => {
  for (const [answer, message] of answers) assert.match(await problemOf(() => ask(answering(() => answer))), message);
});

test("what predict throws, now or later", async () => {
  const thrown = () => {
    throw new TypeError("no weights\nin two lines");
  };
  const expected = "threw: `predict` of 2 rows failed: TypeError: no weights";
  assert.is(await problemOf(() => ask(answering(thrown))), expected);
  assert.is(await problemOf(() => ask(answering(async () => thrown()))), expected);
});

test("probabilities that sum to 1 nearly are divided by their sum, others refused, NaN is left", async () => {
  const of = async (row: readonly number[]) => {
    const out = new Float64Array(3);
    await heldToSimplex(
      jsBox(
        "m",
        answering(() => [row]),
      ),
    ).call(new Float64Array(2), 1, out);
    return [...out];
  };
  assert.equal(await of([0.5, 0.25, 0.2505]), [0.5 / 1.0005, 0.25 / 1.0005, 0.2505 / 1.0005]);
  assert.equal((await of([Number.NaN, 0, 1])).map(String), ["NaN", "0", "1"]);
  assert.match(await problemOf(() => of([0.5, 0.2, 0.2])), /simplex: it answered \[0.5, 0.2, 0.2\]: they sum to 0.9/);
  assert.match(await problemOf(() => of([1.5, -0.5, 0])), /-0.5 is below 0/);
});

const scenario = `scenario module
dim feature = 2
dim class = 2
model f(real[feature]) -> simplex[class] = js("model.js", slope = 3) access scores, explanations
prior x[feature] ~ Normal(0, 1)
observe 1 ~ Categorical(f(x))
target x
infer nuts = nuts(chains = 2, warmup = 200, draws = 500)
infer smc = smc(particles = 500, islands = 2)`;

/** Class 1 has probability sigmoid(slope * x[0]); x[1] plays no part. */
const logistic = (answer: string) => `export function open({ slope }) {
  const p = ([x]) => 1 / (1 + Math.exp(-slope * x));
  let asked = 0;
  return { inputs: 2, outputs: 2,
    predict(rows) { asked += rows.length; return rows.map((row) => ${answer}); },
    gradient: (rows, c) => rows.map((row, i) => [(c[i][1] - c[i][0]) * slope * p(row) * (1 - p(row)), 0]) };
}`;

async function runOf(module: string, infer: string) {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-js-"));
  const pool = new WorkerPool();
  try {
    writeFileSync(path.join(folder, "model.js"), module);
    writeFileSync(path.join(folder, "scenario.pal"), scenario);
    const loaded = await loadScenario(path.join(folder, "scenario.pal"), { set: {}, infer, allowCode: true });
    const options = { seed: 1, workers: 1, pool, cancel: cancelFlag() };
    return await runInference(prepare(loaded.scenario), loaded.scenario.infers[0], options);
  } finally {
    await pool.close();
    rmSync(folder, { recursive: true });
  }
}

/** E[x | class 1] under a standard normal x: twice the integral of x sigmoid(3 x) phi(x), by the trapezoid rule. */
function exactMean(): number {
  let sum = 0;
  for (let x = -8; x <= 8; x += 0.001)
    sum += (x * 2 * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI) / (1 + Math.exp(-3 * x));
  return sum * 0.001;
}

for (const infer of ["nuts", "smc"]) {
  test(`a posterior through a module by ${infer}, its rows counted`, async () => {
    const result = await runOf(logistic("[1 - p(row), p(row)]"), infer);
    const draws = result.chains.flatMap((chain) => chain.targets);
    const mean = draws.reduce((sum, [x]) => sum + x, 0) / draws.length;
    assert.ok(Math.abs(mean - exactMean()) < 0.1, `${mean} for ${exactMean()}`);
    assert.ok(result.queries >= draws.length, String(result.queries));
  });
}

test("a module that goes wrong in the middle of a run is told at its statement", async () => {
  const cases = [
    ["asked > 400 ? [0.5] : [1 - p(row), p(row)]", "PAL3204"],
    ["asked > 400 ? row.weights[0] : [1 - p(row), p(row)]", "PAL3203"],
    ["asked > 400 ? [2, 2] : [1 - p(row), p(row)]", "PAL3205"],
  ] as const;
  for (const [answer, code] of cases) {
    try {
      await runOf(logistic(answer), "smc");
      assert.unreachable();
    } catch (problem) {
      if (!(problem instanceof DiagnosticError)) throw problem;
      assert.equal(
        problem.diagnostics.map((one) => [one.code, one.labels[0].span.start]),
        [[code, scenario.indexOf("model f")]],
      );
    }
  }
});

test.run();
