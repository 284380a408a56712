/** SMC against closed forms: evidence and posterior of one and of many parts, every kernel as the move, and what a stopped run says. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { mean } from "../../../src/diagnostics/moments.ts";
import { varianceOfMean } from "../../../src/diagnostics/particles.ts";
import { algorithms } from "../../../src/inference/algorithms/index.ts";
import { type Algorithm, BudgetExhausted, type Construction, type Density } from "../../../src/inference/kernel.ts";
import type { Random } from "../../../src/inference/random.ts";
import { combineEvidence } from "../../../src/inference/smc/evidence.ts";
import { ImproperPrior, StartNotFound } from "../../../src/inference/start.ts";
import { type Collected, collect, coordinate } from "../collect.ts";
import { conjugate, conjugateEvidence, sideBySide } from "../densities.ts";

const smc = algorithms.get("smc") as Algorithm;

function priorDraw(random: Random, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i] = random.normal();
}

const observed = (i: number): number => 0.5 * (i % 5) - 1;
const S = 0.4;
const VARIANCE = (S * S) / (1 + S * S);

function evidence(dimension: number): number {
  let sum = 0;
  for (let i = 0; i < dimension; i++) sum += conjugateEvidence(observed(i), S);
  return sum;
}

function families({ draws }: Collected): number[][][] {
  return [...draws.values()].map((island) => island.map((draw) => [...(draw.families ?? [])]));
}

/** Within 4 standard errors, the error estimated from the families (known to about 10 %). */
function assertMean(result: Collected, i: number, f: (x: number) => number, expected: number): void {
  const values = coordinate(result, i).map((island) => island.map(f));
  const error = Math.sqrt(varianceOfMean(values, families(result)));
  const actual = mean(values.map(mean));
  assert.ok(Math.abs(actual - expected) < 4 * error, `coordinate ${i}: ${actual}, expected ${expected}, mcse ${error}`);
}

function assertEvidence(result: Collected, expected: number): void {
  const islands = [...result.ends.values()].map((end) => end.summary.logEvidence ?? new Float64Array());
  const { logEvidence, mcse } = combineEvidence(islands);
  // Few islands give a rough standard error: Student's t with 7 degrees of freedom is beyond 5 with probability 0.0016.
  assert.ok(Math.abs(logEvidence - expected) < 5 * mcse, `${logEvidence}, expected ${expected}, mcse ${mcse}`);
  assert.ok(mcse < 0.3, String(mcse));
}

const cases: [string, number, number, Construction["options"]][] = [
  ["one part, random walk", 4, 1, { particles: 500, islands: 8 }],
  ["20 parts, random walk", 2, 20, { particles: 300, islands: 8 }],
  ["one part, hmc", 4, 1, { particles: 300, islands: 8, move: { name: "hmc", options: { steps: 2 } } }],
  ["5 parts, hmc", 2, 5, { particles: 300, islands: 8, move: { name: "hmc", options: { steps: 2 } } }],
  ["one part, nuts", 4, 1, { particles: 300, islands: 8, move: { name: "nuts", options: {} } }],
];

for (const [name, d, parts, options] of cases) {
  test(`evidence, means and variances: ${name}`, async () => {
    const result = await collect(smc, { density: conjugate(d, parts, observed, S), priorDraw }, options);
    assertEvidence(result, evidence(d * parts));
    for (const i of new Set([0, 1, d * parts - 1])) {
      const centre = observed(i) / (1 + S * S);
      assertMean(result, i, (x) => x, centre);
      assertMean(result, i, (x) => (x - centre) ** 2, VARIANCE);
    }
    for (const { complete, summary } of result.ends.values()) {
      assert.ok(complete && summary.statistics.temperature === 1 && (summary.stages ?? 0) >= 2);
      assert.is(summary.logEvidence?.length, parts);
      assert.ok((summary.ancestors ?? 0) > 20);
    }
  });
}

test("draws are distinct, as the last moves are made at temperature 1", async () => {
  const result = await collect(
    smc,
    { density: conjugate(2, 1, observed, S), priorDraw },
    { particles: 400, islands: 1 },
  );
  const distinct = new Set(coordinate(result, 0)[0]);
  // With at least 10 moves accepted about a third of the time, hardly a particle stays where it was.
  assert.ok(distinct.size > 380, String(distinct.size));
});

test("islands alone, together and with an asynchronous density give the same bits", async () => {
  const density = conjugate(2, 3, observed, S);
  const options = { particles: 100, islands: 3 };
  const together = await collect(smc, { density, priorDraw }, options);
  const alone = await collect(smc, { density, priorDraw }, options, [2]);
  assert.equal(alone.draws.get(2), together.draws.get(2));
  const slow: Density = { ...density, evaluate: async (batch) => density.evaluate(batch) };
  const asynchronous = await collect(smc, { density: slow, priorDraw }, options);
  assert.equal([...asynchronous.draws.values()], [...together.draws.values()]);
});

test("an asynchronous density gets one batch for each move of all particles", async () => {
  const density = conjugate(1, 1, observed, S);
  const slow: Density = { ...density, evaluate: async (batch) => density.evaluate(batch) };
  await collect(smc, { density: slow, priorDraw }, { particles: 200, islands: 1 });
  assert.ok(
    density.batches.slice(4).every((lanes) => lanes === 200),
    density.batches.slice(0, 12).join(),
  );
});

test("a budget that ends below temperature 1 leaves no draws and says how far it came; earlier islands stay", async () => {
  const density = conjugate(2, 1, observed, S);
  const options = { particles: 100, islands: 2 };
  await collect(smc, { density, priorDraw }, options, [0]);
  let left = density.lanes + 500;
  const limited: Density = {
    ...density,
    evaluate(batch) {
      left -= batch.lanes;
      if (left < 0) throw new BudgetExhausted("f", 1);
      return density.evaluate(batch);
    },
  };
  const { draws, ends } = await collect(smc, { density: limited, priorDraw }, options);
  assert.is(draws.get(0)?.length, 100);
  assert.is(draws.get(1)?.length, 0);
  const end = ends.get(1);
  assert.is(end?.complete, false);
  assert.is(end?.summary.stopped, "budget");
  assert.is(end?.summary.logEvidence, undefined);
  const reached = end?.summary.statistics.temperature ?? -1;
  assert.ok(reached >= 0 && reached < 1, String(reached));
});

test("cancellation leaves no draws either", async () => {
  const { draws, ends } = await collect(
    smc,
    { density: conjugate(2, 1, observed, S), priorDraw, cancelled: () => true },
    { particles: 100, islands: 1 },
  );
  assert.is(draws.get(0)?.length, 0);
  assert.is(ends.get(0)?.summary.stopped, "cancelled");
});

test("without draws from the prior there is no smc; without any possible particle there is no start", async () => {
  const density = conjugate(1, 1, observed, S);
  const thrown = async (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );
  assert.instance(await thrown(collect(smc, { density }, {})), ImproperPrior);
  const impossible = sideBySide(1, 2, (_x, at, out) => {
    out.prior = 0;
    out.likelihood = at === 1 ? Number.NEGATIVE_INFINITY : 0;
  });
  const error = await thrown(collect(smc, { density: impossible, priorDraw }, { particles: 50, islands: 1 }));
  assert.instance(error, StartNotFound);
  assert.match(String(error), "no draw from the prior has a positive, finite likelihood for part 1 of 2");
});

test("a hard constraint is met by counting: evidence of a half-space is a half", async () => {
  const half = sideBySide(1, 1, (x, _at, out) => {
    out.prior = -0.5 * x[0] * x[0];
    out.likelihood = x[0] > 0 ? 0 : Number.NEGATIVE_INFINITY;
  });
  const { draws, ends } = await collect(smc, { density: half, priorDraw }, { particles: 1000, islands: 1 });
  assert.ok(draws.get(0)?.every((draw) => draw.position[0] > 0));
  const logEvidence = ends.get(0)?.summary.logEvidence?.[0] ?? Number.NaN;
  // A count of 1000 with probability 1/2: relative error 1 / sqrt(1000), 4 of them.
  assert.ok(Math.abs(logEvidence - Math.log(0.5)) < 4 / Math.sqrt(1000), String(logEvidence));
});

test.run();
