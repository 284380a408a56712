/** Short runs of the shipped scenarios against posteriors known by other means; `npm run verify` has the long ones. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { meanErrors, sdErrors } from "../../verify/support/compare.ts";
import { eightSchoolsByQuadrature, eightSchoolsFile } from "../../verify/support/eight-schools.ts";
import { irisFolder } from "../../verify/support/iris-files.ts";
import { irisMoments, readIrisReference } from "../../verify/support/iris-reference.ts";
import { posteriorFile, reference } from "../../verify/support/posteriordb.ts";
import { exactMoments, regressionClosedForm, regressionFile } from "../../verify/support/regression.ts";
import { type Finished, runScenario } from "../../verify/support/run.ts";

const seed = 1;
/** Standard errors: about one in 16,000 estimates strays further by chance, one in 150,000 at 4.5. */
const bound = 4;

function assertWithin(errors: Readonly<Record<string, number>>, bound: number, what: string): void {
  for (const [name, error] of Object.entries(errors))
    assert.ok(error <= bound, `${what} of ${name}: ${error} standard errors`);
}

function assertEvidence(run: Finished, exact: number, exactError = 0): void {
  const { log_evidence = Number.NaN, log_evidence_mcse = Number.NaN } = run.summary;
  assert.ok(log_evidence_mcse < 0.2, `the evidence is known to ${log_evidence_mcse}`);
  const error = Math.abs(log_evidence - exact) / Math.hypot(log_evidence_mcse, exactError);
  assert.ok(error <= bound, `log evidence ${log_evidence} +- ${log_evidence_mcse}, exactly ${exact}`);
}

test("regression: nuts gives the closed form", async () => {
  const run = await runScenario(regressionFile, { infer: "nuts(draws = 1000)", seed });
  const exact = exactMoments(regressionClosedForm());
  assertWithin(meanErrors(run, exact), bound, "mean");
  assertWithin(sdErrors(run, exact), bound, "sd");
});

test("regression: smc gives the closed form and its evidence", async () => {
  const run = await runScenario(regressionFile, { infer: "smc(particles = 500, islands = 8)", seed });
  const closed = regressionClosedForm();
  assertWithin(meanErrors(run, exactMoments(closed)), bound, "mean");
  assertWithin(sdErrors(run, exactMoments(closed)), bound, "sd");
  assertEvidence(run, closed.logEvidence);
});

test("eight schools: nuts and smc agree with quadrature", async () => {
  const exact = eightSchoolsByQuadrature();
  const nuts = await runScenario(eightSchoolsFile, { infer: "nuts(draws = 1000, delta = 0.95)", seed });
  assert.is(nuts.summary.divergences, 0);
  assertWithin(meanErrors(nuts, exact.moments), bound, "nuts: mean");
  const smc = await runScenario(eightSchoolsFile, { infer: "smc(particles = 1000, islands = 8)", seed });
  assertWithin(meanErrors(smc, exact.moments), bound, "smc: mean");
  assertEvidence(smc, exact.logEvidence);
});

test("iris: smc agrees with importance sampling of each flower", async () => {
  const run = await runScenario(`${irisFolder}scenario.pal`, { infer: "smc(particles = 400)", seed });
  const exact = readIrisReference();
  // 160 comparisons; the reference's own error is below a tenth of the run's.
  assertWithin(meanErrors(run, irisMoments(exact)), 4.5, "mean");
  assertWithin(sdErrors(run, irisMoments(exact)), 4.5, "sd");
  const { log_evidence = Number.NaN, log_evidence_mcse = Number.NaN } = run.summary;
  const error = Math.hypot(log_evidence_mcse, exact.log_evidence_mcse);
  assert.ok(error < 0.5 && Math.abs(log_evidence - exact.log_evidence) <= bound * error, `${log_evidence} +- ${error}`);
});

const kids = reference("kidiq-kidscore_momiq");
if (kids === undefined) console.log("kidscore skipped: the reference posteriors are not at ../shared/posteriordb");
else {
  test("kidscore: nuts agrees with posteriordb", async () => {
    const run = await runScenario(posteriorFile("kidscore_momiq"), {
      infer: "nuts(draws = 1000, delta = 0.95)",
      seed,
      data: kids.folder,
    });
    assert.is(run.summary.divergences, 0);
    assertWithin(meanErrors(run, kids.moments, kids.draws), bound, "mean");
  });
}

test.run();
