/**
 * models/kkt_initial: the directions that three nets learned, from their weights before and after training; held-out directions, and the
 * same with what training added moved from unit to unit. About four minutes.
 */
import { fileURLToPath } from "node:url";
import { runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const file = fileURLToPath(new URL("../models/kkt_initial/scenario.pal", import.meta.url));
const nets = ["1", "2", "3"];
const verdict = new Verdict();

const descended = { trained: "descended", at: "halfway" };
const linearised = { trained: "linearised", at: "before" };

for (const set of [descended, linearised]) {
  const found = await audit(set);
  const bound = 0.9 * found.rows;
  verdict.require(
    found.bestFit >= bound,
    `${set.trained}: ${found.bestFit} of ${found.rows} directions at cosine 0.95 by the starts of best fit (${found.mean} in the mean over starts); bound ${bound}`,
  );
  verdict.require(found.control === 0, `${set.trained}: ${found.control} held-out directions at cosine 0.95; bound 0`);
}
const moved = await audit({ ...descended, shift: "1" });
verdict.require(
  moved.pooled === 0,
  `with the units' shares moved by one: ${moved.pooled} directions by all starts together; bound 0`,
);
verdict.finish();

/** Sums over the nets. */
async function audit(set: Readonly<Record<string, string>>) {
  const sums = { rows: 0, mean: 0, bestFit: 0, pooled: 0, control: 0 };
  for (const seed of nets) {
    const { summary, seconds } = await runScenario(file, { seed: 1, set: { ...set, seed } });
    const { x } = summary.matched ?? {};
    if (x === undefined || summary.best === undefined) throw new Error("nothing was matched");
    const bestFit = x.answers[summary.best.start - 1];
    const control = x.control.held_out.pooled ?? x.control.held_out;
    console.log(
      `      ${Object.values(set).join(" ")}, net ${seed}: ${bestFit.hits[0]} of ${x.rows} (worst start ${Math.min(...x.answers.map(({ hits }) => hits[0]))}, mean cosine ${bestFit.best.toFixed(4)}), held out ${control.hits[0]} (${control.best.toFixed(2)}), log density ${summary.best.log_density.toFixed(0)}, ${seconds.total.toFixed(0)} s`,
    );
    sums.rows += x.rows;
    sums.mean += x.hits[0];
    sums.bestFit += bestFit.hits[0];
    sums.pooled += x.pooled.hits[0];
    sums.control += control.hits[0];
  }
  return sums;
}
