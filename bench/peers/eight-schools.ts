/**
 * NUTS on the eight schools beside other programs' NUTS, time an effective draw. Optional, as it needs a Python with numpyro, blackjax and
 * arviz: `npm run build && node --import tsx bench/peers/eight-schools.ts path/to/python`.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { loadScenario } from "../../src/cli/scenario.ts";
import { bulkSize } from "../../src/diagnostics/ess.ts";
import { type InferenceResult, prepare, runInference } from "../../src/runs/infer.ts";
import { WorkerPool } from "../../src/workers/pool.ts";

interface Entry {
  readonly name: string;
  /** Seconds of the first run, with compilation and threads started, and of a second one with another seed. */
  readonly first: number;
  readonly again: number;
  /** Fewest effective draws of mu, tau and theta in the second run. */
  readonly ess: number;
  /** Mean leapfrog steps of a draw. */
  readonly leapfrogs: number;
}

const file = fileURLToPath(new URL("../../models/eight_schools/scenario.pal", import.meta.url));
const infer = "nuts(chains = 4, warmup = 1000, draws = 2500, delta = 0.95)";

function fewestEffective({ chains }: InferenceResult): number {
  const sizes = chains[0].targets[0].map((_, i) =>
    bulkSize(chains.map((chain) => Float64Array.from(chain.targets, (draw) => draw[i]))),
  );
  return Math.min(...sizes);
}

function meanLeapfrogs({ chains }: InferenceResult): number {
  const all = chains.flatMap((chain) => chain.statistics.leapfrogs);
  return all.reduce((a, b) => a + b, 0) / all.length;
}

/** From the text of the scenario to its draws. */
async function ours(workers: number): Promise<Entry> {
  const pool = new WorkerPool();
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const seconds: number[] = [];
  let result: InferenceResult | undefined;
  for (const seed of [1, 2]) {
    const start = performance.now();
    const { scenario } = await loadScenario(file, { set: {}, infer });
    result = await runInference(prepare(scenario), scenario.infers[0], { seed, workers, pool, cancel });
    seconds.push((performance.now() - start) / 1000);
  }
  await pool.close();
  if (result === undefined) throw new Error("two runs have a result");
  const [first, again] = seconds;
  const name = `Palimpsest, ${workers} thread${workers > 1 ? "s" : ""}`;
  return { name, first, again, ess: fewestEffective(result), leapfrogs: meanLeapfrogs(result) };
}

function theirs(python: string): Entry[] {
  const script = fileURLToPath(new URL("eight_schools.py", import.meta.url));
  const { status, stdout } = spawnSync(python, [script], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  if (status !== 0) throw new Error(`${python} ended with ${status}`);
  return stdout
    .trim()
    .split("\n")
    .map((line): Entry => JSON.parse(line));
}

const [python] = process.argv.slice(2);
const entries = [await ours(1), await ours(2), ...(python === undefined ? [] : theirs(python))];
const cost = (entry: Entry) => (entry.again * 1e6) / entry.ess;
console.log(
  "eight schools, 4 chains, 1000 + 2500 draws, delta 0.95; seconds, and microseconds an effective draw of the second run",
);
console.log(`${"".padEnd(32)}  first  again  leapfrogs    ess   us/ess  ratio`);
for (const entry of entries) {
  const cells = [
    entry.first.toFixed(2).padStart(5),
    entry.again.toFixed(2).padStart(5),
    entry.leapfrogs.toFixed(1).padStart(9),
    entry.ess.toFixed(0).padStart(5),
    cost(entry).toFixed(1).padStart(7),
    (cost(entry) / cost(entries[0])).toFixed(1).padStart(5),
  ];
  console.log(`${entry.name.padEnd(32)}  ${cells.join("  ")}`);
}
