/** `pal emit` of the built program: which `Infer` is chosen, and options that mean nothing. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Workplace } from "../support/pal.ts";

const place = new Workplace();
const dice = place.write(
  "dice.pal",
  "scenario dice\nprior k ~ DiscreteUniform(1, 6)\nobserve 3.2 ~ Normal(k, 1)\ntarget k\n",
);

test("latents of finitely many values are enumerated", async () => {
  const { code, out } = await place.pal(["emit", dice, "--to", "webppl"]);
  assert.is(code, 0);
  assert.match(out, "method: 'enumerate'");
});

test("a WebPPL program has no data file", async () => {
  const { code, err } = await place.pal(["emit", dice, "--to", "webppl", "--data-out", "data.json"]);
  assert.is(code, 2);
  assert.match(err, "a WebPPL program holds its data itself");
});

test.after(() => place.clean());

test.run();
