/** Worker threads: the same draws however many there are, clean ends after a stop, a failure or a lost thread. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { layoutOf } from "../../src/density/layout.ts";
import { planDensity } from "../../src/density/plan.ts";
import { isProper, planPrior } from "../../src/density/sampler.ts";
import { algorithms } from "../../src/inference/algorithms/index.ts";
import { JobFailed } from "../../src/workers/failure.ts";
import type { DrawBlock, Job, JobEvent } from "../../src/workers/messages.ts";
import { runHere, WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const schools = `data y[n] = [28, 8, -3]\ndata s[n] = [15, 10, 16]
prior mu ~ Normal(0, 5)\nprior tau ~ HalfCauchy(5)\nprior z[n] ~ Normal(0, 1)\nobserve y ~ Normal(mu + tau * z, s)\ntarget mu`;
const net = (access: string) => `dim r = 2\ndim k = 3\ndim f = 4\ndata seen[r, k] = [[0.2, 0.3, 0.5], [0.6, 0.3, 0.1]]
model net(real[f]) -> simplex[k] = tfjs("tanh/model.json") access ${access}
prior x[r, f] ~ Normal(0, 1)\nobserve seen ~ Dirichlet(1 + 20 * net(x))\ntarget x`;

async function jobOf(text: string, infer: string, seed = 1): Promise<Job> {
  const scenario = await scenarioOf(text, infer);
  const [algorithm] = scenario.infers[0].steps;
  const count = algorithms.get(algorithm.name)?.chains(algorithm.options) ?? 0;
  const prior = isProper(scenario) ? planPrior(scenario, layoutOf(scenario)) : undefined;
  const chains = Array.from({ length: count }, (_, i) => i);
  return { density: planDensity(scenario, null), prior, algorithm, seed, chains, chainCount: count };
}

interface Told {
  /** All numbers of the draws of each chain. */
  readonly draws: ReadonlyMap<number, readonly number[]>;
  readonly ends: ReadonlyMap<number, JobEvent & { readonly kind: "end" }>;
  readonly queries: number;
}

function numbersOf({ first, count, positions, logDensities, statistics, families }: DrawBlock): number[] {
  const rest = Object.keys(statistics)
    .sort()
    .flatMap((name) => [...statistics[name]]);
  return [first, count, ...positions, ...logDensities, ...rest, ...(families ?? []).flatMap((f) => Array.from(f))];
}

async function listen(events: AsyncIterable<JobEvent>): Promise<Told> {
  const blocks = new Map<number, DrawBlock[]>();
  const ends = new Map<number, JobEvent & { readonly kind: "end" }>();
  let queries = 0;
  for await (const event of events) {
    if (event.kind === "draws") blocks.set(event.block.chain, [...(blocks.get(event.block.chain) ?? []), event.block]);
    if (event.kind === "end") ends.set(event.chain, event);
    if (event.kind === "queries") for (const rows of event.byBox.values()) queries += rows;
  }
  for (const own of blocks.values()) {
    let next = 0;
    for (const block of own) {
      assert.is(block.first, next, "blocks follow one another");
      next += block.count;
    }
  }
  // Where blocks are cut depends on the clock, so only their contents are compared.
  const draws = [...blocks].map(([chain, own]) => [chain, joined(own)] as const);
  return { draws: new Map(draws.sort((a, b) => a[0] - b[0])), ends, queries };
}

function joined(blocks: readonly DrawBlock[]): number[] {
  const [{ chain, statistics }] = blocks;
  const flat = (pick: (block: DrawBlock) => ArrayLike<number>) =>
    Float64Array.from(blocks.flatMap((b) => Array.from(pick(b))));
  return numbersOf({
    chain,
    first: 0,
    count: blocks.reduce((sum, block) => sum + block.count, 0),
    positions: flat((block) => block.positions),
    logDensities: flat((block) => block.logDensities),
    statistics: Object.fromEntries(
      Object.keys(statistics).map((name) => [name, flat((block) => block.statistics[name])]),
    ),
    families: blocks.every((block) => block.families !== undefined)
      ? blocks.flatMap((b) => b.families ?? [])
      : undefined,
  });
}

const pool = new WorkerPool();

for (const infer of [
  "nuts(chains = 3, warmup = 60, draws = 50)",
  "hmc(chains = 3, warmup = 60, draws = 50)",
  "rwm(chains = 3, warmup = 100, draws = 100)",
  "smc(particles = 60, islands = 3)",
]) {
  test(`${infer}: one thread, two, or this one give the same bits`, async () => {
    const job = await jobOf(schools, infer);
    const one = await listen(pool.run(job, 1, cancelFlag()));
    const two = await listen(pool.run(job, 2, cancelFlag()));
    const here = await listen(runHere(job, new Map(), cancelFlag()));
    assert.equal([...one.draws.keys()], [0, 1, 2]);
    assert.equal(two.draws, one.draws);
    assert.equal(here.draws, one.draws);
    assert.is(new Set([...one.draws.values()].map((numbers) => numbers[2])).size, 3, "chains differ");
    assert.ok([...two.ends.values()].every((end) => end.complete));
    const other = await listen(pool.run({ ...job, seed: 2 }, 2, cancelFlag()));
    assert.ok(other.draws.get(0)?.[2] !== one.draws.get(0)?.[2], "seeds differ");
  });
}

test("each chain has its share of a budget, whoever runs beside it", async () => {
  const job = await jobOf(net("scores budget 300"), "rwm(chains = 3, warmup = 20, draws = 100)");
  const one = await listen(pool.run(job, 1, cancelFlag()));
  const two = await listen(pool.run(job, 2, cancelFlag()));
  assert.equal(two.draws, one.draws);
  // 100 rows a chain are 50 evaluations of two rows: the start, 20 of warm-up, 29 draws.
  for (const { ends, draws, queries } of [one, two]) {
    assert.is(queries, 300);
    for (const chain of [0, 1, 2]) {
      assert.is(draws.get(chain)?.[1], 29);
      assert.is(ends.get(chain)?.summary.stopped, "budget");
      assert.is(ends.get(chain)?.complete, false);
    }
  }
});

test("a stop in the middle keeps what was drawn and leaves the pool ready", async () => {
  for (const workers of [1, 2]) {
    const job = await jobOf(schools, "nuts(chains = 2, warmup = 50, draws = 10_000_000)");
    const cancel = cancelFlag();
    const drawn = [0, 0];
    const stopped: unknown[] = [];
    for await (const event of pool.run(job, workers, cancel)) {
      if (event.kind === "draws") drawn[event.block.chain] += event.block.count;
      if (drawn.every((count) => count > 0)) Atomics.store(cancel, 0, 1);
      if (event.kind === "end") stopped.push(event.complete, event.summary.stopped);
    }
    assert.ok(drawn[0] > 0 && drawn[1] > 0);
    assert.equal(stopped, [false, "cancelled", false, "cancelled"]);
  }
  const after = await listen(
    pool.run(await jobOf(schools, "rwm(chains = 2, warmup = 10, draws = 10)"), 2, cancelFlag()),
  );
  assert.is(after.ends.size, 2);
});

async function failureOf(events: AsyncIterable<JobEvent>): Promise<JobFailed> {
  try {
    for await (const _ of events);
  } catch (problem) {
    if (problem instanceof JobFailed) return problem;
    throw problem;
  }
  throw new Error("it did not fail");
}

test("a start that cannot be found crosses the threads as data", async () => {
  const job = await jobOf(
    "data y[n] = [1, 9]\nprior a ~ Uniform(0, 1)\nobserve y ~ Uniform(0, 2 * a)\ntarget a",
    "rwm(chains = 2)",
  );
  for (const events of [pool.run(job, 2, cancelFlag()), runHere(job, new Map(), cancelFlag())]) {
    const { failure } = await failureOf(events);
    assert.ok(failure.kind === "start");
    assert.ok(failure.position instanceof Float64Array && failure.position.length === 1);
    assert.match(failure.message, "found no start in 100 tries");
  }
});

test("an improper prior where draws are needed", async () => {
  const job = await jobOf("prior a ~ Flat()\nobserve 1 ~ Normal(a, 1)\ntarget a", "nuts(chains = 1)");
  const smc = { name: "smc", options: { particles: 10, islands: 1, move: { name: "rwm", options: { steps: 1 } } } };
  assert.equal((await failureOf(pool.run({ ...job, algorithm: smc }, 1, cancelFlag()))).failure, { kind: "improper" });
});

test("anything else is a bug, told with its message", async () => {
  const job = await jobOf(schools, "nuts(chains = 1)");
  const { failure } = await failureOf(pool.run({ ...job, algorithm: { name: "nots", options: {} } }, 1, cancelFlag()));
  assert.ok(failure.kind === "bug");
  assert.match(failure.message, "there is no algorithm nots");
});

test("one that fails takes the others with it, and the pool still works", async () => {
  const own = new WorkerPool();
  const job = await jobOf(schools, "nuts(chains = 2, warmup = 0, draws = 10_000_000)");
  // The second chain is told to start where the density is no number; the first would go on for minutes.
  const starts = [new Float64Array(5), new Float64Array(5).fill(Number.NaN)];
  const { failure } = await failureOf(own.run({ ...job, starts }, 2, cancelFlag()));
  assert.is(failure.kind, "start");
  const after = await listen(
    own.run(await jobOf(schools, "rwm(chains = 2, warmup = 10, draws = 10)"), 2, cancelFlag()),
  );
  assert.is(after.ends.size, 2);
  await own.close();
});

test("closing ends whoever waits, and the pool can be used again", async () => {
  const own = new WorkerPool();
  const job = await jobOf(schools, "nuts(chains = 1, warmup = 0, draws = 10_000_000)");
  const events = own.run(job, 1, cancelFlag());
  const waiting = failureOf(events);
  setTimeout(() => void own.close(), 200);
  assert.match((await waiting).message, "ended before its job");
  const after = await listen(
    own.run(await jobOf(schools, "rwm(chains = 1, warmup = 10, draws = 10)"), 1, cancelFlag()),
  );
  assert.is(after.ends.size, 1);
  await own.close();
});

test("leaving early ends the threads at work", async () => {
  const own = new WorkerPool();
  const job = await jobOf(schools, "nuts(chains = 2, warmup = 0, draws = 10_000_000)");
  for await (const event of own.run(job, 2, cancelFlag())) if (event.kind === "draws") break;
  const after = await listen(
    own.run(await jobOf(schools, "rwm(chains = 2, warmup = 10, draws = 10)"), 2, cancelFlag()),
  );
  assert.is(after.ends.size, 2);
  await own.close();
});

test.after(() => pool.close());
test.run();
