/** models/regression by nuts and smc against its closed form: means, standard deviations and the log evidence. */
import { meanErrors, sdErrors } from "./support/compare.ts";
import { exactMoments, regressionClosedForm, regressionFile } from "./support/regression.ts";
import { runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const seed = 1;
const verdict = new Verdict();
const exact = regressionClosedForm();
const moments = exactMoments(exact);

for (const infer of ["nuts", "smc"]) {
  const run = await runScenario(regressionFile, { infer, seed });
  verdict.requireWorst(meanErrors(run, moments), 4, `${infer}: means, in MCSE`);
  verdict.requireWorst(sdErrors(run, moments), 4, `${infer}: standard deviations, in MCSE`);
  if (infer !== "smc") continue;
  const { log_evidence = Number.NaN, log_evidence_mcse = Number.NaN } = run.summary;
  verdict.require(
    Math.abs(log_evidence - exact.logEvidence) <= 4 * log_evidence_mcse && log_evidence_mcse < 0.1,
    `${infer}: log evidence ${log_evidence.toFixed(3)} +- ${log_evidence_mcse.toFixed(3)}, exactly ${exact.logEvidence.toFixed(3)}`,
  );
}
verdict.finish();
