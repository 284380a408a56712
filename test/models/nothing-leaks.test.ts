/** models/nothing_leaks, a small search: of a net that keeps nothing the report says so, of one that keeps its digits it says the opposite. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findsMore, type MatchedFidelity } from "../../src/diagnostics/matching/fidelity.ts";
import { searchScenario } from "../../verify/support/search.ts";

const file = fileURLToPath(new URL("../../models/nothing_leaks/scenario.pal", import.meta.url));
/** As many steps for both: after a third of them not even the net that keeps its digits gives any. */
const infer = `map(optimizer = adam(rate = 0.1, decay = cosine), starts = 1, steps = 1_000,
  start = { x: Normal(0, 0.01), lambda: Uniform(0.02, 0.05) }, within = { x: row_space(f, rank = 20, penalty = 5_000) })`;

async function audit(set: Readonly<Record<string, string>>): Promise<MatchedFidelity> {
  return (await searchScenario(file, { infer, seed: 1, set })).x;
}

test("300 digits leave nothing in few units", async () => {
  const x = await audit({ net: "many" });
  assert.not.ok(findsMore(x), `${x.hits[0]}, ${x.hits_minus_strongest} more than ${x.strongest}`);
});

test("ten digits, learned to the end, are found", async () => {
  const x = await audit({ net: "few", slope: "27" });
  assert.ok(findsMore(x), `${x.hits[0]}, ${x.hits_minus_strongest} more than ${x.strongest}`);
});

test.run();
