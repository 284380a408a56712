/** A sample of `npm run verify -- passes`: what is compiled of random models is what they say. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { differenceFromWritten } from "../support/as-written.ts";
import { randomModel } from "../support/random-model.ts";
import { scenarioOf } from "../support/scenario.ts";

for (let seed = 0; seed < 30; seed++) {
  test(`random model ${seed}`, async () => {
    const { text, files } = randomModel(seed);
    assert.is(differenceFromWritten(await scenarioOf(text, undefined, files)), undefined, text);
  });
}

test.run();
