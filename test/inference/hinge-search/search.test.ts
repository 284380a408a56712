/** Recovery of two-layer ReLU networks from gradients: exact, with biases, rounded, noisy, in float32; and what must be refused. */
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { NotFinite, SearchCancelled } from "../../../src/inference/hinge-search/asked.ts";
import { outputOf } from "../../../src/inference/hinge-search/hidden-layer.ts";
import type { Outcome, Recovered } from "../../../src/inference/hinge-search/outcome.ts";
import { type SearchOptions, searchHinges } from "../../../src/inference/hinge-search/search.ts";
import { explain, outputErrors, randomVictim, type Victim, victimGradient } from "./victims.ts";

const test = suite("hinge search");

function search(victim: Victim, options: Partial<SearchOptions> = {}, ask = explain(victim)): Promise<Outcome> {
  return searchHinges(victim.inputs, ask, {
    seed: 1,
    scale: 1,
    lines: 3,
    fresh: 10,
    cancelled: () => false,
    ...options,
  });
}

function found(outcome: Outcome): Recovered {
  assert.ok(outcome.recovered !== undefined, JSON.stringify(outcome.refusal));
  return outcome.recovered as Recovered;
}

for (const [inputs, units, seeds] of [
  [20, 8, [1, 2, 3]],
  [50, 16, [1, 2]],
  [100, 32, [1]],
  [20, 20, [1]],
] as const) {
  for (const seed of seeds) {
    test(`finds ${units} units of ${inputs} inputs exactly (seed ${seed})`, async () => {
      const victim = randomVictim(inputs, units, seed);
      const outcome = await search(victim, { seed });
      const { units: recovered, agreement } = found(outcome);
      assert.is(recovered.length, units);
      assert.ok(outputErrors(victim, (x) => outputOf(recovered, x), 500, seed).scaled < 1e-12);
      assert.ok(outcome.queries <= 24 * units, `${outcome.queries} queries`);
      assert.is(agreement.agreeing, agreement.points);
      assert.ok(agreement.linear > 0.3 && agreement.exchanged > 0.3, "controls are far off");
    });
  }
}

test("the queries grow with the units, not with the inputs", async () => {
  const [few, many] = await Promise.all([20, 400].map((inputs) => search(randomVictim(inputs, 16, 5))));
  assert.ok(many.queries / few.queries < 1.4 && many.queries / few.queries > 0.7, `${few.queries} and ${many.queries}`);
});

test("finds biases", async () => {
  const victim = randomVictim(30, 10, 4, 0.3);
  const { units, biases } = found(await search(victim));
  assert.is(biases.present, true);
  assert.ok(outputErrors(victim, (x) => outputOf(units, x), 500, 1).scaled < 1e-10);
});

test("tells two rows apart that are almost parallel", async () => {
  const victim = randomVictim(20, 6, 3);
  victim.rows[1] = victim.rows[0].map((value, i) => value * (1 + 1e-3 * Math.sin(i)));
  const { units } = found(await search(victim));
  assert.is(units.length, 6);
  assert.ok(outputErrors(victim, (x) => outputOf(units, x), 500, 1).scaled < 1e-9);
});

test("weights that are small whole numbers are not taken for rounded answers", async () => {
  for (const seed of [1, 2, 3, 4]) {
    const victim = randomVictim(10, 6, seed);
    const whole = (value: number) => Math.round(4 * value) || 1;
    const small: Victim = {
      ...victim,
      rows: victim.rows.map((row) => row.map(whole)),
      weights: victim.weights.map(whole),
    };
    const outcome = await search(small, { seed });
    assert.is.not(outcome.precision.kind, "digits");
    assert.ok(outputErrors(small, (x) => outputOf(found(outcome).units, x), 200, seed).scaled < 1e-9, `seed ${seed}`);
  }
});

test("rounded explanations are recovered to their precision", async () => {
  const victim = randomVictim(50, 16, 2);
  const outcome = await search(
    victim,
    {},
    explain(victim, (value) => Math.round(value * 1e5) / 1e5),
  );
  assert.is(outcome.precision.kind, "digits");
  assert.is(outcome.precision.digits, 5);
  const { units, agreement } = found(outcome);
  const error = outputErrors(victim, (x) => outputOf(units, x), 500, 1).scaled;
  assert.ok(error < 3e-4, `${error}`);
  assert.ok(agreement.fresh < 1e-4 && agreement.fresh > 1e-6, `${agreement.fresh} is said of them`);
  assert.ok(outcome.queries <= 50 * 16);
});

test("noise is measured, and averaged", async () => {
  const victim = randomVictim(40, 8, 6);
  const random = new CounterRandom(9, 9);
  const outcome = await search(
    victim,
    {},
    explain(victim, (value) => value + 1e-4 * random.normal()),
  );
  assert.is(outcome.precision.kind, "noise");
  assert.ok(outcome.precision.sd > 0.7e-4 && outcome.precision.sd < 1.4e-4, `${outcome.precision.sd}`);
  const error = outputErrors(victim, (x) => outputOf(found(outcome).units, x), 500, 1).scaled;
  assert.ok(error < 5e-3, `${error}`);
});

test("float32 is recognised", async () => {
  const victim = randomVictim(40, 8, 7);
  const outcome = await search(victim, {}, explain(victim, Math.fround));
  assert.is(outcome.precision.kind, "float32");
  const error = outputErrors(victim, (x) => outputOf(found(outcome).units, x), 500, 1).scaled;
  assert.ok(error < 1e-5 && error > 1e-10, `${error}`);
});

test("more units than inputs are refused", async () => {
  const { recovered, refusal } = await search(randomVictim(10, 14, 1));
  assert.is(recovered, undefined);
  assert.is(refusal?.kind, "wide");
});

test("rows of opposite directions are refused", async () => {
  const victim = randomVictim(20, 6, 1);
  victim.rows[1] = victim.rows[0].map((value) => -0.7 * value);
  const { recovered, refusal } = await search(victim);
  assert.is(recovered, undefined);
  assert.ok(refusal?.kind === "sides" && refusal.residual > 1e-6 && !refusal.isOutside, JSON.stringify(refusal));
});

test("a linear term beside the units is told from rows of opposite directions", async () => {
  const victim = randomVictim(20, 6, 1);
  const term = randomVictim(20, 1, 2).rows[0];
  const { recovered, refusal } = await search(
    victim,
    {},
    explain(victim, (value, i) => value + term[i]),
  );
  assert.is(recovered, undefined);
  assert.ok(refusal?.kind === "sides" && refusal.residual > 1e-6 && refusal.isOutside, JSON.stringify(refusal));
});

test("parallel rows with different biases are refused", async () => {
  const victim = randomVictim(20, 6, 1, 0.5);
  victim.rows[1] = victim.rows[0].map((value) => 2 * value);
  const { recovered, refusal } = await search(victim);
  assert.is(recovered, undefined);
  assert.ok(refusal?.kind === "dependent" && refusal.parallel, JSON.stringify(refusal));
});

test("rows of one direction are one unit, which a stated width shows", async () => {
  const victim = randomVictim(20, 6, 1);
  victim.rows[1] = victim.rows[0].map((value) => 2 * value);
  const { refusal } = await search(victim, { width: 6 });
  assert.equal(refusal, { kind: "width", hinges: 5, stated: 6 });
  const { units } = found(await search(victim));
  assert.ok(outputErrors(victim, (x) => outputOf(units, x), 200, 1).scaled < 1e-12);
});

test("a linear model has no units", async () => {
  const victim = randomVictim(5, 1, 1);
  const { refusal } = await search(victim, {}, (_, rows) =>
    Float64Array.from({ length: 5 * rows }, (_, i) => victim.rows[0][i % 5]),
  );
  assert.is(refusal?.kind, "linear");
});

test("gradients that change everywhere are no network of this kind", async () => {
  const inputs = 8;
  const { recovered, refusal } = await search(randomVictim(inputs, 3, 1), {}, (points) => points.map(Math.tanh));
  assert.is(recovered, undefined);
  assert.ok(refusal?.kind === "wide" || refusal?.kind === "dependent", JSON.stringify(refusal));
});

test("two layers of hidden units are refused", async () => {
  const first = randomVictim(12, 6, 1);
  const second = randomVictim(6, 4, 2);
  const { recovered } = await search(first, {}, (points, rows) => {
    const all = new Float64Array(rows * 12);
    for (let row = 0; row < rows; row++) {
      const x = points.subarray(row * 12, (row + 1) * 12);
      const sums = first.rows.map((one) => one.reduce((total, value, k) => total + value * x[k], 0));
      const back = victimGradient(
        second,
        Float64Array.from(sums, (sum) => Math.max(0, sum)),
      );
      sums.forEach((sum, i) => {
        if (sum > 0) for (let k = 0; k < 12; k++) all[row * 12 + k] += back[i] * first.rows[i][k];
      });
    }
    return all;
  });
  assert.is(recovered, undefined);
});

test("a search can be stopped", async () => {
  const victim = randomVictim(20, 8, 1);
  let batches = 0;
  try {
    await search(victim, { cancelled: () => batches++ > 3 });
    assert.unreachable("it was stopped");
  } catch (problem) {
    assert.instance(problem, SearchCancelled);
  }
});

test("an answer that is no number ends the search", async () => {
  const victim = randomVictim(20, 8, 1);
  try {
    await search(
      victim,
      {},
      explain(victim, (value, place) => (place === 3 ? Number.NaN : value)),
    );
    assert.unreachable("NaN");
  } catch (problem) {
    assert.instance(problem, NotFinite);
  }
});

test.run();
