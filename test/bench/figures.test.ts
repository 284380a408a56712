/** bench/density: what is timed side by side says the same. Rows with large data are checked when they are timed. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { figureRows } from "../../bench/density/figure-rows.ts";
import { sideBySide } from "../../bench/density/side-by-side.ts";
import { reference } from "../../verify/support/posteriordb.ts";

const withoutData = new Set(["eight schools, 10 parameters"]);
const large = /^(radon|diamonds|logistic|contraception)/;
const hasData = reference("arK-arK") !== undefined;

for (const row of figureRows) {
  if (large.test(row.name) || (!hasData && !withoutData.has(row.name))) continue;
  test(row.name, async () => {
    await sideBySide(row);
  });
}

test("another density is refused", async () => {
  const [row] = figureRows;
  const { position, fill } = row.byHand();
  const shifted = {
    position,
    fill: (at: Float64Array, out: Float64Array) => {
      fill(at, out);
      out[3] += 1e-6;
    },
  };
  let message = "";
  try {
    await sideBySide({ ...row, byHand: () => shifted });
  } catch (problem) {
    message = problem instanceof Error ? problem.message : "";
  }
  assert.match(message, /^element 3: /);
});

test.run();
