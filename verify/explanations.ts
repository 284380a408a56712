/**
 * `hinge_search` on 20 random networks of each size, through our own evaluation of them, not the tensor program: errors at 2000 fresh
 * points, queries, time; what must be refused; rough explanations. `npm run verify -- explanations`.
 */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { saveDense } from "../src/blackbox/tfjs/save.ts";
import { CounterRandom } from "../src/inference/counter-random.ts";
import { outputOf } from "../src/inference/hinge-search/hidden-layer.ts";
import type { Outcome } from "../src/inference/hinge-search/outcome.ts";
import { searchHinges } from "../src/inference/hinge-search/search.ts";
import { explain, outputErrors, randomVictim, type Victim } from "../test/inference/hinge-search/victims.ts";
import { Verdict } from "./support/verdict.ts";

const sizes = [
  [20, 8],
  [50, 16],
  [100, 32],
  [784, 32],
  [784, 100],
] as const;
const networks = 20;
const freshPoints = 2000;
const verdict = new Verdict();

function search(victim: Victim, seed: number, ask = explain(victim), width?: number): Promise<Outcome> {
  const options = { seed, scale: 1, lines: 3, fresh: 10, width, cancelled: () => false };
  return searchHinges(victim.inputs, ask, options);
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1];

/** Errors of a network that was found; infinite where none was. */
function errorsOf(victim: Victim, { recovered }: Outcome, seed: number) {
  if (recovered === undefined) return { scaled: Number.POSITIVE_INFINITY, pointwise: Number.POSITIVE_INFINITY };
  return outputErrors(victim, (x) => outputOf(recovered.units, x), freshPoints, 1000 + seed);
}

const medians = new Map<string, number>();
for (const bias of [0, 0.3]) {
  for (const [inputs, units] of sizes) {
    const runs = [];
    // The largest size is for time and for the growth of queries.
    const count = units === 100 ? 3 : networks;
    for (let seed = 1; seed <= count; seed++) {
      const victim = randomVictim(inputs, units, seed, bias);
      const begun = performance.now();
      const outcome = await search(victim, seed);
      const milliseconds = performance.now() - begun;
      runs.push({
        ...errorsOf(victim, outcome, seed),
        perUnit: outcome.queries / units,
        lines: outcome.lines,
        milliseconds,
      });
    }
    const perUnit = runs.map((run) => run.perUnit);
    const most = Math.max(...perUnit);
    const right = runs.filter((run) => run.pointwise < 1e-9).length;
    const name = `(${inputs}, ${units})${bias > 0 ? " with biases" : ""}`;
    medians.set(name, median(perUnit) * units);
    const worst = Math.max(...runs.map((run) => run.pointwise));
    console.log(
      `${name}: ${right} of ${count} below 1e-9, worst relative error ${worst.toExponential(1)} at a point, ${Math.max(...runs.map((run) => run.scaled)).toExponential(1)} of the size of f; ` +
        `queries a unit ${median(perUnit).toFixed(1)} in the median, ${most.toFixed(1)} at most, ${(median(perUnit) / Math.log2(units)).toFixed(2)} h log2 h; ` +
        `lines at most ${Math.max(...runs.map((run) => run.lines))}; ${median(runs.map((run) => run.milliseconds)).toFixed(0)} ms`,
    );
    verdict.require(right >= Math.ceil(0.95 * count), `${name}: 19 of 20 networks to 1e-9`);
    verdict.require(most <= 50, `${name}: at most 50 queries a unit for every network`);
    if (units >= 32) verdict.require(median(perUnit) <= 24, `${name}: at most 24 queries a unit in the median`);
  }
}
const ratio = (medians.get("(784, 32)") ?? 0) / (medians.get("(100, 32)") ?? 0);
verdict.require(ratio >= 0.8 && ratio <= 1.25, `queries at 784 inputs are ${ratio.toFixed(2)} of those at 100`);

const accepted: string[] = [];
for (let seed = 1; seed <= networks; seed++) {
  const refused: string[] = [];
  const wide = await search(randomVictim(20, 24, seed), seed);
  if (wide.recovered === undefined && wide.refusal?.kind === "wide") refused.push("h > d");
  const opposite = randomVictim(20, 8, seed);
  opposite.rows[1] = opposite.rows[0].map((value) => -0.5 * value);
  const sides = await search(opposite, seed);
  if (sides.refusal?.kind === "sides" && sides.refusal.residual > 1e-6) refused.push("opposite");
  const parallel = randomVictim(20, 8, seed, 0.3);
  parallel.rows[1] = parallel.rows[0].map((value) => 2 * value);
  const dependent = await search(parallel, seed);
  if (dependent.refusal?.kind === "dependent" && dependent.refusal.parallel) refused.push("parallel with biases");
  const same = randomVictim(20, 8, seed);
  same.rows[1] = same.rows[0].map((value) => 2 * value);
  const stated = await search(same, seed, explain(same), 8);
  if (stated.refusal?.kind === "width") refused.push("one direction, stated width");
  if (refused.length < 4) accepted.push(`network ${seed} refused only ${refused.join(", ")}`);
}
verdict.require(
  accepted.length === 0,
  `h > d, opposite rows, parallel rows with biases, and equal directions where the width is stated: refused in ${networks} networks each${accepted.map((one) => `; ${one}`).join("")}`,
);

const rough: readonly (readonly [string, (value: number, random: CounterRandom) => number, number])[] = [
  ["3 decimal places", (value) => Math.round(value * 1e3) / 1e3, 0],
  ["4 decimal places", (value) => Math.round(value * 1e4) / 1e4, 15],
  ["5 decimal places", (value) => Math.round(value * 1e5) / 1e5, 15],
  ["float32", Math.fround, 15],
  ["noise of 0.001", (value, random) => value + 1e-3 * random.normal(), 0],
  ["noise of 0.0001", (value, random) => value + 1e-4 * random.normal(), 15],
];
for (const [name, round, bound] of rough) {
  const runs = [];
  for (let seed = 1; seed <= networks; seed++) {
    const victim = randomVictim(50, 16, seed);
    const random = new CounterRandom(seed, 5);
    const outcome = await search(
      victim,
      seed,
      explain(victim, (value) => round(value, random)),
    );
    runs.push({ outcome, error: errorsOf(victim, outcome, seed).scaled });
  }
  const found = runs.filter(({ outcome }) => outcome.recovered !== undefined);
  const own = median(runs.map(({ outcome }) => outcome.precision.relative));
  const error = median(runs.map((run) => run.error));
  const complete = found.filter(({ outcome }) => outcome.recovered?.units.length === 16).length;
  const said = median(found.map(({ outcome }) => outcome.recovered?.agreement.fresh ?? Number.NaN));
  console.log(
    `(50, 16), ${name}: ${found.length} of ${networks} found, ${complete} with all units; answers are off by ${own.toExponential(1)}, f by ${error.toExponential(1)} at the worst of ${freshPoints} points in the median, the run says ${said.toExponential(1)}; ${median(runs.map(({ outcome }) => outcome.queries / 16)).toFixed(1)} queries a unit, at most ${Math.max(...runs.map(({ outcome }) => outcome.queries / 16)).toFixed(1)}`,
  );
  if (bound > 0) verdict.require(error < bound * own, `${name}: f within ${bound} times the error of the answers`);
}

function timeWholeRun() {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-verify-"));
  const victim = randomVictim(784, 100, 1);
  const kernel = new Float64Array(784 * 100);
  victim.rows.forEach((row, i) => {
    row.forEach((value, k) => {
      kernel[k * 100 + i] = value;
    });
  });
  const { json, weights } = saveDense("victim", 784, [
    { name: "hidden", kernel, activation: "relu" },
    { name: "output", kernel: Float64Array.from(victim.weights), activation: "linear" },
  ]);
  mkdirSync(path.join(folder, "victim"));
  writeFileSync(path.join(folder, "victim", "model.json"), json);
  writeFileSync(path.join(folder, "victim", "weights.bin"), weights);
  const lines = [
    "scenario large",
    "dim pixel = 784",
    'model f(real[pixel]) -> real = tfjs("victim/model.json") access explanations',
    "network N(real[pixel]) -> real = dense([auto], relu)",
    "target N",
    "infer hinge_search(model = f)",
  ];
  writeFileSync(path.join(folder, "scenario.pal"), `${lines.join("\n")}\n`);
  const pal = fileURLToPath(new URL("../dist/pal.js", import.meta.url));
  const begun = performance.now();
  const tell = 'process.on("exit",()=>{const{user,system}=process.cpuUsage();console.error((user+system)/1e6)})';
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["--import", `data:text/javascript,${tell}`, pal, "run", "scenario.pal"],
    { cwd: folder, encoding: "utf8" },
  );
  const wall = (performance.now() - begun) / 1000;
  console.log(stdout);
  rmSync(folder, { recursive: true });
  const processor = status === 0 ? Number(stderr.trim().split("\n").at(-1)) : Number.NaN;
  return { wall, processor };
}
const { wall, processor } = timeWholeRun();
// Other work on the machine lengthens the time on the wall only.
verdict.require(
  processor < 5,
  `784 inputs, 100 units: \`pal run\` takes ${processor.toFixed(1)} s of processor time, ${wall.toFixed(1)} s in all, start included`,
);
verdict.finish();
