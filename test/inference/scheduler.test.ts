/** The lane scheduler: what is batched, what stays synchronous, how failures, budgets and cancellation come out. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type Ask, BudgetExhausted, type Density, type Query, type Wants } from "../../src/inference/kernel.ts";
import { newQuery } from "../../src/inference/point.ts";
import { Lane, Scheduler, SingleLane } from "../../src/inference/scheduler.ts";
import { conjugate, normal, sideBySide } from "./densities.ts";

const one = Float64Array.of(1);

function target(density: Density) {
  return { ...density, temperature: new Float64Array(density.partCount).fill(1) };
}

/** Asks `times` times at x = start, start + 1, ... and returns the log densities. */
function* asks(density: Density, wants: Wants, start: number, times: number): Ask<number[]> {
  const query = newQuery(target(density), wants);
  const answers: number[] = [];
  for (let k = 0; k < times; k++) {
    query.position.fill(start + k);
    yield query;
    answers.push(query.logDensity);
  }
  return answers;
}

test("lanes that want the same share a batch, each gets its own answer, shorter ones leave", () => {
  const density = normal([0], [1]);
  const scheduler = new Scheduler(density, () => false);
  const lanes = [3, 1, 2].map((times, k) => new SingleLane(asks(density, "value", 10 * k, times), one));
  for (const lane of lanes) scheduler.add(lane);
  assert.is(scheduler.run(), undefined);
  assert.equal(density.batches, [3, 2, 1]);
  assert.equal(
    lanes.map((lane) => lane.result),
    [[-0, -0.5, -2], [-50], [-200, -220.5]],
  );
  assert.equal(
    lanes.map((lane) => lane.evaluations),
    [3, 1, 2],
  );
  assert.ok(scheduler.idle);
});

test("values and gradients go in separate batches and neither waits for ever", () => {
  const density = normal([0], [1]);
  const scheduler = new Scheduler(density, () => false);
  const lanes = (["gradient", "value", "gradient"] as const).map(
    (wants) => new SingleLane(asks(density, wants, 0, 3), one),
  );
  for (const lane of lanes) scheduler.add(lane);
  scheduler.run();
  assert.equal(density.batches, [2, 1, 2, 1, 2, 1]);
  assert.ok(lanes.every((lane) => lane.result?.length === 3));
});

test("the answer is tempered for each part, and the gradient is of what is tempered", () => {
  const density = conjugate(1, 2, (i) => i + 1, 0.5);
  const query = newQuery(target(density), "gradient");
  query.position.set([0.3, -0.4]);
  const scheduler = new Scheduler(density, () => false);
  function* once(): Ask<void> {
    yield query;
  }
  scheduler.add(new SingleLane(once(), Float64Array.of(0, 0.25)));
  scheduler.run();
  const [prior0, , prior1, likelihood1] = query.parts;
  assert.is(query.logDensity, prior0 + (prior1 + 0.25 * likelihood1));
  assert.is(query.logLikelihood, query.parts[1] + query.parts[3]);
  assert.ok(Math.abs(query.gradient[0] + 0.3) < 1e-12);
  assert.ok(Math.abs(query.gradient[1] - (0.4 + (0.25 * 2.4) / 0.25)) < 1e-12);
});

test("NaN and +Infinity become a recoverable failure of that lane and part alone", () => {
  const bad = sideBySide(1, 2, (x, at, out) => {
    out.prior = x[0] > 5 && at === 1 ? Number.NaN : -1;
    out.likelihood = x[0] > 5 && at === 0 ? Number.POSITIVE_INFINITY : 0;
  });
  const queries: Query[] = [0, 1].map(() => newQuery(target(bad), "value"));
  const positions = [
    [0, 0],
    [0, 6],
  ];
  const scheduler = new Scheduler(bad, () => false);
  queries.forEach((query, k) => {
    query.position.set(positions[k]);
    function* once(): Ask<void> {
      yield query;
    }
    scheduler.add(new SingleLane(once(), Float64Array.of(1, 1)));
  });
  scheduler.run();
  assert.is(queries[0].failure, undefined);
  assert.is(queries[0].logDensity, -2);
  assert.equal(queries[1].failure, { recoverable: true, message: "the log prior of part 1 is NaN" });
  assert.is(queries[1].logDensity, Number.NEGATIVE_INFINITY);
  assert.equal([...queries[1].parts], [-1, 0, Number.NEGATIVE_INFINITY, 0]);
});

test("a promise makes the run asynchronous, with the same batches and answers", async () => {
  const density = normal([0], [1]);
  const slow: Density = {
    ...density,
    evaluate: async (batch) => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      density.evaluate(batch);
    },
  };
  const scheduler = new Scheduler(slow, () => false);
  const lanes = [3, 1].map((times) => new SingleLane(asks(density, "value", 1, times), one));
  for (const lane of lanes) scheduler.add(lane);
  const pending = scheduler.run();
  assert.instance(pending, Promise);
  await pending;
  assert.equal(density.batches, [2, 1, 1]);
  assert.equal(lanes[0].result, [-0.5, -2, -4.5]);
  assert.ok(scheduler.asynchronous);
});

for (const kind of ["thrown", "rejected"] as const) {
  test(`a spent budget, ${kind}, stops the run where it is; another error passes through`, async () => {
    let left = 5;
    const fail = (error: Error): Promise<void> => {
      if (kind === "thrown") throw error;
      return Promise.reject(error);
    };
    let error: Error = new BudgetExhausted("f", 5);
    const density: Density = { ...normal([0], [1]), evaluate: () => (left-- > 0 ? undefined : fail(error)) };
    const scheduler = new Scheduler(density, () => false);
    const lane = new SingleLane(asks(density, "value", 0, 100), one);
    scheduler.add(lane);
    await scheduler.run();
    assert.is(scheduler.stopped, "budget");
    assert.is(lane.evaluations, 5);
    assert.is(lane.result, undefined);

    error = new Error("the model is gone");
    const other = new Scheduler(density, () => false);
    other.add(new SingleLane(asks(density, "value", 0, 100), one));
    let message = "";
    try {
      await other.run();
    } catch (problem) {
      message = String(problem);
    }
    assert.match(message, "the model is gone");
  });
}

test("cancellation is seen between steps, and soon within a long one", () => {
  const density = normal([0], [1]);
  let asked = 0;
  const scheduler = new Scheduler(density, () => ++asked > 3);
  class Steps extends Lane<number[]> {
    readonly temperature = one;
    steps = 0;
    begin() {
      return asks(density, "value", 0, 2);
    }
    end() {
      this.steps++;
    }
  }
  const steps = new Steps();
  scheduler.add(steps);
  scheduler.run();
  assert.is(scheduler.stopped, "cancelled");
  assert.is(steps.steps, 4);

  const long = new Scheduler(density, () => true);
  const lane = new SingleLane(asks(density, "value", 0, 1_000_000), one);
  long.add(lane);
  long.run();
  assert.ok(lane.evaluations <= 64, String(lane.evaluations));
});

test("a run can pause and go on without changing its answers", () => {
  const density = normal([0], [1]);
  const scheduler = new Scheduler(density, () => false);
  const lane = new SingleLane(asks(density, "value", 0, 300), one);
  scheduler.add(lane);
  let pauses = 0;
  while (!scheduler.idle) {
    scheduler.run(() => true);
    pauses++;
  }
  assert.ok(pauses > 2);
  assert.equal(
    lane.result,
    Array.from({ length: 300 }, (_, x) => -0.5 * x * x),
  );
});

test.run();
