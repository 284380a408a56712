/**
 * How many inputs each kind of answer takes until a surrogate agrees with its victim on 95 % of other images, over five victims:
 * `npm run verify -- surrogate`, or one kind with sizes of one's own: `npm run verify -- surrogate jacobian 10 20`.
 */
import { availableParallelism } from "node:os";
import { loadScenario } from "../src/cli/scenario.ts";
import { prepare, runInference } from "../src/runs/infer.ts";
import { WorkerPool } from "../src/workers/pool.ts";

const folder = new URL("../models/explanations/surrogate/", import.meta.url).pathname;
const seeds = [1, 2, 3, 4, 5];
const wanted = 0.95;
/** Numbers that the victim gives away for each input. */
const kinds: Readonly<Record<string, { readonly numbers: number; readonly sizes: readonly number[] }>> = {
  labels: { numbers: 1, sizes: [200, 450] },
  probabilities: { numbers: 10, sizes: [100, 250] },
  logits: { numbers: 10, sizes: [50, 100] },
  gradient: { numbers: 64, sizes: [100] },
  jacobian: { numbers: 640, sizes: [5, 10, 20] },
  smoothgrad: { numbers: 640, sizes: [10] },
};

const pool = new WorkerPool();

interface Outcome {
  readonly agreement: number;
  readonly logitError: number;
  readonly queries: number;
}

async function outcome(kind: string, inputs: number, seed: number): Promise<Outcome> {
  const { scenario } = await loadScenario(`${folder}${kind}.pal`, { set: { inputs, seed } });
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const { chains } = await runInference(prepare(scenario), scenario.infers[0], { seed, workers: 1, pool, cancel });
  const [agreement, logitError] = chains[0].targets[0];
  return { agreement, logitError, queries: scenario.answered.get("f") ?? 0 };
}

/** As many at a time as there are processors; a pool has a thread for each. */
async function outcomes(kind: string, inputs: number): Promise<Outcome[]> {
  const results: Outcome[] = [];
  const waiting = [...seeds.keys()];
  const work = async () => {
    for (let i = waiting.shift(); i !== undefined; i = waiting.shift())
      results[i] = await outcome(kind, inputs, seeds[i]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (x: number) => `${(100 * x).toFixed(1)} %`;

const [only, ...sizes] = process.argv.slice(2);
const enough = new Map<string, number>();
console.log("kind           inputs   queries   numbers   agreement: mean, worst   logits off by");
for (const [kind, { numbers, sizes: usual }] of Object.entries(kinds)) {
  if (only !== undefined && only !== kind) continue;
  for (const inputs of sizes.length > 0 ? sizes.map(Number) : usual) {
    const found = await outcomes(kind, inputs);
    const agreements = found.map(({ agreement }) => agreement);
    const cells = [
      kind.padEnd(13),
      String(inputs).padStart(7),
      String(found[0].queries).padStart(9),
      String(inputs * numbers).padStart(9),
      `${percent(mean(agreements))}, ${percent(Math.min(...agreements))}`.padStart(24),
      mean(found.map(({ logitError }) => logitError))
        .toFixed(2)
        .padStart(15),
    ];
    console.log(cells.join(" "));
    if (mean(agreements) >= wanted && !enough.has(kind)) enough.set(kind, inputs);
  }
}
await pool.close();

if (only === undefined) {
  const labels = enough.get("labels") ?? Math.max(...kinds.labels.sizes);
  const jacobian = enough.get("jacobian") ?? Number.POSITIVE_INFINITY;
  const holds = jacobian <= labels / 10;
  const reached = enough.has("labels") ? `${labels}` : `more than ${labels}`;
  console.log(
    `\n95 % agreement takes ${jacobian} inputs with every gradient, ${reached} with labels: ${holds ? "holds" : "FAILS"}`,
  );
  process.exitCode = holds ? 0 : 1;
}
