/** Warm log densities allocate nothing: heap statistics over a million gradients. */
import { fileURLToPath } from "node:url";
import { getHeapStatistics } from "node:v8";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { instantiateDensity } from "../../src/density/instantiate.ts";
import { planDensity } from "../../src/density/plan.ts";
import type { Batch } from "../../src/inference/kernel.ts";

/** One number a call would be 800 kB; asking for the statistics takes some itself. */
const bytesOfAsking = 16_384;
const calls = 100_000;

test("a million gradients of eight schools allocate nothing", async () => {
  const file = fileURLToPath(new URL("../../models/eight_schools/scenario.pal", import.meta.url));
  const { scenario } = await loadScenario(file, { set: {} });
  const density = instantiateDensity(planDensity(scenario, null), new Map(), { budgetShare: 1 });
  const { dimension, partCount } = density;
  const batch: Batch = {
    lanes: 1,
    wants: "gradient",
    positions: Float64Array.from({ length: dimension }, (_, i) => Math.sin(i + 1)),
    temperatures: new Float64Array(partCount).fill(1),
    parts: new Float64Array(2 * partCount),
    gradients: new Float64Array(dimension),
  };
  const allocated = () => {
    const before = getHeapStatistics().used_heap_size;
    for (let i = 0; i < calls; i++) {
      batch.positions[0] = i * 1e-5;
      density.evaluate(batch);
    }
    return getHeapStatistics().used_heap_size - before;
  };
  // code that is not compiled yet allocates numbers; compiling goes on beside this thread
  for (let round = 0; round < 50 && Math.abs(allocated()) > bytesOfAsking; round++)
    await new Promise((resolve) => setTimeout(resolve, 20));
  const rounds = Array.from({ length: 10 }, allocated);
  assert.ok(
    rounds.every((bytes) => Math.abs(bytes) <= bytesOfAsking),
    `bytes for each ${calls} calls: ${rounds.join(", ")}`,
  );
});

test.run();
