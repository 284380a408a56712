/**
 * Time per log density with gradient, ours beside Stan, NumPyro and WebPPL, in one run: `node --import tsx bench/gradient/gradient.ts
 * [--python PYTHON] [--numpyro PYTHON] [--webppl] [--plain] [--compile] [--json FILE] [--rounds N] [NAMES..]`. See README.md.
 */
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { AGREEMENT, places, positionsOf, theirPosition, worstDifference } from "./agreement.ts";
import { describeMachine, loadNow } from "./machine.ts";
import { type BenchModel, benchModels } from "./models.ts";
import { NumPyro } from "./numpyro.ts";
import { type Command, Peer } from "./peer.ts";
import { type ModelResult, OURS, type Results, table } from "./results.ts";
import { compileStan, findToolkit, variants } from "./stan.ts";

const { values: options, positionals: chosen } = parseArgs({
  options: {
    python: { type: "string", default: process.env.PALIMPSEST_PYTHON ?? "python3" },
    numpyro: { type: "string", default: process.env.PALIMPSEST_NUMPYRO ?? "python3" },
    webppl: { type: "boolean", default: false },
    compile: { type: "boolean", default: false },
    plain: { type: "boolean", default: false },
    json: { type: "string" },
    rounds: { type: "string", default: "11" },
  },
  allowPositionals: true,
});

/** Seconds of one round of one contestant. */
const ROUND = 0.05;
const WEBPPL = "WebPPL";
/** Its rounds take longer, and differ by factors that no noise hides: it is asked in every fourth. */
const WEBPPL_EVERY = 4;
/** Of its first, in which code is still being optimised. */
const WARM = 0.4;

const cache = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "palimpsest-bench");
const models = benchModels(path.join(cache, "data")).filter(
  ({ name }) => chosen.length === 0 || chosen.some((word) => name.includes(word)),
);
const toolkit = findToolkit(options.python);
if (toolkit === undefined) console.log("without Stan: no Python with httpstan and a g++ (set --python, see README.md)");
const wanted = options.plain ? variants.slice(0, 1) : variants;
const executables = wanted.flatMap((variant) =>
  toolkit === undefined ? [] : [{ name: variant.name, command: compileStan(toolkit, variant, cache) }],
);
if (!options.compile) await measureAll();

async function measureAll(): Promise<void> {
  const loadAtStart = loadNow();
  const numpyro = await NumPyro.start(options.numpyro);
  if (numpyro === undefined) console.log("without NumPyro: no Python with numpyro (set --numpyro, see README.md)");
  const measured: ModelResult[] = [];
  for (const model of models) {
    if (model.data === undefined) {
      console.log(`skipped ${model.name}: the reference posteriors are not at ../shared/posteriordb`);
      continue;
    }
    const result = await measure(model, model.data, numpyro);
    measured.push(result);
    const times = Object.entries(result.times).map(([name, time]) => `${name} ${time.toPrecision(3)}`);
    console.error(`${model.name}: ${times.join(", ")} us`);
  }
  numpyro?.close();
  const versions = {
    ...(toolkit && { Stan: `${toolkit.stan}, ${toolkit.compiler}` }),
    ...(numpyro && { NumPyro: numpyro.version }),
  };
  const results: Results = { machine: describeMachine(loadAtStart), versions, models: measured };
  if (options.json !== undefined) writeFileSync(options.json, `${JSON.stringify(results, undefined, 1)}\n`);
  report(results);
}

/** Asks all contestants in turn, round after round, so that a slow moment of the machine hits all alike. */
async function measure(model: BenchModel, data: string, numpyro: NumPyro | undefined): Promise<ModelResult> {
  const ours = new Peer(node(OURS, "ours.ts", model, data));
  const stan = executables.map((of) => new Peer({ ...of, args: [model.stan, path.join(data, "data.json")] }));
  const webppl = options.webppl && model.webppl ? [new Peer(node(WEBPPL, "webppl.ts", model, data))] : [];
  try {
    const names = await ours.names();
    const positions = positionsOf(names.length);
    const apart: Record<string, number> = {};
    for (const peer of stan) {
      const placing = places(model, names, await peer.names());
      apart[peer.name] = await worstDifference(positions, placing, ours, peer);
      await peer.at(theirPosition(positions[0], placing));
    }
    await ours.at(positions[0]);
    if (numpyro !== undefined) apart[numpyro.name] = await numpyro.load(model, data);
    const contestants = [ours, ...stan, ...(numpyro === undefined ? [] : [numpyro]), ...webppl];
    const times = await race(contestants);
    return { name: model.name, linear: model.linear, dimension: names.length, times, apart };
  } finally {
    for (const peer of [ours, ...stan, ...webppl]) peer.close();
  }
}

function node(name: string, script: string, { scenario }: BenchModel, data: string): Command {
  const file = fileURLToPath(new URL(script, import.meta.url));
  return { name, command: process.execPath, args: [...process.execArgv, file, scenario, data] };
}

/** Median microseconds by contestant; one that cannot answer is left out, and told. */
async function race(contestants: readonly Pick<Peer, "name" | "time">[]): Promise<Record<string, number>> {
  const rounds = new Map<string, number[]>();
  const running = new Set(contestants);
  const ask = async (contestant: Pick<Peer, "name" | "time">, seconds: number) => {
    try {
      return await contestant.time(seconds);
    } catch (problem) {
      if (contestant.name === OURS) throw problem;
      console.error(`without ${contestant.name}: ${problem instanceof Error ? problem.message : problem}`);
      running.delete(contestant);
      rounds.delete(contestant.name);
      return undefined;
    }
  };
  for (const contestant of contestants) {
    if ((await ask(contestant, WARM)) !== undefined) rounds.set(contestant.name, []);
  }
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const contestant of [...running]) {
      if (contestant.name === WEBPPL && round % WEBPPL_EVERY !== 0) continue;
      const time = await ask(contestant, ROUND);
      if (time !== undefined) rounds.get(contestant.name)?.push(time);
    }
  }
  return Object.fromEntries([...rounds].map(([name, times]) => [name, median(times)]));
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

/** The table, and whether all compute the same. */
function report(results: Results): void {
  const { processor, cores, loads, node, commit, date } = results.machine;
  const versions = Object.entries(results.versions).map(([name, version]) => `${name} ${version}`);
  console.log(`time per log density with gradient, microseconds of processor time; ratio: ours over theirs`);
  console.log(`${processor}, ${cores} cores, load ${loads.map((x) => x.toFixed(1)).join(" to ")}`);
  console.log([`Node ${node}`, ...versions, `commit ${commit}`, date].join("; "));
  console.log(table(results));
  console.log("* a normal likelihood, its mean linear in latents by known numbers");
  const apart = results.models.flatMap(({ name, apart }) =>
    Object.entries(apart).map(([peer, worst]) => ({ what: `${name}, ${peer}`, worst })),
  );
  if (apart.length === 0) return;
  const { what, worst } = apart.reduce((a, b) => (b.worst > a.worst ? b : a));
  console.log(`worst relative difference from a peer's log densities and gradients: ${worst.toPrecision(2)} (${what})`);
  for (const { what, worst } of apart.filter(({ worst }) => !(worst <= AGREEMENT))) {
    console.log(`NOT THE SAME DENSITY: ${what}, ${worst.toPrecision(2)} apart`);
    process.exitCode = 1;
  }
}
