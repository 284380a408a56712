/**
 * Every scenario that can be printed for Stan: its program is accepted by stanc (PALIMPSEST_STANC, or `stanc` on the path) and
 * has our log density up to a constant (by PyStan, in PALIMPSEST_PYTHON or `python3`). Names behind `--` choose scenarios.
 */
import { loadScenario } from "../src/cli/scenario.ts";
import { emitStan } from "../src/emit/stan.ts";
import { DiagnosticError } from "../src/language/diagnostic.ts";
import { randomPoints } from "../test/emit/random-points.ts";
import { allScenarios, type ScenarioFile } from "./support/all-scenarios.ts";
import { pythonWithStan, refusal, stanCompiler, stanDensities } from "./support/stan.ts";
import { Verdict } from "./support/verdict.ts";

const POINTS = 6;
const BOUND = 1e-9;

const compiler = stanCompiler();
const python = pythonWithStan();
if (compiler === undefined) console.log("skipped: no stanc (set PALIMPSEST_STANC)");
if (python === undefined) console.log("skipped: no Python with pystan (set PALIMPSEST_PYTHON)");

const chosen = process.argv.slice(2);
const verdict = new Verdict();
for (const scenario of allScenarios()) {
  if (chosen.length === 0 || chosen.some((word) => scenario.name.includes(word))) await verify(scenario);
}
verdict.finish();

async function verify({ name, file, data }: ScenarioFile): Promise<void> {
  try {
    const { scenario } = await loadScenario(file, { set: {}, data });
    const emitted = emitStan(scenario);
    if (compiler !== undefined) {
      const said = refusal(compiler, emitted.program);
      verdict.require(said === undefined, `${name}: ${said === undefined ? "accepted by stanc" : said}`);
      if (said !== undefined) return;
    }
    if (python === undefined) return;
    const points = await randomPoints(scenario, POINTS, 0.5, 17);
    const theirs = stanDensities(
      python,
      emitted.program,
      emitted.data,
      points.map(({ values }) =>
        Object.fromEntries(Object.entries(emitted.parameters).map(([latent, name]) => [name, values[latent]])),
      ),
    );
    verdict.requireWorst(differences(points, theirs), BOUND, `${name}: log density from point to point, relative`);
  } catch (problem) {
    if (problem instanceof DiagnosticError) console.log(`skipped ${name}: ${problem.message}`);
    else verdict.require(false, `${name}: ${problem instanceof Error ? problem.message : String(problem)}`);
  }
}

/** Of the difference to the first point, relative to the larger of the two log densities. */
function differences(points: readonly { logDensity: number }[], theirs: readonly number[]): Record<string, number> {
  return Object.fromEntries(
    points.slice(1).map(({ logDensity }, i) => {
      const ours = logDensity - points[0].logDensity;
      const scale = Math.max(1, Math.abs(logDensity), Math.abs(points[0].logDensity));
      return [`point ${i + 1}`, Math.abs(ours - (theirs[i + 1] - theirs[0])) / scale];
    }),
  );
}
