/** The FFT way and the direct way to autocovariances agree. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Autocovariance } from "../../src/diagnostics/autocovariance.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";

test("every lag equals the sum written out", () => {
  const random = new CounterRandom(1, 0);
  const x = Array.from({ length: 301 }, () => random.normal() + 3);
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const covariance = new Autocovariance(x);
  for (let lag = 0; lag < x.length; lag++) {
    let sum = 0;
    for (let i = 0; i + lag < x.length; i++) sum += (x[i] - mean) * (x[i + lag] - mean);
    assert.ok(Math.abs(covariance.at(lag) - sum / x.length) < 1e-13, `lag ${lag}`);
  }
});

test.run();
