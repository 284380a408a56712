/**
 * WebPPL as a contestant: `webppl.ts SCENARIO DATA` prints the scenario for it and answers `time`, microseconds of processor time a
 * leapfrog of its HMC. Ends at once where the package is not installed or the scenario cannot be printed.
 */
import { createInterface } from "node:readline";
import { loadScenario } from "../../src/cli/scenario.ts";
import { emitWebppl } from "../../src/emit/webppl.ts";
import { CompiledWebppl, loadWebppl, type Webppl } from "../../src/runs/webppl/package.ts";

const LEAPFROGS = 10;

const [file, data] = process.argv.slice(2);
const { scenario } = await loadScenario(file, { set: {}, data });
const webppl = await loadWebppl();
if (webppl === undefined) throw new Error("the package webppl is not installed");

/** Seconds of so many trajectories, with their start. The steps are short: none leaves the support. */
async function secondsOf(samples: number, package_: Webppl): Promise<number> {
  const kernel = `{HMC: {steps: ${LEAPFROGS}, stepSize: 1e-6}}`;
  const infer = `Infer({model: model, method: 'MCMC', samples: ${samples}, kernel: ${kernel}});`;
  const text = emitWebppl(scenario, { returns: "latents", infer, elementwise: true });
  const program = new CompiledWebppl(package_, text);
  const begin = process.cpuUsage();
  await program.run({ seed: 1, cancelled: () => false, onSweep: () => {} });
  const { user, system } = process.cpuUsage(begin);
  return (user + system) / 1e6;
}

let samples = 8;
for await (const line of createInterface({ input: process.stdin })) {
  const [command, word] = line.trim().split(/\s+/);
  if (command !== "time") continue;
  // The start is measured by itself and taken away.
  const start = await secondsOf(1, webppl);
  let took = await secondsOf(samples, webppl);
  while (took - start < Number(word) / 2) {
    samples *= 2;
    took = await secondsOf(samples, webppl);
  }
  console.log(((took - start) / ((samples - 1) * LEAPFROGS)) * 1e6);
}
