/** Which start is best, how many agree with it, and what is said of those that failed, had not settled or lie elsewhere. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { bestStart } from "../../src/diagnostics/starts.ts";
import { type ChainRecord, warnings } from "../../src/diagnostics/warnings.ts";

function ended(logDensity: number, norm = 1e-6): ChainRecord & { logDensities: number[] } {
  return { statistics: { gradient_norm: [norm], steps: [100] }, logDensities: [logDensity], complete: true };
}

function failed(steps: number): ChainRecord & { logDensities: number[] } {
  const failure = { message: "the log prior is NaN", position: new Float64Array(1) };
  const summary = { seconds: 0, queries: 0, evaluations: steps + 1, statistics: { failed: 1, steps }, failure };
  return { statistics: {}, logDensities: [], complete: true, summary };
}

function say(chains: readonly ChainRecord[]): string[] {
  return warnings({ algorithm: "map", findsPoints: true, summaries: new Map(), chains });
}

test("the best, and those within a tenth of it", () => {
  const starts = [failed(0), ended(-7), ended(-3.05), ended(-3), ended(-3.2)];
  assert.equal(bestStart(starts), { chain: 3, logDensity: -3, gradientNorm: 1e-6, reached: 2 });
  assert.is(bestStart([failed(0)]), undefined);
});

test("nothing to say where starts agree", () => assert.equal(say([ended(-3), ended(-3.01), ended(-8)]), []));

test("starts that failed are counted, with where and why", () => {
  const [sentence, ...more] = say([ended(-3), failed(17), ended(-3)]);
  assert.match(
    sentence,
    /^1 of 3 starts failed and have no result: in start 2, after 17 steps, the log prior is NaN\./,
  );
  assert.equal(more, []);
  assert.match(say([failed(0), ended(-3)])[0], /in start 1, where it began,/);
});

test("a gradient that is still large, by the scale of the log density", () => {
  assert.match(say([ended(-3, 0.5), ended(-3)])[0], /^1 of 2 starts had not settled: .* up to 0\.50 /);
  assert.equal(say([ended(-3000, 0.5), ended(-3000)]), []);
  assert.match(say([ended(-3, Number.NaN), ended(-3)])[0], /^1 of 2 starts had not settled/);
});

test("few starts at the best point", () => {
  assert.match(
    say([ended(-3), ended(-9), ended(-9), ended(-9)])[0],
    /^Only 1 of 4 starts reached the best log density/,
  );
});

test("a run that was stopped", () => {
  const summary = { seconds: 0, queries: 0, evaluations: 1, statistics: {}, stopped: "cancelled" as const };
  const [sentence] = say([ended(-3), { statistics: {}, logDensities: [], complete: false, summary }]);
  assert.match(sentence, /interrupted before 1 of 2 starts had ended/);
});

test.run();
