/**
 * The scenarios of verify/webppl and models/eight_schools, once by an algorithm of ours (which sums discrete latents out) and once
 * printed and run on the package `webppl`: means and standard deviations agree within their Monte Carlo errors. Names behind `--`
 * choose scenarios.
 */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Finished, runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

interface Check {
  readonly name: string;
  readonly file: string;
  readonly ours: string;
  readonly theirs: string;
}

const folder = fileURLToPath(new URL("webppl/", import.meta.url));
const checks: Check[] = [
  {
    name: "eight_schools",
    file: fileURLToPath(new URL("../models/eight_schools/scenario.pal", import.meta.url)),
    ours: "nuts",
    theirs: "webppl(kernel = HMC, samples = 3000, burn = 500, leapfrogs = 10, step_size = 0.25)",
  },
  ...readdirSync(folder)
    .sort()
    .map((file) => ({ name: file.replace(".pal", ""), file: `${folder}${file}`, ours: "ours", theirs: "theirs" })),
];

/** Standard errors that a mean or standard deviation may be away: the worst of all quantities of all scenarios is held against it. */
const BOUND = 4.5;

const chosen = process.argv.slice(2);
const verdict = new Verdict();
for (const { name, file, ours, theirs } of checks) {
  if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
  const one = await runScenario(file, { infer: ours, seed: 11 });
  const two = await runScenario(file, { infer: theirs, seed: 12 });
  verdict.requireWorst(meansApart(one, two), BOUND, `${name}: means, in joint standard errors`);
  verdict.requireWorst(spreadsApart(one, two), BOUND, `${name}: standard deviations, in joint standard errors`);
}
verdict.finish();

function meansApart(one: Finished, two: Finished): Record<string, number> {
  const { quantities } = one.summary;
  return Object.fromEntries(
    Object.entries(two.summary.quantities).map(([name, theirs]) => {
      const joint = Math.hypot(quantities[name].mcse_mean, theirs.mcse_mean);
      return [name, Math.abs(quantities[name].mean - theirs.mean) / joint];
    }),
  );
}

function spreadsApart(one: Finished, two: Finished): Record<string, number> {
  const { quantities } = one.summary;
  return Object.fromEntries(
    Object.entries(two.summary.quantities).map(([name, { sd }]) => {
      const joint = Math.hypot(one.mcseSd[name], two.mcseSd[name]);
      return [name, Math.abs(quantities[name].sd - sd) / joint];
    }),
  );
}
