/**
 * The compiled scenario as a contestant: `ours.ts SCENARIO DATA` answers the lines that peer.ts writes. In a process of its own, as a
 * run has: code that has served many scenarios is optimised for none.
 */
import { createInterface } from "node:readline";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { layoutOf } from "../../src/density/layout.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Batch, Density } from "../../src/inference/kernel.ts";
import { answerOf, batchAt } from "../density/scenario.ts";

const [file, data] = process.argv.slice(2);
const { scenario } = await loadScenario(file, { set: {}, data });
const layout = layoutOf(scenario);
const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
const batch = batchAt(density, new Float64Array(density.dimension), 1);
let sum = 0;

for await (const line of createInterface({ input: process.stdin })) {
  const [command, ...words] = line.trim().split(/\s+/);
  if (command === "names") {
    console.log(layout.slots.flatMap(({ latent, size }) => elements(latent.name, size)).join(" "));
  } else if (command === "at") {
    batch.positions.set(words.map(Number));
    density.evaluate(batch);
    console.log(answerOf(density, batch).join(" "));
  } else if (command === "time") {
    console.log(timeFor(density, batch, Number(words[0])));
  }
}
console.error(sum);

function elements(name: string, size: number): string[] {
  return Array.from({ length: size }, (_, i) => `${name}.${i + 1}`);
}

/** Microseconds of processor time an evaluation. Looks at the clock rarely; the position moves a little, so that no evaluation repeats the one before. */
function timeFor(density: Density, batch: Batch, seconds: number): number {
  const start = batch.positions[0];
  let perLook = 1;
  let done = 0;
  let elapsed = 0;
  const begin = process.cpuUsage();
  while (elapsed < seconds) {
    for (let i = 0; i < perLook; i++) {
      batch.positions[0] = start + 1e-9 * (i & 7);
      density.evaluate(batch);
      sum += batch.parts[0];
    }
    done += perLook;
    const { user, system } = process.cpuUsage(begin);
    elapsed = (user + system) / 1e6;
    if (elapsed < seconds / 16) perLook *= 2;
  }
  batch.positions[0] = start;
  return (elapsed / done) * 1e6;
}
