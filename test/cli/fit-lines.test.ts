/** The lines of the fit: a check that nothing could fail is told as one. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { fitLines } from "../../src/cli/fit-lines.ts";

const fit = (noise: number) => ({
  log_density: [3, 4],
  passed: true,
  observations: [{ observed: "w", residual: 0.5, p: 1, variance: { explained: 0.987, noise } }],
});

test("noise that is large beside the data, of starts", () => {
  const weak = /a weak check, .*the best start explains 98.7 % of the variance of w$/;
  assert.match(fitLines(fit(0.75), true).join("\n"), weak);
  assert.not.match(fitLines(fit(0.01), true).join("\n"), "weak check");
  assert.not.match(fitLines(fit(0.75), false).join("\n"), "weak check");
});

test.run();
