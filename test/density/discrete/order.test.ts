/** Orders of elimination: what they cost, and what they leave out. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { greedyOrder, scheduleOf } from "../../../src/density/discrete/order.ts";
import { PriorityQueue } from "../../../src/density/discrete/queue.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";

const whole = (n: number) => new Int32Array(n);
const pairs = (...all: [number, number][]) => all.map((pair) => Int32Array.from(pair));

test("a chain costs states squared a step, and is left to a recursion", () => {
  const states = new Int32Array(50).fill(3);
  const scopes = Array.from({ length: 49 }, (_, i) => Int32Array.of(i, i + 1));
  const order = greedyOrder(states, scopes, whole(50));
  assert.is(order.beyond.size, 0);
  assert.is(order.cost, 49 * 9 + 3);
  const { rounds, chains } = scheduleOf(states, scopes, order);
  assert.is(rounds.length, 0);
  assert.equal(
    chains.map((kind) => kind.map((chain) => [chain.length, chain[0], chain[49]])),
    [[[50, 0, 49]]],
  );
});

test("independent variables are one round", () => {
  const states = new Int32Array(1000).fill(4);
  const scopes = Array.from(states, (_, i) => Int32Array.of(i));
  const order = greedyOrder(
    states,
    scopes,
    Int32Array.from(states, (_, i) => i),
  );
  assert.is(order.cost, 4000);
  const { rounds, chains } = scheduleOf(states, scopes, order);
  assert.equal([rounds.length, rounds[0].length, chains.length], [1, 1000, 0]);
});

test("a star is summed out from its leaves", () => {
  const states = new Int32Array(41).fill(5);
  const scopes = Array.from({ length: 40 }, (_, i) => Int32Array.of(0, i + 1));
  const order = greedyOrder(states, scopes, whole(41));
  assert.is(order.cost, 40 * 25 + 5);
  assert.is(scheduleOf(states, scopes, order).rounds.length, 2);
});

test("everything that meets is too much, what stands beside it is not", () => {
  const n = 30;
  const all = Array.from({ length: n }, (_, i) => i).flatMap((i) =>
    Array.from({ length: i }, (_, j): [number, number] => [j, i]),
  );
  const states = new Int32Array(n + 1).fill(2);
  const component = Int32Array.from(states, (_, i) => (i === n ? n : 0));
  const order = greedyOrder(states, [...pairs(...all), Int32Array.of(n)], component);
  assert.equal([...order.beyond], [0]);
  assert.equal(
    order.steps.map((step) => step.variable),
    [n],
  );
});

test("a circle costs states cubed, in few rounds", () => {
  const n = 64;
  const states = new Int32Array(n).fill(2);
  const scopes = Array.from(states, (_, i) => Int32Array.from([i, (i + 1) % n].sort((a, b) => a - b)));
  const order = greedyOrder(states, scopes, whole(n));
  assert.is(order.cost, (n - 2) * 8 + 4 + 2);
  assert.ok(scheduleOf(states, scopes, order).rounds.length <= 7);
});

test("a queue gives the smallest key, as keys change", () => {
  const random = new CounterRandom(4, 0);
  const keys = Float64Array.from({ length: 200 }, () => random.uniform());
  const queue = new PriorityQueue(keys);
  const left = new Set(keys.keys());
  for (let taken = queue.pop(); taken !== undefined; taken = queue.pop()) {
    for (const other of left) assert.ok(keys[taken] <= keys[other]);
    left.delete(taken);
    for (let k = 0; k < 3; k++) {
      const changed = random.below(200);
      if (!left.has(changed)) continue;
      keys[changed] = random.uniform();
      queue.update(changed);
    }
  }
  assert.is(left.size, 0);
});

test.run();
