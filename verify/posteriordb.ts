/** Scenarios whose posteriors are known from posteriordb: nuts matches its reference, and so does smc on the eight schools. */
import { fileURLToPath } from "node:url";
import { meanErrors } from "./support/compare.ts";
import { requireConvergence } from "./support/convergence.ts";
import { eightSchoolsByQuadrature, eightSchoolsFile } from "./support/eight-schools.ts";
import { reference, requireMoments } from "./support/posteriordb.ts";
import { runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const seed = 1;
const kidscoreFile = fileURLToPath(new URL("../models/kidscore/scenario.pal", import.meta.url));
const verdict = new Verdict();

const nuts = await runScenario(eightSchoolsFile, { infer: "nuts", seed });
const smc = await runScenario(eightSchoolsFile, { infer: "smc", seed });
const exact = eightSchoolsByQuadrature();
requireConvergence(verdict, nuts, "eight schools, nuts");
verdict.requireWorst(meanErrors(nuts, exact.moments), 4, "eight schools, nuts: means against quadrature, in MCSE");
verdict.requireWorst(meanErrors(smc, exact.moments), 4, "eight schools, smc: means against quadrature, in MCSE");
const { log_evidence = Number.NaN, log_evidence_mcse = Number.NaN } = smc.summary;
verdict.require(
  Math.abs(log_evidence - exact.logEvidence) <= 4 * log_evidence_mcse && log_evidence_mcse < 0.1,
  `eight schools, smc: log evidence ${log_evidence.toFixed(3)} +- ${log_evidence_mcse.toFixed(3)}, exactly ${exact.logEvidence.toFixed(3)}`,
);

const schools = reference("eight_schools-eight_schools_noncentered");
const kids = reference("kidiq-kidscore_momiq");
if (schools === undefined || kids === undefined) {
  console.log("skipped: the reference posteriors are not at ../shared/posteriordb");
} else {
  requireMoments(verdict, nuts, schools, "eight schools, nuts");
  requireMoments(verdict, smc, schools, "eight schools, smc");
  const kidscore = await runScenario(kidscoreFile, { infer: "nuts", seed, data: kids.folder });
  requireMoments(verdict, kidscore, kids, "kidscore, nuts");
  requireConvergence(verdict, kidscore, "kidscore, nuts");
}
verdict.finish();
