/**
 * models/kkt_decay: what README.md says of the two nets, each as its scenario stands, with the controls beside it. A minute or two on
 * two cores. What is required of the search is what the paper claims; what is required of the control, that the page is honest.
 */
import { fileURLToPath } from "node:url";
import type { MatchedFidelity } from "../src/diagnostics/matching/fidelity.ts";
import { type Finished, runScenario } from "./support/run.ts";
import { Verdict } from "./support/verdict.ts";

const verdict = new Verdict();
const seed = 1;
/** Rounding sends a search elsewhere: what a change of the compiler may move. */
const slack = 1;

interface Page {
  readonly name: string;
  /** Images of ten found by a start in the mean, and by the strongest control, as README.md says. */
  readonly found: number;
  readonly strongest: number;
}

const pages: readonly Page[] = [
  { name: "multiclass", found: 9.7, strongest: 10 },
  { name: "binary", found: 3, strongest: 3 },
];

for (const { name, found, strongest } of pages) {
  const file = fileURLToPath(new URL(`../models/kkt_decay/${name}.pal`, import.meta.url));
  const run = await runScenario(file, { seed });
  const scores = matchedIn(run);
  console.log(`${name}: ${describe(scores)}   ${run.seconds.total.toFixed(0)} s`);
  const [hits] = scores.hits;
  verdict.require(
    Math.abs(hits - found) <= slack,
    `${name}: ${hits.toFixed(1)} of ten for a start; the page says ${found}`,
  );
  const [rival] = scores.control.neuron_clusters.hits;
  verdict.require(
    Math.abs(rival - strongest) <= slack,
    `${name}: ${rival.toFixed(1)} by clusters of units; the page says ${strongest}`,
  );
  verdict.require(
    hits - rival < slack,
    `${name}: no more than clusters do, by ${(hits - rival).toFixed(1)}, so the search is no evidence of a leak`,
  );
  for (const control of ["held_out", "row_space"] as const) {
    const [other] = scores.control[control].hits;
    verdict.require(other === 0, `${name}: ${other.toFixed(1)} by ${control}`);
  }
}
verdict.finish();

function matchedIn({ summary }: Finished): MatchedFidelity {
  const scores = summary.matched?.x;
  if (scores === undefined) throw new Error("the truth of x is not matched");
  return scores;
}

function describe({ hits, pooled, best, control }: MatchedFidelity): string {
  const beside = Object.entries(control).map(([name, { hits }]) => `${name} ${hits[0].toFixed(1)}`);
  return `a start ${hits[0].toFixed(1)}, pooled ${pooled.hits[0].toFixed(0)}, mean best ${best.toFixed(3)}; ${beside.join(", ")}`;
}
