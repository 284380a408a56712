/** Matched truths in the summary: starts are answers, chains are aligned, the prior is a control of its own. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderMatched } from "../../src/cli/matched-table.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import type { ChainDraws } from "../../src/runs/collect.ts";
import { type InferenceResult, prepare } from "../../src/runs/infer.ts";
import { scenarioOf } from "../support/scenario.ts";

const text = `dim candidate = 3\ndim image = 2\ndim other = 2\ndim pixel = 8
prior x[candidate, pixel] ~ Normal(0, 1)\nobserve 0 ~ Normal(sum(x), 1)
target x
truth x[image, pixel] = [[1, 1, 1, 1, 0, 0, 0, 0], [0, 1, 0, 1, 0, 1, 0, 1]] matched ncc
control x[other, pixel] = [[1, 1, 0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0, 0, 0]] as others
infer map = map(starts = 2)\ninfer nuts = nuts(chains = 1)`;
const [halves, stripes, noise] = [
  [1, 1, 1, 1, 0, 0, 0, 0],
  [0, 1, 0, 1, 0, 1, 0, 1],
  [5, 0, 0, -3, 1, 0, 0, -2],
];

function resultOf(scenario: CheckedScenario, name: string, chains: readonly (readonly number[][])[]): InferenceResult {
  const infer = scenario.infers.find((one) => one.name === name);
  if (infer === undefined) throw new Error(`no infer ${name}`);
  const of = (draws: readonly number[][], chain: number): ChainDraws => ({
    chain,
    targets: draws.map((draw) => Float64Array.from(draw)),
    positions: draws.map((draw) => Float64Array.from(draw)),
    logDensities: draws.map(() => -chain),
    statistics: {},
    families: [],
    probabilities: [],
    complete: true,
  });
  return { algorithm: infer.steps[0], chains: chains.map(of), partCount: 1, seconds: 1, queries: 0 };
}

test("each start is an answer", async () => {
  const scenario = await scenarioOf(text);
  const result = resultOf(scenario, "map", [
    [[...noise, ...stripes, ...halves]],
    [[...noise, ...noise.map((x) => -x), ...stripes.map((x) => 0.1 * x)]],
  ]);
  const { json } = await summariseRun(prepare(scenario), scenario.infers[0], 1, result, 0);
  const scores = json.matched?.x;
  if (scores === undefined) throw new Error("x is not scored");
  assert.equal(scores.hits, [1.5, 1.5]);
  assert.equal([scores.rows, scores.candidates, scores.answers.length], [2, 3, 2]);
  assert.equal(scores.pooled.hits, [2, 2]);
  assert.equal(Object.keys(scores.control), ["others", "prior"]);
  assert.is(scores.control.others.role, "decoy");
  assert.is(json.fidelity, undefined, "a matched truth is not compared element by element");
  assert.equal(json.fit?.log_density, [-0, -1]);
  assert.is(json.fit?.starts_passed?.length, 2);
  const lines = renderMatched("x", scores, { answer: "start", best: 0, color: false });
  assert.match(lines[0], /x by ncc +>= 0\.8 +>= 0\.9 +mean best/);
  assert.match(lines[1], /mean of 2 starts +1\.5 +1\.5/);
  assert.match(lines[2], /start 1, the best fit +2\.0/);
  assert.match(lines.at(-1) ?? "", /2 true rows, 3 candidates: \d\.\d \+- \d\.\d more than (others|prior)$/);
});

test("rows that change places between draws are aligned before their mean is taken", async () => {
  const scenario = await scenarioOf(text);
  const draws = [
    [...halves, ...stripes, ...noise],
    [...stripes, ...noise, ...halves],
    [...noise, ...halves, ...stripes],
  ];
  const { json } = await summariseRun(prepare(scenario), scenario.infers[1], 1, resultOf(scenario, "nuts", [draws]), 0);
  assert.equal(json.matched?.x.hits, [2, 2]);
  assert.ok(Math.abs((json.matched?.x.best ?? 0) - 1) < 1e-12);
});

test.run();
