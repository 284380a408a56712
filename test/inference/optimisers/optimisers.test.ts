/** The first steps of each optimiser against those worked out by hand, and the decays at their ends and in the middle. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DECAY_OPTION, decayOf } from "../../../src/inference/optimisers/decay.ts";
import { optimiserNamed } from "../../../src/inference/optimisers/index.ts";

function close(actual: number, expected: number): void {
  assert.ok(Math.abs(actual - expected) <= 1e-12 * Math.abs(expected), `${actual}, expected ${expected}`);
}

test("adam: a first step of the rate uphill, whatever the gradient's scale; then by the running means", () => {
  const move = optimiserNamed("adam").begin({ rate: 0.1 }, 2);
  const position = new Float64Array(2);
  move(position, Float64Array.of(4, -1000), 0, 1);
  close(position[0], (0.1 * 4) / (4 + 1e-8));
  close(position[1], -(0.1 * 1000) / (1000 + 1e-8));
  const before = position[0];
  move(position, Float64Array.of(1, 0), 1, 0.5);
  // m = 0.9 * 0.4 + 0.1, v = 0.999 * 0.016 + 0.001, both over 1 - beta^2.
  const [m, v] = [0.46 / 0.19, (0.999 * 0.016 + 0.001) / (1 - 0.999 ** 2)];
  close(position[0] - before, (0.05 * m) / (Math.sqrt(v) + 1e-8));
});

test("sgd: v = momentum v + gradient, and a step of rate v", () => {
  const move = optimiserNamed("sgd").begin({ rate: 0.1, momentum: 0.5 }, 1);
  const position = Float64Array.of(1);
  move(position, Float64Array.of(2), 0, 1);
  close(position[0], 1.2);
  move(position, Float64Array.of(4), 1, 0.5);
  close(position[0], 1.2 + 0.05 * 5);
});

test("decays", () => {
  const at = (decay: string) => [0, 50, 100].map((step) => decayOf({ decay })(step, 100));
  assert.equal(at("none"), [1, 1, 1]);
  assert.equal(at("linear"), [1, 0.5, 0]);
  const cosine = at("cosine");
  assert.is(cosine[0], 1);
  assert.ok(Math.abs(cosine[1] - 0.5) < 1e-15 && Math.abs(cosine[2]) < 1e-15);
  assert.ok(Math.abs(decayOf({})(25, 100) - (1 + Math.SQRT1_2) / 2) < 1e-15, "cosine unless another is named");
  assert.equal(DECAY_OPTION.words, ["none", "cosine", "linear"]);
});

test.run();
