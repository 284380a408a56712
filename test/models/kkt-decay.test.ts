/** models/kkt_decay, a small search: images that a net of ten classes learned come back from its weights, held-out ones do not. */
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { searchScenario } from "../../verify/support/search.ts";

const file = fileURLToPath(new URL("../../models/kkt_decay/multiclass.pal", import.meta.url));
const infer = `map(optimizer = adam(rate = 0.1, decay = cosine), starts = 1, steps = 300,
  start = { x: Normal(0, 0.01), lambda: Normal(0, 0.1) }, within = { x: row_space(f, rank = 20, penalty = 5_000) })`;

test("ten classes", async () => {
  const { x } = await searchScenario(file, { infer, seed: 1 });
  assert.ok(x.hits[0] >= 8, `${x.hits[0]} of 10`);
  assert.is(x.control.held_out.hits[0], 0);
  assert.is(x.control.row_space.hits[0], 0);
  // The units of such a net are pictures of its images already.
  assert.ok(x.control.neuron_clusters.hits[0] >= 8, `${x.control.neuron_clusters.hits[0]} of 10`);
});

test.run();
