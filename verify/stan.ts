/**
 * Every scenario that can be printed for Stan: its program is accepted by stanc (PALIMPSEST_STANC, or `stanc` on the path) and
 * has our log density up to a constant (by httpstan, which PyStan installs, in PALIMPSEST_PYTHON or `python3`). For the densities all
 * scenarios are compiled as one program, in which one at a time is moved. Names behind `--` choose scenarios.
 */
import { loadScenario } from "../src/cli/scenario.ts";
import { emitStan } from "../src/emit/stan.ts";
import { DiagnosticError } from "../src/language/diagnostic.ts";
import type { Nested } from "../src/tensor/nested.ts";
import { type Point, randomPoints } from "../test/emit/random-points.ts";
import { allScenarios } from "./support/all-scenarios.ts";
import { latentName, merge, type Part } from "./support/merge.ts";
import { pythonWithStan, refusal, stanCompiler, stanDensities } from "./support/stan.ts";
import { Verdict } from "./support/verdict.ts";

const POINTS = 5;
const BOUND = 1e-9;
/** Refusals of scenarios whose black box or inner problem no program of another system may or can hold. */
const refused: ReadonlySet<string> = new Set(["PAL4100", "PAL4101", "PAL4102", "PAL4107"]);

const compiler = stanCompiler();
const python = pythonWithStan();
if (compiler === undefined) console.log("skipped: no stanc (set PALIMPSEST_STANC)");
if (python === undefined) console.log("skipped: no Python with pystan (set PALIMPSEST_PYTHON)");

const chosen = process.argv.slice(2);
const verdict = new Verdict();
const parts: Part[] = [];
for (const { name, file, data, absent } of allScenarios()) {
  if (chosen.length > 0 && !chosen.some((word) => name.includes(word))) continue;
  if (absent !== undefined) {
    console.log(`skipped ${name}: ${absent}`);
    continue;
  }
  try {
    const { scenario } = await loadScenario(file, { set: {}, data });
    if (scenario.sought !== undefined) {
      console.log(`skipped ${name}: its network is found by asking`);
      continue;
    }
    const { program } = emitStan(scenario);
    const said = compiler === undefined ? undefined : refusal(compiler, program);
    if (compiler !== undefined) verdict.require(said === undefined, `${name}: ${said ?? "accepted by stanc"}`);
    if (said === undefined) parts.push({ name, scenario });
  } catch (problem) {
    if (!(problem instanceof DiagnosticError)) throw problem;
    if (problem.diagnostics.every(({ code }) => refused.has(code))) console.log(`skipped ${name}: ${problem.message}`);
    else verdict.require(false, `${name}: ${problem.message}`);
  }
}
if (python !== undefined && parts.length > 0) await compareDensities(python, parts);
verdict.finish();

async function compareDensities(command: string, scenarios: readonly Part[]): Promise<void> {
  const emitted = emitStan(merge(scenarios));
  const moves: Point[][] = [];
  for (const { scenario } of scenarios) moves.push(await randomPoints(scenario, POINTS, 0.5, 17));
  // All at their first points, then one part after the other at its further points.
  const places = scenarios.flatMap((_, k) => moves[k].map((_, i) => ({ k, i })));
  const points = places.map(({ k, i }) => {
    const values = moves.flatMap((own, part) =>
      Object.entries(own[part === k ? i : 0].values).map(([name, value]): [string, Nested] => [
        latentName(part, name),
        value,
      ]),
    );
    const known = new Map(values);
    const named = Object.entries(emitted.parameters).map(([name, inStan]) => [inStan, known.get(name) ?? 0] as const);
    return Object.fromEntries(named);
  });
  const theirs = stanDensities(command, emitted.program, emitted.data, points);
  const all = moves.reduce((sum, own) => sum + Math.abs(own[0].logDensity), 0);
  scenarios.forEach(({ name }, k) => {
    const base = theirs[places.findIndex((place) => place.k === k && place.i === 0)];
    const apart = moves[k].slice(1).map(({ logDensity }, i) => {
      const [ours, first] = [logDensity, moves[k][0].logDensity];
      const found = theirs[places.findIndex((place) => place.k === k && place.i === i + 1)] - base;
      // Their sum over all parts is rounded to its own size.
      const rounding = 4e-16 * all;
      const scale = Math.max(1, Math.abs(ours), Math.abs(first));
      return [`point ${i + 1}`, Math.max(0, Math.abs(ours - first - found) - rounding) / scale];
    });
    verdict.requireWorst(Object.fromEntries(apart), BOUND, `${name}: log density from point to point, relative`);
  });
}
