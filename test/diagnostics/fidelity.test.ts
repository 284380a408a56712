/** Fidelity by hand: errors of posterior, prior and controls, coverage, width, and the error of the gain. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { addsSomething, fidelityOf, strongestRival } from "../../src/diagnostics/fidelity.ts";

const summary = (mean: number, half: number) => ({ mean, q05: mean - half, q95: mean + half });
const posterior = [summary(1, 1), summary(2, 1), summary(5, 2)];
const prior = [summary(0, 4), summary(0, 4), summary(0, 8)];
const truth = [1, 4, 3];
const controls = new Map([
  ["means", [1, 1, 1]],
  ["far", [100, 100, 100]],
]);

test("all elements", () => {
  const f = fidelityOf([0, 1, 2], posterior, prior, truth, controls);
  assert.is(f.rmse, Math.sqrt((0 + 4 + 4) / 3));
  assert.is(f.prior_rmse, Math.sqrt((1 + 16 + 9) / 3));
  assert.equal(f.control, { means: Math.sqrt((0 + 9 + 4) / 3), far: Math.sqrt((99 ** 2 + 96 ** 2 + 97 ** 2) / 3) });
  assert.is(f.coverage90, 2 / 3, "4 is outside 1..3; 3, on the border of 3..7, is inside");
  assert.is(f.width90_over_prior, 8 / 32);
  assert.is(f.elements, 3);
  // The strongest rival are the means: squared errors 0, 9, 4 less 0, 4, 4 are 0, 5, 0, of variance 25 / 3.
  assert.ok(Math.abs(f.gain_se - Math.sqrt(25 / 3 / 3)) < 1e-14);
});

test("some elements, without a prior or rivals", () => {
  const f = fidelityOf([1], posterior, undefined, truth, new Map());
  assert.is(f.rmse, 2);
  assert.is(f.coverage90, 0);
  assert.ok([f.prior_rmse, f.width90_over_prior, f.gain_se].every(Number.isNaN));
  assert.equal(f.control, {});
});

test("without a prior mean the strongest control is what counts, and without either there is nothing to beat", () => {
  const posterior = [0, 1, 2, 3].map((mean) => ({ mean: mean + 0.1, q05: mean - 1, q95: mean + 1 }));
  const elements = [0, 1, 2, 3];
  const near = fidelityOf(elements, posterior, undefined, elements, new Map([["noisy", [0.5, 1.6, 2.4, 3.7]]]));
  assert.is(strongestRival(near)?.name, "noisy");
  assert.ok(addsSomething(near));
  const alone = fidelityOf(elements, posterior, undefined, elements, new Map());
  assert.is(strongestRival(alone), undefined);
  assert.not(addsSomething(alone));
});

test.run();
