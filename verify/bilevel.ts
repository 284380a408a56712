/**
 * models/bilevel: how far the starts of an attack end from the records that a classifier was trained on, over five draws of
 * records, and how well they explain its weights. `npm run verify -- bilevel` runs all; names of scenarios, counts and seeds choose:
 * `npm run verify -- bilevel scenario 1,10 1,2`.
 */
import { bilevelFolder, distances, median, readRows, rowsOf, weightMismatch } from "./support/bilevel.ts";
import { runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const folders: Readonly<Record<string, string>> = { scenario: "gaussian", tumours: "tumours" };
const ways = ["near", "random", "constant"] as const;
const numbers = (text: string | undefined, all: readonly number[]) => text?.split(",").map(Number) ?? all;
const [names = Object.keys(folders).join(","), countText, seedText] = process.argv.slice(2);
const counts = numbers(countText, [1, 2, 4, 10]);
const seeds = numbers(seedText, [1, 2, 3, 4, 5]);
const verdict = new Verdict();

interface Ended {
  /** Of each start: the median over records of the distance to the nearest one found. */
  readonly distances: readonly number[];
  readonly mismatches: readonly number[];
  readonly verdict: string | undefined;
}

for (const name of names.split(",")) {
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
        off.every((each) => each < 1e-4),
        `${name} n=${n} ${way}: every start meets the weights within 1e-4`,
      );
      if (n === 1)
        verdict.require(
          far.every((each) => each < 0.01),
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
      const [near, random] = ["near", "random"].map((way) => median(ended.get(way)?.[i].distances ?? []));
      verdict.require(
        random > 10 * near,
        `${name} n=10 seed ${seed}: random starts end ${(random / near).toFixed(1)} times as far from the records as near ones; bound 10`,
      );
    }
  }
}
verdict.finish();

async function attack(name: string, n: number, seed: number, way: string): Promise<Ended> {
  const run = await runScenario(`${bilevelFolder}${name}.pal`, {
    infer: way,
    seed,
    set: { n: String(n), seed: String(seed) },
  });
  const folder = folders[name];
  const truth = readRows(`${folder}/records-${seed}`).slice(0, n);
  const published = readRows(`${folder}/weights-${n}-${seed}`).flat();
  const found = run.result.chains.flatMap((chain) => chain.targets).map((flat) => rowsOf(flat, n));
  return {
    distances: found.map((rows) => median(distances(truth, rows))),
    mismatches: found.map((rows) => weightMismatch(published, rows)),
    verdict: run.summary.verdicts?.x.verdict,
  };
}
