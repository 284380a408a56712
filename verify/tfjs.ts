/**
 * Every shipped scenario, every posterior where its data are there, and random models: value and gradient as TensorFlow.js kernels, in single
 * precision, are those of JavaScript. `npm run verify -- tfjs [COUNT] [SEED]`, of random models. Left out: programs between calls of black boxes.
 */
import { startRuntime } from "../src/blackbox/tfjs/runtime.ts";
import { loadScenario } from "../src/cli/scenario.ts";
import { layoutOf } from "../src/density/layout.ts";
import { densityPrograms } from "../src/density/plan.ts";
import { compileProgram } from "../src/emit/compile.ts";
import { splitAtCalls } from "../src/emit/stages.ts";
import { startKernels } from "../src/emit/tfjs/start.ts";
import type { CheckedScenario } from "../src/language/checked.ts";
import { randomModel } from "../test/support/random-model.ts";
import { scenarioOf } from "../test/support/scenario.ts";
import { allScenarios } from "./support/all-scenarios.ts";
import { Verdict } from "./support/verdict.ts";
import { Xoshiro } from "./support/xoshiro.ts";

const LANES = 3;
/** Relative to the largest element of a lane: what log weights of thousands and ill-conditioned covariances leave. */
const BOUND = 1e-3;

const MOST_LATENTS = 5000;

const count = Number(process.argv[2] ?? 300);
const seed = Number(process.argv[3] ?? 1);
const verdict = new Verdict();

const shipped: Record<string, number> = {};
for (const { name, file, data, absent } of allScenarios()) {
  if (absent !== undefined) {
    console.log(`skipped ${name}: ${absent}`);
    continue;
  }
  const { scenario } = await loadScenario(file, { set: {}, data, allowCode: true });
  const { dimension } = layoutOf(scenario);
  if (dimension > MOST_LATENTS) {
    console.log(`skipped ${name}: it has ${dimension} latents, and takes minutes`);
    continue;
  }
  const apart = scenario.sought === undefined ? await difference(scenario) : undefined;
  if (apart === undefined) console.log(`skipped ${name}: it asks a black box`);
  else shipped[name] = apart;
}
verdict.requireWorst(shipped, BOUND, "shipped scenarios");

const made: Record<string, number> = {};
for (let i = 0; i < count; i++) {
  const { text, files } = randomModel(seed + i);
  made[`model ${seed + i}`] = (await difference(await scenarioOf(text, undefined, files))) ?? 0;
}
verdict.requireWorst(made, BOUND, "random models");

const { core } = await startRuntime();
verdict.require(core.memory().numTensors === 0, `${core.memory().numTensors} tensors are left behind`);
verdict.finish();

/** The largest, of elements in which both are not the same; NaN where only one is a number. Undefined where a black box is asked. */
async function difference(scenario: CheckedScenario): Promise<number | undefined> {
  const { gradient: program } = densityPrograms(scenario, null);
  if (splitAtCalls(program).some(({ kind }) => kind !== "program")) return undefined;
  const random = new Xoshiro(5);
  const names = Object.keys(program.buffers);
  const positions = Float64Array.from({ length: LANES * program.buffers.position }, () =>
    Math.fround(0.5 * random.normal()),
  );
  const [exact, single] = [0, 1].map(() =>
    names.map((name) =>
      name === "position"
        ? positions
        : new Float64Array(LANES * program.buffers[name]).fill(Number(name === "temperature")),
    ),
  );
  compileProgram(program, "js")(LANES, exact);
  const kernels = await startKernels(program);
  kernels.run(LANES, single);
  kernels.dispose();
  let worst = 0;
  names.forEach((name, k) => {
    const size = program.buffers[name];
    exact[k].forEach((want, i) => {
      const lane = exact[k].subarray(i - (i % size), i - (i % size) + size);
      const largest = lane.reduce((most, x) => (Number.isFinite(x) ? Math.max(most, Math.abs(x)) : most), 1);
      const got = single[k][i];
      if (!Object.is(got, want) && got !== want && !Number.isNaN(worst)) {
        const apart = Math.abs(got - want) / largest;
        worst = apart <= worst ? worst : apart;
      }
    });
  });
  return worst;
}
