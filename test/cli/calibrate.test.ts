/** `pal calibrate` takes runs together whose candidates were compared by one measure, and remembers it. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Workplace } from "../support/pal.ts";

const scenario = (measure: string) => `scenario found
param net       = "a"
dim candidate   = 3
dim pixel       = 4
dim image       = 1
data y[candidate, pixel] = csv(net + ".csv")
prior x[candidate, pixel] ~ Normal(0, 1)
observe y ~ Normal(x, 0.1)
target x
truth x[image, pixel] = [[1, 2, 3, 1]] matched ${measure}
infer map(starts = 3, steps = 200)
`;

test("measures", async () => {
  const place = new Workplace();
  try {
    place.write("a.csv", "p,q,r,s\n1,2,3,1\n3,1,1,3\n2,0,1,2\n");
    place.write("b.csv", "p,q,r,s\n3,1,2,3\n1,2,2,1\n2,0,1,3\n");
    place.write("ncc.pal", scenario("ncc"));
    place.write("cosine.pal", scenario("cosine"));
    await place.pal(["run", "ncc.pal", "--out", "first"]);
    await place.pal(["run", "cosine.pal", "--out", "second", "--set", "net=b"]);
    await place.pal(["run", "cosine.pal", "--out", "third"]);
    const mixed = await place.pal(["calibrate", "first", "second"]);
    assert.is.not(mixed.code, 0);
    assert.match(mixed.err, /PAL6152.*ncc and cosine/);
    const one = await place.pal(["calibrate", "second", "third", "--out", "matches.json"]);
    assert.is(one.code, 0, one.err);
    assert.is(JSON.parse(readFileSync(place.path("matches.json"), "utf8")).model.by, "cosine");
    // Given to a run by another measure, candidates are compared as those that it was learnt on.
    const given = await place.pal(["run", "ncc.pal", "--calibration", "matches.json", "--out", "fourth"]);
    assert.is(given.code, 0, given.err);
    assert.is(JSON.parse(readFileSync(place.path("fourth", "summary.json"), "utf8")).candidates.x.by, "cosine");
  } finally {
    place.clean();
  }
});

test.run();
