/** `infer webppl(..)`: the draws of the package against exact posteriors, and what is refused. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { webpplMissing } from "../../src/language/diagnostics/webppl.ts";
import { summariseRun } from "../../src/report/summarise.ts";
import { prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";
import { cancelFlag, scenarioOf } from "../support/scenario.ts";

async function run(text: string, infer: string) {
  const scenario = await scenarioOf(text, infer);
  const prepared = prepare(scenario);
  const pool = new WorkerPool();
  try {
    const [chosen] = scenario.infers;
    const result = await runInference(prepared, chosen, { seed: 3, workers: 1, pool, cancel: cancelFlag() });
    return { result, report: await summariseRun(prepared, chosen, 3, result, 0) };
  } finally {
    await pool.close();
  }
}

/** Fails where a mean is more than 4 of its standard errors from the exact one. */
function agree(quantity: { mean: number; mcse_mean: number }, mean: number): void {
  assert.ok(quantity.mcse_mean > 0);
  assert.ok(Math.abs(quantity.mean - mean) < 4 * quantity.mcse_mean, `${quantity.mean} against ${mean}`);
}

const normal = "data y[i] = [1, 2, 4]\nprior mu ~ Normal(0, 2)\nobserve y ~ Normal(mu, 1)\ntarget mu";
const exactMean = 7 / (3 + 1 / 4);

test("MCMC, one choice at a time and along gradients", async () => {
  for (const kernel of ["MH", "HMC"]) {
    const { report } = await run(normal, `webppl(samples = 1500, burn = 200, chains = 2, kernel = ${kernel})`);
    const { mu } = report.json.quantities;
    agree(mu, exactMean);
    assert.ok(Math.abs(mu.sd / Math.sqrt(1 / (3 + 1 / 4)) - 1) < 0.2, `${mu.sd}`);
  }
});

test("SMC, with the evidence", async () => {
  const { report } = await run(normal, 'webppl(method = "SMC", particles = 2000, chains = 3)');
  agree(report.json.quantities.mu, exactMean);
  // y is normal with covariance 1 on the diagonal and 4 everywhere.
  const logEvidence = -1.5 * Math.log(2 * Math.PI) - 0.5 * Math.log(1 + 3 * 4) - 0.5 * (21 - (4 * 49) / 13);
  const { log_evidence: found, log_evidence_mcse: error } = report.json;
  assert.ok(found !== undefined && error !== undefined);
  assert.ok(Math.abs(found - logEvidence) < 5 * error + 0.02, `${found} against ${logEvidence}`);
});

test("enumeration has the exact probabilities, and targets follow from the values", async () => {
  const text =
    "data y[obs] = [-2.1, 0.3, 1]\ndata centre = [-1, 1]\nprior p_one[obs] ~ Bernoulli(0.3)\nlet m = centre[p_one]\nobserve y ~ Normal(m, 1)\ntarget m";
  const { result, report } = await run(text, "webppl(method = enumerate, samples = 4000)");
  assert.is(result.chains.length, 1);
  const odds = [-2.1, 0.3, 1].map((y) => (0.3 / 0.7) * Math.exp(-0.5 * ((y - 1) ** 2 - (y + 1) ** 2)));
  odds.forEach((odd, i) => {
    const p = odd / (1 + odd);
    const { mean } = report.json.quantities[`m[${i}]`];
    assert.ok(Math.abs((mean + 1) / 2 - p) < 4 * Math.sqrt((p * (1 - p)) / 4000), `${mean} against ${p}`);
  });
});

test("a hidden chain whose states need the ones before, by enumeration", async () => {
  const text = `dim time = 4
data y[time] = [0.1, 0.9, 1.2, -0.3]
for t in time {
  prior z[t] ~ Bernoulli(if t == 0 then 0.5 else if z[t - 1] == 1 then 0.8 else 0.3)
  observe y[t] ~ Normal(z[t], 0.7)
}
target z`;
  const { report } = await run(text, "webppl(method = enumerate, samples = 4000)");
  const y = [0.1, 0.9, 1.2, -0.3];
  const paths = Array.from({ length: 16 }, (_, code) => {
    const z = y.map((_, t) => (code >> t) & 1);
    const weight = z.reduce((w, state, t) => {
      const up = t === 0 ? 0.5 : z[t - 1] === 1 ? 0.8 : 0.3;
      return w * (state === 1 ? up : 1 - up) * Math.exp(-0.5 * ((y[t] - state) / 0.7) ** 2);
    }, 1);
    return { z, weight };
  });
  const total = paths.reduce((sum, { weight }) => sum + weight, 0);
  y.forEach((_, t) => {
    const p = paths.reduce((sum, { z, weight }) => sum + z[t] * weight, 0) / total;
    const { mean } = report.json.quantities[`z[${t}]`];
    assert.ok(Math.abs(mean - p) < 4 * Math.sqrt((p * (1 - p)) / 4000), `${mean} against ${p}`);
  });
});

test("the same seed gives the same draws, and the next algorithm starts from them", async () => {
  const infer = "webppl(samples = 50, burn = 10, chains = 2)";
  const [one, two] = [await run(normal, infer), await run(normal, infer)];
  assert.equal(
    one.result.chains.map((chain) => chain.targets),
    two.result.chains.map((chain) => chain.targets),
  );
  const { report } = await run(
    `${normal}\ninfer both = ${infer} then rwm(chains = 2, warmup = 500, draws = 2000)`,
    "both",
  );
  agree(report.json.quantities.mu, exactMean);
});

const refused: [string, string, string, string][] = [
  ["continuous latents are not enumerated", normal, "webppl(method = enumerate)", "PAL5101"],
  ["an error of WebPPL is told", "prior a ~ Normal(0, 1)\nfactor log(a)\ntarget a", "webppl(samples = 10)", "PAL5102"],
];
for (const [what, text, infer, code] of refused) {
  test(what, async () => {
    try {
      await run(text, infer);
      assert.unreachable();
    } catch (problem) {
      assert.instance(problem, DiagnosticError);
      if (!(problem instanceof DiagnosticError)) return;
      assert.equal(
        problem.diagnostics.map((diagnostic) => diagnostic.code),
        [code],
      );
      assert.ok(problem.diagnostics[0].labels[0].text.length > 0);
    }
  });
}

test("without the package the user is told how to add it", () => {
  const diagnostic = webpplMissing({ source: { name: "s.pal", text: "webppl" }, span: { start: 0, end: 6 } });
  assert.is(diagnostic.code, "PAL5100");
  assert.match(diagnostic.notes[0], "npm install webppl");
});

test.run();
