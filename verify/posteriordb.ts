/**
 * The scenarios of models/posteriordb, and eight_schools, against posteriors known from posteriordb: nuts matches its references, and smc
 * does on the eight schools. `npm run verify -- posteriordb arK blr` runs those two only.
 */
import { meanErrors } from "./support/compare.ts";
import { requireConvergence } from "./support/convergence.ts";
import { eightSchoolsByQuadrature, eightSchoolsFile } from "./support/eight-schools.ts";
import { posteriorFile, posteriors, type Reference, reference, requireMoments } from "./support/posteriordb.ts";
import { type Finished, runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const seed = 1;
const verdict = new Verdict();
const chosen = process.argv.slice(2);

async function eightSchools(): Promise<void> {
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
  if (schools === undefined) return;
  requireMoments(verdict, nuts, schools, "eight schools, nuts");
  requireMoments(verdict, smc, schools, "eight schools, smc");
}

/** It mixes badly under any NUTS: what is tested is that the run says so, and what to write instead. */
function requireReport({ summary }: Finished, what: string): void {
  const { warnings, divergences } = summary;
  for (const warning of warnings) console.log(`      ${warning}`);
  const hinted = warnings.some((warning) => /non-centred/i.test(warning));
  verdict.require(hinted, `${what}: ${divergences} divergences, reported as above with the non-centred form`);
}

async function posterior(name: string, known: Reference): Promise<void> {
  const run = await runScenario(posteriorFile(name), { seed, data: known.folder });
  const { start, total } = run.seconds;
  console.log(`${name}: sampling begins after ${start.toFixed(2)} s, ends after ${total.toFixed(2)} s`);
  if (name === "eight_schools_centered") return requireReport(run, name);
  requireMoments(verdict, run, known, name);
  requireConvergence(verdict, run, name);
}

if (chosen.length === 0) await eightSchools();
for (const [name, folder] of Object.entries(posteriors)) {
  if (chosen.length > 0 && !chosen.includes(name)) continue;
  const known = reference(folder);
  if (known === undefined) console.log(`${name} skipped: the reference posteriors are not at ../shared/posteriordb`);
  else await posterior(name, known);
}
verdict.finish();
