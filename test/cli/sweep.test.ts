/** `pal sweep` as a user calls it: a row a combination, failures as rows, continued after a kill. */
import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Workplace } from "../support/pal.ts";

const scenario = `scenario shifts
param shift = 0
param name = "y"
data y[obs] = csv(name + ".csv").y
prior mu ~ Normal(shift, 1)
observe y ~ Normal(mu, 1)
target mu
truth mu = 2
infer smc = smc(particles = 200, islands = 2)
`;

const test = suite<{ place: Workplace }>("sweep");
test.before.each((context) => {
  context.place = new Workplace();
  context.place.write("s.pal", scenario);
  context.place.write("y.csv", "y\n1\n2\n3\n");
});
test.after.each(({ place }) => place.clean());

/** The log evidence of three normal observations with unit noise around a mean with prior Normal(shift, 1). */
function exactEvidence(shift: number): number {
  const residuals = [1, 2, 3].map((y) => y - shift);
  const sum = residuals.reduce((a, b) => a + b, 0);
  const squares = residuals.reduce((a, b) => a + b * b, 0);
  return -1.5 * Math.log(2 * Math.PI) - 0.5 * Math.log(4) - 0.5 * (squares - (sum * sum) / 4);
}

test("a param that is a text is given as it is typed", async ({ place }) => {
  place.write("007.csv", "y\n1\n2\n3\n");
  const { code, err } = await place.pal(["check", "s.pal", "--set", "name=007", "--set", "shift=1_0"]);
  assert.is(code, 0, err);
  const other = await place.pal(["check", "s.pal", "--set", "name=7"]);
  assert.is.not(other.code, 0);
});

test("every combination has its row, with the figures of its run, whatever runs beside it", async ({ place }) => {
  const words = ["sweep", "s.pal", "--vary", "shift=0:2:1", "--vary", "seed=1,2", "--json"];
  const { code, out } = await place.pal([...words, "--jobs", "2"]);
  assert.is(code, 0);
  const rows = JSON.parse(out);
  assert.equal(
    rows.map(({ shift, seed }: Record<string, number>) => [shift, seed]),
    [
      [0, 1],
      [0, 2],
      [1, 1],
      [1, 2],
      [2, 1],
      [2, 2],
    ],
  );
  for (const row of rows) {
    assert.ok(Math.abs(row.log_evidence - exactEvidence(row.shift)) < 0.3, JSON.stringify(row));
    const mean = (row.shift + 6) / 4;
    assert.ok(Math.abs(row["fidelity.mu.rmse"] - Math.abs(mean - 2)) < 0.15, JSON.stringify(row));
  }
  const alone = JSON.parse((await place.pal([...words, "--jobs", "1"])).out);
  const without = (row: Record<string, unknown>) => ({ ...row, seconds: 0 });
  assert.equal(alone.map(without), rows.map(without));
  const run = await place.pal(["run", "s.pal", "--set", "shift=2", "--seed", "2", "--json"]);
  assert.is(JSON.parse(run.out).log_evidence, rows[5].log_evidence);
});

test("a combination that fails has its reason in its row, and the others run", async ({ place }) => {
  const { code, out, err } = await place.pal(["sweep", "s.pal", "--vary", "name=y,z", "--out", "t.csv", "--jobs", "1"]);
  assert.is(code, 2);
  assert.match(err, /PAL3001.*\n(.*\n)*1 of 2 combinations failed/);
  assert.match(out, /z\s+failed\s+PAL3001: there is no file "z.csv"/);
  assert.match(readFileSync(place.path("t.csv"), "utf8"), /^\w+,y,complete,,.*\n\w+,z,failed,"PAL3001/m);
  place.write("z.csv", "y\n2\n");
  const again = await place.pal(["sweep", "s.pal", "--vary", "name=y,z", "--out", "t.csv", "--jobs", "1"]);
  assert.is(again.code, 0);
  assert.match(again.err, /1 of 2 combinations are in the table already/);
});

test("a sweep that is killed goes on where it stopped", async ({ place }) => {
  const words = ["sweep", "s.pal", "--vary", "seed=1:40:1", "--out", "t.csv", "--jobs", "1"];
  const killed = await place.pal(words, (child) => {
    child.stderr?.on("data", () => child.kill("SIGKILL"));
  });
  assert.is(killed.code, "SIGKILL");
  const before = readFileSync(place.path("t.csv"), "utf8").split("\n").slice(1, -1);
  assert.ok(before.length >= 4 && before.length < 40, String(before.length));
  const { code, err } = await place.pal(words);
  assert.is(code, 0);
  assert.match(err, `${before.length} of 40 combinations are in the table already`);
  const after = readFileSync(place.path("t.csv"), "utf8").split("\n").slice(1, -1);
  assert.equal(after.slice(0, before.length), before);
  assert.is(new Set(after.map((row) => row.split(",")[1])).size, 40);
});

test("names that cannot be varied", async ({ place }) => {
  const code = async (...words: string[]) => /PAL\d+/.exec((await place.pal(["sweep", "s.pal", ...words])).err)?.[0];
  assert.is(await code(), "PAL6121");
  assert.is(await code("--vary", "shfit=1,2"), "PAL6122");
  assert.is(await code("--vary", "shift=1", "--set", "shift=2"), "PAL6123");
  assert.is(await code("--vary", "seed=1.5,2"), "PAL6005");
});

test.run();
