/**
 * The study of models/inverse_estimation: every pair of data set and kind of model, a process each, two at a time; then its bars.
 * `-- --from DIR` judges pairs that have been run already, as files of what study.ts prints, and runs the others into it.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { constantModel, kinds } from "../models/inverse_estimation/learners.ts";
import type { PairResult } from "../models/inverse_estimation/pair.ts";
import { Analyst, priorDraws } from "../models/inverse_estimation/reconstruct.ts";
import { gaussianSets, readSet, realSets } from "../models/inverse_estimation/sets.ts";
import { type PairSummary, summarisePair } from "../models/inverse_estimation/summary.ts";
import { unbiasedEnergyDistance } from "../src/diagnostics/metrics/energy-distance.ts";
import { judgeDivergence } from "./support/divergence.ts";
import { Verdict } from "./support/verdict.ts";

const study = fileURLToPath(new URL("../models/inverse_estimation/study.ts", import.meta.url));
const [option, folderName] = process.argv.slice(2);
const folder = option === "--from" ? folderName : mkdtempSync(path.join(tmpdir(), "inverse-estimation-"));
mkdirSync(folder, { recursive: true });
const verdict = new Verdict();
/** Real pairs that must meet the three correlations. */
const most = 15;
const minutes = 15;

/** What one process prints. */
function run(set: string, kind: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ["--import", "tsx", study, set, kind], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let text = "";
    child.stdout.on("data", (chunk) => {
      text += chunk;
    });
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`${set} ${kind} ended with ${code}`));
      writeFileSync(fileOf(set, kind), text);
      resolve();
    });
  });
}

const fileOf = (set: string, kind: string) => path.join(folder, `${set}-${kind}.json`);

function resultOf(set: string, kind: string): PairResult {
  return JSON.parse(readFileSync(fileOf(set, kind), "utf8"));
}

const real = realSets.flatMap((set) => kinds.map((kind) => [set, kind] as const));
// The long ones first, so that both processors are busy to the end.
const longest = real.toReversed();
const pairs = [
  ...longest,
  ...realSets.map((set) => [set, "constant"] as const),
  ...gaussianSets.map((set) => [set, "logistic"] as const),
];
const waiting = pairs.filter(([set, kind]) => !existsSync(fileOf(set, kind)));
const all = waiting.length === pairs.length;
const begun = performance.now();
await Promise.all(
  Array.from({ length: 2 }, async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await run(next[0], next[1]);
  }),
);
const wall = (performance.now() - begun) / 60_000;
if (all) verdict.require(wall < minutes, `all pairs took ${wall.toFixed(1)} minutes by the clock; at most ${minutes}`);
else console.log("not timed as a whole: some pairs had been run before");
const processor = pairs.reduce((sum, [set, kind]) => sum + resultOf(set, kind).seconds, 0) / 60;
verdict.require(
  processor / 2 < minutes,
  `all pairs in ${processor.toFixed(1)} minutes of processor time, ${(processor / 2).toFixed(1)} on each of two; at most ${minutes}`,
);

const show = (x: number) => x.toFixed(2);
const correlations = ({ prior, model, synthetic }: PairSummary) =>
  `prior ${show(prior)}, model ${show(model)}, synthetic ${show(synthetic)}`;
const meets = ({ prior, model, synthetic }: PairSummary, bars: readonly [number, number, number]) =>
  prior >= bars[0] && model <= -bars[1] && synthetic >= bars[2];

for (const set of gaussianSets) {
  const summary = summarisePair(resultOf(set, "logistic"));
  verdict.require(meets(summary, [0.9, 0.6, 0.9]), `${set}: ${correlations(summary)}; bars 0.9, -0.6, 0.9`);
}

for (const name of gaussianSets) judgeDivergence(verdict, readSet(name));

/** Energy distance that 400 draws beside 2,000 of one distribution may leave. */
const chance = 0.03;
for (const name of realSets) {
  const set = readSet(name);
  const found = await new Analyst(set).reconstruct(constantModel(set.features, set.shares), { shift: 0, way: 0 }, 7);
  const prior = priorDraws(set, 2000, 8);
  const distances = found.map((points, k) => [`class ${k}`, Math.abs(unbiasedEnergyDistance(points, prior))] as const);
  verdict.requireWorst(
    Object.fromEntries(distances),
    chance,
    `${name}: a constant model gives the prior back, energy distance`,
  );
}

let met = 0;
for (const set of realSets) {
  const constant = summarisePair(resultOf(set, "constant")).atTruth;
  for (const kind of kinds) {
    const summary = summarisePair(resultOf(set, kind));
    const isMet = meets(summary, [0.7, 0.5, 0.8]);
    if (isMet) met++;
    const informative = summary.moved < 0.15 ? `, not informative: its accuracy moves by ${show(summary.moved)}` : "";
    const share = summary.atTruth / constant;
    console.log(
      `  ${set} ${kind}: ${correlations(summary)}, gap ${show(summary.gap)}, divergence ${show(share)} of the constant's${isMet ? "" : "  (not met)"}${informative}`,
    );
    if (kind === "logistic")
      verdict.require(
        share <= 0.5,
        `${set}: logistic regression leaves ${show(share)} of the constant's divergence; at most 0.5`,
      );
  }
}
verdict.require(
  met >= most,
  `${met} of ${real.length} real pairs have correlations of 0.7, -0.5 and 0.8; at least ${most}`,
);
verdict.finish();
