/** k-means on clusters that are known, and in cases at the edge. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { kMeans } from "../../src/diagnostics/k-means.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";

test("centres of clusters far apart are their means, whatever the seed", () => {
  const centres = [
    [0, 0],
    [10, 0],
    [0, 10],
  ];
  const random = new CounterRandom(3, 1);
  const rows = Array.from({ length: 60 }, (_, i) => centres[i % 3].map((x) => x + 0.1 * random.normal()));
  const means = [0, 1, 2].map((c) =>
    [0, 1].map((j) => rows.filter((_, i) => i % 3 === c).reduce((sum, row) => sum + row[j], 0) / 20),
  );
  for (let seed = 0; seed < 5; seed++) {
    const found = kMeans({ values: Float64Array.from(rows.flat()), columns: 2 }, 3, new CounterRandom(seed, 0));
    for (const mean of means) {
      const distances = [0, 1, 2].map((c) => Math.hypot(found[2 * c] - mean[0], found[2 * c + 1] - mean[1]));
      assert.ok(Math.min(...distances) < 1e-12, `${distances}`);
    }
  }
});

test("as many clusters as rows, and rows that are equal", () => {
  const all = kMeans({ values: Float64Array.of(3, 1, 2), columns: 1 }, 3, new CounterRandom(1, 0));
  assert.equal([...all].sort(), [1, 2, 3]);
  const equal = kMeans({ values: Float64Array.of(4, 4, 4), columns: 1 }, 2, new CounterRandom(1, 0));
  assert.equal([...equal], [4, 4]);
  const one = kMeans({ values: Float64Array.of(1, 5, 1, 7), columns: 2 }, 1, new CounterRandom(1, 0));
  assert.equal([...one], [1, 6]);
});

test.run();
