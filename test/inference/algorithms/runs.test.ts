/** How runs behave: the same draws however they are split, starts, budgets, cancellation, events. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { algorithms } from "../../../src/inference/algorithms/index.ts";
import { type Algorithm, BudgetExhausted, type Density } from "../../../src/inference/kernel.ts";
import { StartNotFound } from "../../../src/inference/start.ts";
import { collect } from "../collect.ts";
import { conjugate, sideBySide } from "../densities.ts";

function named(name: string): Algorithm {
  const algorithm = algorithms.get(name);
  if (algorithm === undefined) throw new Error(name);
  return algorithm;
}

const small = { chains: 3, warmup: 60, draws: 40 };

async function caught(work: Promise<unknown>): Promise<unknown> {
  try {
    await work;
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

for (const name of ["nuts", "hmc", "rwm"]) {
  test(`${name}: chains alone, together, or with an asynchronous density give the same bits`, async () => {
    const density = conjugate(2, 2, (i) => i / 2, 0.5);
    const together = await collect(named(name), { density }, small);
    for (const chain of [2, 0]) {
      const alone = await collect(named(name), { density }, small, [chain]);
      assert.equal(alone.draws.get(chain), together.draws.get(chain));
    }
    const slow: Density = { ...density, evaluate: async (batch) => density.evaluate(batch) };
    const asynchronous = await collect(named(name), { density: slow }, small);
    assert.equal([...asynchronous.draws.values()], [...together.draws.values()]);
    const other = await collect(named(name), { density, seed: 2 }, small, [0]);
    assert.not.equal(other.draws.get(0), together.draws.get(0));
  });

  test(`${name}: draws come in order, every chain ends complete, queries add up`, async () => {
    const density = conjugate(1, 1, () => 1, 0.5);
    const { draws, ends, events } = await collect(named(name), { density }, small);
    for (const [chain, list] of draws) {
      assert.equal(
        list.map((draw) => draw.index),
        Array.from({ length: 40 }, (_, i) => i),
      );
      assert.ok(list.every((draw) => draw.chain === chain && Number.isFinite(draw.logDensity)));
    }
    const summaries = [...ends.values()].map((end) => end.summary);
    assert.ok([...ends.values()].every((end) => end.complete && end.summary.stopped === undefined));
    assert.is(
      summaries.reduce((sum, s) => sum + s.queries, 0),
      density.lanes,
    );
    assert.is(
      summaries.reduce((sum, s) => sum + s.evaluations, 0),
      density.lanes,
    );
    const last = events.filter((event) => event.kind === "progress" && event.chain === 0).at(-1);
    assert.ok(last?.kind === "progress" && last.done === 1 && last.phase === "sampling");
  });

  test(`${name}: a budget ends the run with the draws made so far, the same as of a longer run`, async () => {
    const density = conjugate(1, 1, () => 1, 0.5);
    const whole = await collect(named(name), { density }, small);
    let left = Math.floor(density.lanes * 0.8);
    const limited: Density = {
      ...density,
      evaluate(batch) {
        left -= batch.lanes;
        if (left < 0) throw new BudgetExhausted("f", 1);
        return density.evaluate(batch);
      },
    };
    const { draws, ends } = await collect(named(name), { density: limited }, small);
    for (const [chain, list] of draws) {
      assert.ok(list.length < 40);
      assert.equal(list, whole.draws.get(chain)?.slice(0, list.length));
      assert.is(ends.get(chain)?.complete, false);
      assert.is(ends.get(chain)?.summary.stopped, "budget");
    }
    assert.ok([...draws.values()].some((list) => list.length > 0));
  });

  test(`${name}: cancellation ends the run cleanly`, async () => {
    const density = conjugate(1, 1, () => 1, 0.5);
    await collect(named(name), { density }, small);
    const enough = 0.9 * density.lanes;
    density.lanes = 0;
    const { draws, ends } = await collect(named(name), { density, cancelled: () => density.lanes > enough }, small);
    let unfinished = 0;
    for (const [chain, list] of draws) {
      const end = ends.get(chain);
      assert.ok(list.length > 0, String(list.length));
      assert.is(end?.complete, list.length === 40);
      assert.is(end?.summary.stopped, list.length === 40 ? undefined : "cancelled");
      if (list.length < 40) unfinished++;
    }
    assert.ok(unfinished > 0);
  });
}

test("given starts are used, chain i from starts[i % n]", async () => {
  const density = conjugate(1, 1, () => 0, 1);
  const starts = [Float64Array.of(50), Float64Array.of(-50)];
  const { draws } = await collect(named("rwm"), { density, starts }, { chains: 3, warmup: 0, draws: 1 });
  for (const [chain, list] of draws) assert.ok(Math.sign(list[0].position[0]) === (chain === 1 ? -1 : 1));
});

test("a start is searched for until the density and its gradient are finite", async () => {
  // Nothing left of 1.5; a NaN gradient right of 1.9.
  const narrow = sideBySide(1, 1, (x, _at, out) => {
    out.prior = x[0] < 1.5 ? Number.NEGATIVE_INFINITY : 0;
    out.likelihood = 0;
    out.priorGradient[0] = x[0] > 1.9 ? Number.NaN : 0;
    out.likelihoodGradient[0] = 0;
  });
  const { draws } = await collect(named("nuts"), { density: narrow }, { chains: 4, warmup: 0, draws: 1, max_depth: 1 });
  for (const list of draws.values()) assert.ok(list[0].position[0] >= 1.5);
});

test("no start: the error carries the last position and why", async () => {
  const nowhere = sideBySide(2, 1, (_x, _at, out) => {
    out.prior = 0;
    out.likelihood = Number.NaN;
  });
  const error = await caught(collect(named("nuts"), { density: nowhere }, small));
  assert.instance(error, StartNotFound);
  if (!(error instanceof StartNotFound)) return;
  assert.is(error.position.length, 2);
  assert.ok(error.position.every((x) => Math.abs(x) < 2));
  assert.match(error.message, "found no start in 100 tries");
  assert.match(error.failure.message, "the log likelihood is NaN");

  const impossible = sideBySide(1, 1, (_x, _at, out) => {
    out.prior = 0;
    out.likelihood = Number.NEGATIVE_INFINITY;
  });
  const told = await caught(collect(named("rwm"), { density: impossible, starts: [Float64Array.of(1)] }, small));
  assert.match(String(told), "cannot start where it was told to: the log likelihood is -Infinity");
});

test("every algorithm describes its options with defaults of their type", () => {
  for (const algorithm of algorithms.values()) {
    assert.ok(algorithm.documentation.length > 20);
    for (const { name, type, default: value, minimum = 0, documentation } of algorithm.options) {
      assert.ok(documentation.length > 10, name);
      if (type === "count" && value !== null) assert.ok(Number.isInteger(value) && Number(value) >= minimum);
      if (type === "unit") assert.ok(typeof value === "number" && value > 0 && value < 1);
      if (type === "gradient") assert.is(value, null);
    }
    const runs = algorithm.options.find(({ name }) => ["chains", "islands", "starts"].includes(name));
    assert.is(algorithm.chains({}), runs === undefined ? 1 : runs.default);
  }
});

test.run();
