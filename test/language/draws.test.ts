/** Which priors have draws, and which scenarios an evidence. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { whyNoDraws, whyNoEvidence, withoutDraws } from "../../src/language/draws.ts";
import { scenarioOf } from "../support/scenario.ts";

const head = "dim n = 2\nprior s ~ HalfNormal(1)\n";
const end = "\nobserve 1 ~ Normal(s, 1)\ntarget s";

test("draws of restricted vectors follow their density where what is left out does not depend on latents", async () => {
  const cases: [string, ReturnType<typeof whyNoDraws>][] = [
    ["Ordered(Normal(0, s))", undefined],
    ["Ordered(Normal(s, 1))", undefined],
    ["Ordered(Normal([0, 1], 2))", undefined],
    ["Ordered(Normal([0, 1], s))", "unnormalised"],
    ["PositiveOrdered(Normal(0, s))", "unnormalised"],
    ["PositiveOrdered(Normal([0, 1], 1))", undefined],
    ["PositiveOrdered(Gamma(2, s))", undefined],
    ["Ordered(Truncated(Normal(s, 1), lower = 0))", undefined],
    ["Ordered(Flat())", "improper"],
    ["Truncated(Normal(s, 1), lower = 0)", undefined],
    ["Mixture([0.5, 0.5], Normal(s, 1), Normal(0, 1))", undefined],
  ];
  for (const [prior, expected] of cases) {
    const { latents } = await scenarioOf(`${head}prior c[n] ~ ${prior}${end}`);
    assert.is(whyNoDraws(latents[1].prior), expected, prior);
    assert.is(withoutDraws(latents), expected === undefined ? undefined : latents[1], prior);
  }
});

test("the evidence is refused where a density does not integrate to 1, and says of what", async () => {
  const evidence = async (text: string) => whyNoEvidence(await scenarioOf(`${head}${text}${end}`));
  assert.is(await evidence("prior c[n] ~ Truncated(Normal(s, 1), lower = 0)"), undefined);
  assert.is(
    await evidence("prior c[n] ~ Ordered(Normal(0, s))"),
    "the prior of c, Ordered(Normal), is restricted without being renormalised",
  );
  assert.is(await evidence("prior c[n] ~ Flat()"), "the prior of c is improper");
  assert.is(
    await evidence("observe [1, 2] ~ Ordered(Normal(0, s))"),
    "the density of [1, 2] is restricted without being renormalised",
  );
});

test.run();
