/** Programs as TensorFlow.js kernels: whole programs, and nothing left behind. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { startRuntime } from "../../../src/blackbox/tfjs/runtime.ts";
import { loadScenario } from "../../../src/cli/scenario.ts";
import { densityPrograms } from "../../../src/density/plan.ts";
import { compileKernels } from "../../../src/emit/tfjs/compile.ts";
import { startKernels } from "../../../src/emit/tfjs/start.ts";
import * as t from "../../../src/tensor/build.ts";
import { differentiate } from "../../../src/tensor/differentiate.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { type Node, type Program, sizeOf } from "../../../src/tensor/node.ts";
import { optimise } from "../../../src/tensor/passes/optimise.ts";
import { randomRows } from "../../blackbox/support.ts";

/** Of float32, through a few operations and exponentials. */
const TOLERANCE = 3e-5;

const lanes = 3;

async function check(name: string, program: Program, lane0: Float64Array): Promise<void> {
  const sizes = program.buffers;
  const given = new Float64Array(lanes * sizes.x);
  // Other lanes are a little off, so that none can take another's numbers.
  for (let lane = 0; lane < lanes; lane++)
    given.set(
      lane0.map((x) => Math.fround(x * (1 + lane / 64))),
      lane * sizes.x,
    );
  const out = new Float64Array(lanes * sizes.out);
  const { run } = await startKernels(program);
  run(lanes, [given, out]);
  const nodes = program.outputs.map(({ node }) => node);
  for (let lane = 0; lane < lanes; lane++) {
    const expected = evaluate(nodes, { buffers: { x: given.subarray(lane * sizes.x, (lane + 1) * sizes.x) } });
    for (const [i, { offset, node }] of program.outputs.entries()) {
      const size = Math.max(1, ...expected[i].map((x) => (Number.isFinite(x) ? Math.abs(x) : 0)));
      for (let k = 0; k < sizeOf(node.shape); k++) {
        const [got, want] = [out[lane * sizes.out + offset + k], expected[i][k]];
        const isClose = Object.is(got, want) || Math.abs(got - want) <= TOLERANCE * size;
        assert.ok(isClose, `${name}: lane ${lane}, element ${k} is ${got}, not ${want}`);
      }
    }
  }
}

test("sums by places: empty ones, many in one, and more than a matrix of both would hold", async () => {
  const [rows, size] = [50_000, 40_000];
  const places = Float64Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 7 : (i * 13) % (size - 1)));
  const x = t.input("x", 0, [rows]);
  const node = t.scatterAdd(x, t.constant(places, [rows]), 0, size);
  const program: Program = { buffers: { x: rows, out: size }, outputs: [{ buffer: "out", offset: 0, node }] };
  const given = Float64Array.from({ length: rows }, (_, i) => i % 5);
  given[1] = Number.POSITIVE_INFINITY;
  const out = new Float64Array(size);
  const { run } = await startKernels(program);
  run(1, [given, out]);
  assert.equal(out, evaluate([node], { buffers: { x: given } })[0]);
  assert.is(out[13], Number.POSITIVE_INFINITY);
});

/** A net with two layers and a loss, with gradients by inputs and weights. */
function net(): Program {
  const x = t.input("x", 0, [6, 5]);
  const w = t.input("x", 30, [5, 8]);
  const hidden = t.tanh(t.matmul(x, w));
  const scores = t.logSoftmax(t.matmul(hidden, t.constant(randomRows(24, 2), [8, 3])));
  const loss = t.sum(t.slice(scores, 1, 0, 1));
  const nodes: Node[] = [loss, ...differentiate(loss, [x, w])];
  const outputs = nodes.map((node, i) => ({ buffer: "out", offset: [0, 1, 31][i], node }));
  return optimise({ buffers: { x: 70, out: 71 }, outputs });
}

test("a net with its gradients, and no tensor stays behind", async () => {
  const program = net();
  await check("net", program, randomRows(70, 3));
  const { core, backend, on } = await startRuntime();
  const { run } = compileKernels(program, core);
  const buffers = [randomRows(70 * 40, 3), new Float64Array(71 * 40)];
  on(backend, () => run(40, buffers));
  const before = core.memory().numTensors;
  for (let i = 0; i < 5; i++) on(backend, () => run(40 - i, buffers));
  assert.is(core.memory().numTensors, before);
});

test("the density of a shipped scenario, in single precision", async () => {
  const { scenario } = await loadScenario(
    new URL("../../../models/eight_schools/scenario.pal", import.meta.url).pathname,
    { set: {} },
  );
  const { gradient } = densityPrograms(scenario, null);
  const lane = randomRows(10, 5);
  const { run } = await startKernels(gradient);
  const names = Object.keys(gradient.buffers);
  const buffers = names.map((name) => (name === "position" ? lane : new Float64Array(gradient.buffers[name]).fill(1)));
  run(1, buffers);
  const given = Object.fromEntries(names.map((name, i) => [name, buffers[i]]));
  const expected = evaluate(
    gradient.outputs.map(({ node }) => node),
    { buffers: given },
  );
  for (const [i, { buffer, offset }] of gradient.outputs.entries()) {
    for (const [k, want] of expected[i].entries()) {
      const got = given[buffer][offset + k];
      assert.ok(Math.abs(got - want) <= TOLERANCE * Math.max(1, Math.abs(want)), `${got} is not ${want}`);
    }
  }
});

test.run();
