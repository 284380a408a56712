/**
 * models/bilevel: how far the starts of an attack end from the records that a classifier was trained on, over five draws of
 * records (two of nets with a hidden layer), and how well they explain its weights. `npm run verify -- bilevel` runs all; names of
 * scenarios, counts and seeds choose: `npm run verify -- bilevel scenario 1,10 1,2`.
 */
import {
  bilevelFolder,
  distances,
  hiddenMismatch,
  median,
  type Rows,
  readRows,
  rowsOf,
  weightMismatch,
} from "./support/bilevel.ts";
import { runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const folders: Readonly<Record<string, string>> = { scenario: "gaussian", tumours: "tumours", hidden: "hidden" };
const ways = ["near", "random", "constant"] as const;
const numbers = (text: string | undefined, all: readonly number[]) => text?.split(",").map(Number) ?? all;
const [names = Object.keys(folders).join(","), countText, seedText] = process.argv.slice(2);
/** Squared distance of weights that are met, and distance of a record that is found. */
const met = 1e-4;
const found = 0.01;
/** Where near starts begin: starts that end farther off have found nothing that these did not know. */
const near = 0.1;
const verdict = new Verdict();

interface Ended {
  /** Of each start: the median over records of the distance to the nearest one found. */
  readonly distances: readonly number[];
  readonly mismatches: readonly number[];
  readonly verdict: string | undefined;
}

for (const name of names.split(",")) {
  if (name === "hidden") await checkHidden(numbers(countText, [1, 2]), numbers(seedText, [1, 2]));
  else await checkLinear(name, numbers(countText, [1, 2, 4, 10]), numbers(seedText, [1, 2, 3, 4, 5]));
}
verdict.finish();

/** Few weights: one record is found from everywhere, of many each start finds its own. */
async function checkLinear(name: string, counts: readonly number[], seeds: readonly number[]): Promise<void> {
  for (const n of counts) {
    const ended = new Map<string, Ended[]>(ways.map((way) => [way, []]));
    for (const seed of seeds) for (const way of ways) ended.get(way)?.push(await attack(name, n, seed, way));
    const all = (way: string, part: "distances" | "mismatches") => (ended.get(way) ?? []).flatMap((each) => each[part]);
    for (const way of ways) {
      const [far, off] = [all(way, "distances"), all(way, "mismatches")];
      console.log(
        `${name} n=${n} ${way}: distance median ${median(far).toFixed(4)}, largest ${Math.max(...far).toFixed(4)}; squared weight mismatch largest ${Math.max(...off).toExponential(1)}`,
      );
      verdict.require(
        off.every((each) => each < met),
        `${name} n=${n} ${way}: every start meets the weights within 1e-4`,
      );
      if (n === 1)
        verdict.require(
          far.every((each) => each < found),
          `${name} n=1 ${way}: every start ends within 0.01 of the record`,
        );
    }
    // Only starts that begin far apart can tell.
    if (n === 1 || n === 10) {
      const wanted = n === 1 ? "identified" : "not identified";
      const said = (ended.get("random") ?? []).map(({ verdict: each }) => each);
      verdict.require(
        said.every((each) => each === wanted),
        `${name} n=${n} random: verdicts ${said.join(", ")}`,
      );
    }
    if (n < 10) continue;
    for (const [i, seed] of seeds.entries()) {
      const [close, random] = ["near", "random"].map((way) => median(ended.get(way)?.[i].distances ?? []));
      verdict.require(
        random > 10 * close,
        `${name} n=10 seed ${seed}: random starts end ${(random / close).toFixed(1)} times as far from the records as near ones; bound 10`,
      );
    }
  }
}

/** More weights than unknowns: records are found wherever the weights are met, which not every start comes to. */
async function checkHidden(counts: readonly number[], seeds: readonly number[]): Promise<void> {
  for (const n of counts) {
    for (const seed of seeds) {
      for (const way of ways) {
        const ended = await attack("hidden", n, seed, way);
        const starts = ended.distances.map((distance, i) => ({ distance, mismatch: ended.mismatches[i] }));
        const good = starts.filter(({ mismatch }) => mismatch < met);
        console.log(
          `hidden n=${n} seed ${seed} ${way}: distance, squared weight mismatch ${starts.map(({ distance, mismatch }) => `${distance.toFixed(4)}, ${mismatch.toExponential(1)}`).join("; ")}; ${ended.verdict}`,
        );
        const claim = `hidden n=${n} seed ${seed} ${way}:`;
        if (way === "near") {
          verdict.require(
            good.length === starts.length && starts.every(({ distance }) => distance < found),
            `${claim} every start meets the weights within ${met} and ends within ${found} of the records`,
          );
        } else if (good.length === 0) console.log(`      ${claim} no start meets the weights within ${met}`);
        else {
          verdict.require(
            good.every(({ distance }) => distance < near),
            `${claim} ${good.length} of ${starts.length} starts meet the weights within ${met}, and end within ${near} of the records`,
          );
        }
      }
    }
  }
}

async function attack(name: string, n: number, seed: number, way: string): Promise<Ended> {
  const run = await runScenario(`${bilevelFolder}${name}.pal`, {
    infer: way,
    seed,
    set: { n: String(n), seed: String(seed) },
  });
  const folder = folders[name];
  const truth = readRows(`${folder}/records-${seed}`).slice(0, n);
  const published = readRows(`${folder}/weights-${n}-${seed}`).flat();
  const ended = run.result.chains.flatMap((chain) => chain.targets).map((flat) => rowsOf(flat, n));
  const mismatch =
    name === "hidden"
      ? (rows: Rows) => hiddenMismatch(published, rows, seed)
      : (rows: Rows) => weightMismatch(published, rows);
  return {
    distances: ended.map((rows) => median(distances(truth, rows))),
    mismatches: ended.map(mismatch),
    verdict: run.summary.verdicts?.x.verdict,
  };
}
