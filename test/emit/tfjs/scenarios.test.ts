/** Log densities and gradients of whole scenarios as TensorFlow.js kernels, beside JavaScript in double precision. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../../src/cli/scenario.ts";
import { densityPrograms } from "../../../src/density/plan.ts";
import { compileProgram } from "../../../src/emit/compile.ts";
import type { EmittedFunction } from "../../../src/emit/emitted.ts";
import { compileKernels } from "../../../src/emit/tfjs/compile.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import type { Program } from "../../../src/tensor/node.ts";
import { posteriorFile, posteriors, reference } from "../../../verify/support/posteriordb.ts";
import { Xoshiro } from "../../../verify/support/xoshiro.ts";
import { scenarioOf } from "../../support/scenario.ts";
import { startSupport, unit } from "./support.ts";

const LANES = 4;

/** Of rounding errors of positions and results. */
const TIMES = 16;

type Run = (positions: Float64Array) => Readonly<Record<string, Float64Array>>;

function running(program: Program, run: EmittedFunction): Run {
  const names = Object.keys(program.buffers);
  return (positions) => {
    const buffers = names.map((name) =>
      name === "position"
        ? positions
        : new Float64Array(program.buffers[name] * LANES).fill(Number(name === "temperature")),
    );
    run(LANES, buffers);
    return Object.fromEntries(names.map((name, i) => [name, buffers[i]]));
  };
}

/** What one rounding error of each element of the positions changes, and one of the largest result of a lane. */
function allowed(program: Program, exact: Run, positions: Float64Array, of: string): Float64Array {
  const far = 64;
  const size = program.buffers[of];
  const dimension = program.buffers.position;
  const want = exact(positions)[of];
  const bound = want.map((_, i) => {
    const lane = Math.floor(i / size);
    return want.subarray(lane * size, (lane + 1) * size).reduce((most, x) => Math.max(most, Math.abs(x)), 1) * unit;
  });
  for (let i = 0; i < dimension; i++) {
    const moved = exact(positions.map((x, k) => (k % dimension === i ? x * (1 + far * unit) : x)))[of];
    moved.forEach((x, k) => {
      bound[k] += Math.abs(x - want[k]) / far;
    });
  }
  return bound;
}

async function check(scenario: CheckedScenario, times: number): Promise<void> {
  const { core, on } = await startSupport();
  const { gradient: program } = densityPrograms(scenario, null);
  const { run, dispose } = compileKernels(program, core);
  const kernels = running(program, (lanes, buffers) => on("wasm", () => run(lanes, buffers)));
  const exact = running(program, compileProgram(program, "js"));
  const random = new Xoshiro(5);
  const dimension = program.buffers.position;
  const positions = Float64Array.from({ length: LANES * dimension }, () => Math.fround(0.5 * random.normal()));
  const [got, want] = [kernels(positions), exact(positions)];
  for (const name of ["parts", "gradient"]) {
    const bound = allowed(program, exact, positions, name);
    want[name].forEach((value, i) => {
      const error = Math.abs(got[name][i] - value);
      assert.ok(error <= times * bound[i], `${name} ${i} is ${got[name][i]}, not ${value}: ${error / bound[i]}`);
    });
  }
  // A lane that fails keeps it to itself, to the last bit.
  const spoilt = positions.map((x, i) => (Math.floor(i / dimension) === 1 ? Number.NaN : x));
  const beside = kernels(spoilt);
  for (const name of ["parts", "gradient"]) {
    const size = program.buffers[name];
    beside[name].forEach((value, i) => {
      if (Math.floor(i / size) !== 1) assert.is(value, got[name][i], `${name} ${i} beside a lane of NaN`);
    });
    assert.ok(beside[name].subarray(size, 2 * size).some(Number.isNaN), `${name} of a lane of NaN`);
  }
  on("wasm", dispose);
}

/** Log weights of thousands leave four digits of their differences. */
const ofLogs = 1e4;
const known: Readonly<Record<string, number>> = {
  garch11: TIMES,
  gp_pois_regr: TIMES,
  hmm_example: ofLogs,
};

for (const [name, times] of Object.entries(known)) {
  const data = reference(posteriors[name])?.folder;
  if (data === undefined) {
    console.log(`${name} skipped: the reference posteriors are not at ../shared/posteriordb`);
    continue;
  }
  test(name, async () => {
    const { scenario } = await loadScenario(posteriorFile(name), { set: {}, data });
    await check(scenario, times);
  });
}

for (const name of ["eight_schools", "regression"]) {
  test(name, async () => {
    const file = fileURLToPath(new URL(`../../../models/${name}/scenario.pal`, import.meta.url));
    const { scenario } = await loadScenario(file, { set: {} });
    await check(scenario, TIMES);
  });
}

const texts: Readonly<Record<string, string>> = {
  "heavy tails with unknown degrees of freedom, some of them cut off": `
data y[item] = [0.1, 0.4, 0.9, -2.5, 7.1]
prior m ~ Normal(0, 1)
prior df ~ Gamma(2, 0.5)
observe y ~ Truncated(StudentT(4, m, 0.8), lower = -3)
observe y ~ StudentT(df, m, 0.5)
target m`,
  "counts with overdispersion in groups": `
dim group = 3
data g[item] = [0, 2, 1, 1, 0, 2, 2]
data k[item] = [3, 0, 12, 7, 1, 4, 2]
prior rate[group] ~ Normal(1, 1)
prior phi ~ HalfNormal(2)
observe k ~ NegativeBinomial(exp(rate[g]), phi)
target rate`,
  "a factor of a covariance of latents, with its log determinant": `
dim side = 4
data y[item, side] = [[0.1, -0.4, 0.7, 1.1], [1.2, 0.3, -0.8, 0.4], [-0.9, 0.5, 0.2, -1.3]]
prior scale[side] ~ HalfNormal(1)
prior L[side, side] ~ LKJCholesky(2)
observe y ~ MvNormalCholesky(0, L)
observe y ~ Normal(0, scale)
target scale`,
};

for (const [what, text] of Object.entries(texts)) {
  test(what, async () => {
    await check(await scenarioOf(text), TIMES);
  });
}

test.run();
