/** From the text of a scenario to its first gradient, once, in a process that has loaded the compiler: milliseconds, as JSON. */
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import { batchAt } from "../density/scenario.ts";

const [, , file, data] = process.argv;
/** Of this process, all threads: also told on a machine that is busy. */
const processor = process.cpuUsage();
const begun = performance.now();
const { scenario } = await loadScenario(file, { set: {}, data });
const checked = performance.now();
const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
const planned = performance.now();
const batch = batchAt(density, new Float64Array(density.dimension), 1);
await density.evaluate(batch);
const done = performance.now();
if (!batch.gradients.every(Number.isFinite)) throw new Error("the gradient is not finite");
const { user, system } = process.cpuUsage(processor);
console.log(
  JSON.stringify({
    dimension: density.dimension,
    check: checked - begun,
    plan: planned - checked,
    first: done - planned,
    processor: (user + system) / 1000,
  }),
);
