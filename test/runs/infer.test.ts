/** Steps in turn, each from where the one before ended. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

const text =
  "prior a ~ Normal(0, 100)\nprior b ~ HalfNormal(100)\nobserve 50 ~ Normal(a, 0.1)\nobserve 40 ~ Normal(b, 0.1)\ntarget a, b";
const pool = new WorkerPool();

async function run(infer: string, seed = 1) {
  const scenario = await scenarioOf(text, infer);
  const drawn: number[] = [];
  const result = await runInference(prepare(scenario), scenario.infers[0], {
    seed,
    workers: 2,
    pool,
    cancel: cancelFlag(),
    onDraw: (chain) => drawn.push(chain),
  });
  return { result, drawn };
}

for (const first of ["nuts(chains = 2, warmup = 200, draws = 50)", "smc(particles = 100, islands = 2)"]) {
  test(`${first} then nuts without warm-up starts in the posterior`, async () => {
    // From anywhere in (-2, 2), a random walk of step 1 without tuning would need thousands of steps to reach 50 +- 0.1.
    const { result, drawn } = await run(`${first} then rwm(chains = 2, warmup = 0, draws = 20)`);
    assert.is(result.algorithm.name, "rwm");
    assert.is(result.chains.length, 2);
    assert.is(drawn.length, 40, "only the draws of the last step are told");
    for (const [a, b] of result.chains.flatMap((chain) => chain.targets)) {
      assert.ok(Math.abs(a - 50) < 1 && Math.abs(b - 40) < 1, `${a}, ${b}`);
    }
    const alone = await run("rwm(chains = 2, warmup = 0, draws = 20)");
    assert.ok(alone.result.chains.every((chain) => Math.abs((chain.targets.at(-1)?.[0] ?? 50) - 50) > 1));
  });
}

test("each step has random numbers of its own", async () => {
  const step = "rwm(chains = 1, warmup = 0, draws = 30)";
  const moves = ({ result }: Awaited<ReturnType<typeof run>>) => {
    const path = result.chains[0].targets.map(([a]) => a);
    // To nine digits: a proposal is the same number only up to the rounding of the position it is added to.
    return path.flatMap((a, i) => (i === 0 || a === path[i - 1] ? [] : [(a - path[i - 1]).toPrecision(9)]));
  };
  const [once, twice] = [moves(await run(step)), moves(await run(`${step} then ${step}`))];
  assert.ok(once.length > 3 && twice.length > 3);
  assert.equal(
    twice.filter((move) => once.includes(move)),
    [],
  );
});

test("a run repeats for its seed and differs for another", async () => {
  const draws = async (seed: number) =>
    (await run("nuts(chains = 2, warmup = 20, draws = 10)", seed)).result.chains.map((c) => c.targets);
  assert.equal(await draws(5), await draws(5));
  assert.not.equal(await draws(5), await draws(6));
});

test.after(() => pool.close());
test.run();
