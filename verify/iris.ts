/**
 * models/iris: smc and nuts against importance sampling of each flower from 2e6 prior draws; the error of the petals.
 * `npm run verify -- iris --write` keeps the importance-sampling result as verify/iris-reference.json.
 */
import { meanDistances, sdShares } from "./support/compare.ts";
import { requireConvergence } from "./support/convergence.ts";
import { irisFolder, readIris } from "./support/iris-files.ts";
import { importance } from "./support/iris-importance.ts";
import { irisMoments, readIrisReference, writeIrisReference } from "./support/iris-reference.ts";
import { type Finished, runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const draws = 2_000_000;
const seed = 1;
const verdict = new Verdict();
const files = readIris();

const exact = importance(files, draws, seed);
const moments = irisMoments(exact);
const effective = exact.flowers.map((flower) => flower.effective_draws);
console.log(
  `importance sampling: ${draws} prior draws, ${Math.min(...effective).toFixed(0)} to ${Math.max(...effective).toFixed(0)} effective a flower, log evidence ${exact.log_evidence.toFixed(3)} +- ${exact.log_evidence_mcse.toFixed(3)}`,
);
// A mean is then known to 0.01 posterior standard deviations, a tenth of the bound below.
verdict.require(Math.min(...effective) >= 10_000, "every flower has 10,000 effective draws");
if (process.argv.includes("--write")) writeIrisReference(exact);
const kept = readIrisReference();
verdict.require(
  Math.abs(kept.log_evidence - exact.log_evidence) <= 4 * Math.hypot(kept.log_evidence_mcse, exact.log_evidence_mcse),
  "verify/iris-reference.json has the same evidence",
);

for (const infer of ["smc", "nuts"]) {
  const run = await runScenario(`${irisFolder}scenario.pal`, { infer, seed });
  const { log_evidence, log_evidence_mcse, seconds, warnings } = run.summary;
  console.log(`${infer}: ${seconds.toFixed(1)} s`);
  for (const warning of warnings) console.log(`      ${warning}`);
  verdict.requireWorst(meanDistances(run, moments), 0.1, `${infer}: means, in posterior standard deviations`);
  verdict.requireWorst(sdShares(run, moments), 1, `${infer}: standard deviations, as a share of what is allowed`);
  if (infer === "smc") {
    verdict.require(
      Math.abs((log_evidence ?? Number.NaN) - exact.log_evidence) <= 0.5,
      `smc: log evidence ${log_evidence?.toFixed(3)} +- ${log_evidence_mcse?.toFixed(3)}; bound 0.5`,
    );
  } else {
    requireConvergence(verdict, run, "nuts");
  }
  for (const [name, column] of [
    ["petal_length", 2],
    ["petal_width", 3],
  ] as const) {
    const share = errorOverPrior(run, column);
    verdict.require(share <= 0.45, `${infer}: error of ${name} is ${share.toFixed(3)} of the prior mean's; bound 0.45`);
  }
}
verdict.finish();

/** Root mean squared error of the posterior means of a feature over that of the prior mean. */
function errorOverPrior(run: Finished, column: number): number {
  const { known, records } = files;
  const priorMean = known.reduce((sum, flower) => sum + flower[column], 0) / known.length;
  const squares = (guess: (record: number) => number) =>
    records.reduce((sum, flower, r) => sum + (guess(r) - flower[column]) ** 2, 0);
  return Math.sqrt(squares((r) => run.summary.quantities[`x[${r},${column}]`].mean) / squares(() => priorMean));
}
