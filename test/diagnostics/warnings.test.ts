/** Each warning appears for the run it is meant for, says what to do, and a good run gets none. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { energyFraction } from "../../src/diagnostics/energy.ts";
import type { Summary } from "../../src/diagnostics/summary.ts";
import { type ChainRecord, type RunRecord, warnings } from "../../src/diagnostics/warnings.ts";

const good: Summary = {
  mean: 0,
  sd: 1,
  q05: -1.6,
  q50: 0,
  q95: 1.6,
  mcse_mean: 0.02,
  ess_bulk: 2000,
  ess_tail: 1500,
  rhat: 1.001,
};
const zeros = Array.from({ length: 100 }, () => 0);
const alternating = zeros.map((_, i) => (i % 2 === 0 ? 1 : -1));
const chain: ChainRecord = { statistics: { divergent: zeros, depth: zeros, energy: alternating }, complete: true };

function run(changes: Partial<RunRecord>): RunRecord {
  return { algorithm: "nuts", summaries: new Map([["mu", good]]), chains: [chain, chain], ...changes };
}

function only(changes: Partial<RunRecord>): string {
  const sentences = warnings(run(changes));
  assert.is(sentences.length, 1, sentences.join("\n"));
  return sentences[0];
}

test("nothing to say about a good run", () => assert.equal(warnings(run({})), []));

test("divergences", () => {
  const divergent = zeros.map((_, i) => (i < 3 ? 1 : 0));
  const bad = { ...chain, statistics: { ...chain.statistics, divergent } };
  assert.match(only({ chains: [bad, chain] }), /3 of 200 .* raise delta from 0.8 to 0.95.*non-centred/);
  assert.match(only({ chains: [bad, chain], options: { delta: 0.99 } }), /raise delta above 0.99/);
});

test("R-hat, with the worst quantity and how many more", () => {
  const summaries = new Map([
    ["mu", { ...good, rhat: 1.05 }],
    ["tau", { ...good, rhat: 1.2 }],
  ]);
  assert.match(only({ summaries }), /R-hat is 1\.200 for tau and 1 more.*run them longer/);
});

test("effective draws", () => {
  assert.match(
    only({ summaries: new Map([["mu", { ...good, ess_tail: 150 }]]) }),
    /Only 150 effective draws for mu; 200 .* more draws/,
  );
});

test("E-BFMI", () => {
  const energy = zeros.map((_, i) => i);
  const slow = { ...chain, statistics: { ...chain.statistics, energy } };
  assert.match(only({ chains: [slow, chain] }), /E-BFMI is 0\.00 in 1 of 2 chains/);
  // Independent energies have E-BFMI 2 in the limit; a straight line of n points 12 / (n (n + 1)).
  assert.ok(Math.abs(energyFraction(energy) - 12 / (100 * 101)) < 1e-12);
});

test("depth", () => {
  const deep = { ...chain, statistics: { ...chain.statistics, depth: zeros.map(() => 10) } };
  assert.match(only({ chains: [deep, chain] }), /100 of 200 trajectories were cut off at max_depth = 10/);
  assert.equal(warnings(run({ chains: [deep, chain], options: { max_depth: 12 } })), []);
});

test("a run that was stopped, and SMC below temperature 1", () => {
  const summary = {
    seconds: 1,
    queries: 5,
    evaluations: 5,
    stopped: "budget" as const,
    statistics: { temperature: 0.25 },
  };
  assert.match(only({ chains: [chain, { ...chain, complete: false, summary }] }), /query budget .* 1 of 2 chains/);
  const island = { statistics: {}, complete: false, summary };
  const sentence = only({ algorithm: "smc", chains: [island, island], summaries: new Map() });
  assert.match(sentence, /temperature 1 \(the lowest is at 0\.250\).*not draws from the posterior/);
});

test("a run that was stopped before its first draw has no results to speak of", () => {
  const summary = { seconds: 1, queries: 5, evaluations: 5, stopped: "cancelled" as const, statistics: {} };
  const warming: ChainRecord = { statistics: { divergent: [] }, logDensities: [], complete: false, summary };
  const none = { chains: [warming, warming], summaries: new Map() };
  assert.match(only(none), /no results: it was interrupted before the first draw\. Let it run longer; .*warmup/);
  const spent = { ...warming, summary: { ...summary, stopped: "budget" as const } };
  assert.match(only({ ...none, chains: [spent, spent] }), /budget .* before the first draw\. Allow more queries/);
  assert.match(only({ ...none, chains: [warming, { ...warming, logDensities: [-1] }] }), /the draws made so far/);
});

test("few ancestors, and moves that did not decorrelate", () => {
  const summary = {
    seconds: 1,
    queries: 5,
    evaluations: 5,
    ancestors: 12,
    statistics: { temperature: 1, correlation: 0.6 },
  };
  const sentences = warnings(run({ algorithm: "smc", chains: [{ statistics: {}, complete: true, summary }] }));
  assert.is(sentences.length, 2);
  assert.match(sentences[0], /Only 12 of the first particles/);
  assert.match(sentences[1], /correlation 0\.60.*more steps/);
});

test.run();
