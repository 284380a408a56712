/**
 * How many inputs each kind of answer takes until a surrogate agrees with its victim on 95 % of other images: `npm run verify --
 * surrogate` for all, or `npm run verify -- surrogate digits/jacobian 10,20 1,2` for a kind with sizes and victims of one's own.
 */
import { availableParallelism } from "node:os";
import { loadScenario } from "../src/cli/scenario.ts";
import { prepare, runInference } from "../src/runs/infer.ts";
import { WorkerPool } from "../src/workers/pool.ts";
import { Verdict } from "./support/verdict.ts";

const models = new URL("../models/explanations/surrogate/", import.meta.url).pathname;
const wanted = 0.95;

interface Images {
  readonly folder: string;
  /** Of the victims. */
  readonly seeds: readonly number[];
  /** Numbers that the victim gives away for each input, and how many inputs are tried. */
  readonly kinds: Readonly<Record<string, { readonly numbers: number; readonly sizes: readonly number[] }>>;
}

const data: Readonly<Record<string, Images>> = {
  digits: {
    folder: models,
    seeds: [1, 2, 3, 4, 5],
    kinds: {
      labels: { numbers: 1, sizes: [200, 450] },
      probabilities: { numbers: 10, sizes: [100, 250] },
      logits: { numbers: 10, sizes: [50, 100] },
      gradient: { numbers: 64, sizes: [100] },
      jacobian: { numbers: 640, sizes: [5, 10, 20] },
      smoothgrad: { numbers: 640, sizes: [10] },
    },
  },
  mnist: {
    folder: `${models}mnist/`,
    seeds: [1, 2],
    kinds: {
      labels: { numbers: 1, sizes: [200, 450, 1000] },
      logits: { numbers: 10, sizes: [100, 200] },
      jacobian: { numbers: 7840, sizes: [10, 20, 50] },
    },
  },
};

const pool = new WorkerPool();

interface Outcome {
  readonly agreement: number;
  readonly logitError: number;
  readonly queries: number;
}

async function outcome(file: string, inputs: number, seed: number): Promise<Outcome> {
  const { scenario } = await loadScenario(file, { set: { inputs, seed } });
  const cancel = new Int32Array(new SharedArrayBuffer(4));
  const { chains } = await runInference(prepare(scenario), scenario.infers[0], { seed, workers: 1, pool, cancel });
  const [agreement, logitError] = chains[0].targets[0];
  return { agreement, logitError, queries: scenario.answered.get("f") ?? 0 };
}

/** As many at a time as there are processors; a pool has a thread for each. */
async function outcomes(file: string, inputs: number, seeds: readonly number[]): Promise<Outcome[]> {
  const results: Outcome[] = [];
  const waiting = [...seeds.keys()];
  const work = async () => {
    for (let i = waiting.shift(); i !== undefined; i = waiting.shift())
      results[i] = await outcome(file, inputs, seeds[i]);
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
  return results;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (x: number) => `${(100 * x).toFixed(1)} %`;
const numbersIn = (text: string | undefined) => text?.split(",").map(Number);

const [which, sizeText, seedText] = process.argv.slice(2);
/** By data and kind: the fewest inputs tried whose agreement is as wanted. */
const enough = new Map<string, number>();
console.log("data and kind          inputs   queries   numbers   agreement: mean, worst   logits off by");
for (const [name, { folder, seeds: usualSeeds, kinds }] of Object.entries(data)) {
  for (const [kind, { numbers, sizes: usual }] of Object.entries(kinds)) {
    const full = `${name}/${kind}`;
    if (which !== undefined && which !== name && which !== full) continue;
    for (const inputs of numbersIn(sizeText) ?? usual) {
      const found = await outcomes(`${folder}${kind}.pal`, inputs, numbersIn(seedText) ?? usualSeeds);
      const agreements = found.map(({ agreement }) => agreement);
      const cells = [
        full.padEnd(21),
        String(inputs).padStart(7),
        String(found[0].queries).padStart(9),
        String(inputs * numbers).padStart(9),
        `${percent(mean(agreements))}, ${percent(Math.min(...agreements))}`.padStart(24),
        mean(found.map(({ logitError }) => logitError))
          .toFixed(2)
          .padStart(15),
      ];
      console.log(cells.join(" "));
      if (mean(agreements) >= wanted && !enough.has(full)) enough.set(full, inputs);
    }
  }
}
await pool.close();

if (which === undefined || which === "digits") {
  const most = Math.max(...data.digits.kinds.labels.sizes);
  const labels = enough.get("digits/labels");
  const jacobian = enough.get("digits/jacobian") ?? Number.POSITIVE_INFINITY;
  const verdict = new Verdict();
  verdict.require(
    jacobian <= (labels ?? most) / 10,
    `digits: 95 % agreement takes ${jacobian} inputs with every gradient, ${labels ?? `more than ${most}`} with labels; bound a tenth`,
  );
  verdict.finish();
}
