/** Scenarios with random mistakes, and random scenarios: a sample of `npm run verify -- fuzz`. */
import fc from "fast-check";
import { test } from "uvu";
import { generate } from "./fuzz/generate.ts";
import { mutate, mutation } from "./fuzz/mutate.ts";
import { survives, texts } from "./fuzz/survive.ts";

test("1,000 mutated scenarios give diagnostics with places in their text, and never anything else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) =>
      survives(mutations.reduce(mutate, text)),
    ),
    { seed: 7_031, numRuns: 1_000 },
  );
});

test("500 random scenarios of the grammar", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => survives(generate(seed))),
    { seed: 90_001, numRuns: 500 },
  );
});

test("texts of nothing, of one word, of half a statement", async () => {
  for (const text of [
    "",
    " ",
    "\n",
    "scenario",
    "scenario x",
    "prior",
    "prior x ~ Normal(0, 1)",
    "target x",
    "x",
    "}",
    "🙂",
    "\u0000",
  ]) {
    await survives(text);
  }
});

test("long chains of lets and of priors take neither long nor too much stack", async () => {
  const lets = Array.from({ length: 3_000 }, (_, i) => `let a${i + 1} = a${i} + mu`).join("\n");
  await survives(`scenario chain\nprior mu ~ Normal(0, 1)\nlet a0 = mu\n${lets}\nfactor -a3000\ntarget mu`);
  const priors = Array.from(
    { length: 200 },
    (_, i) => `prior x${i + 1} ~ Normal(x${i} + ${i > 0 ? `x${i - 1}` : "0"}, 1)`,
  );
  await survives(`scenario chain\nprior x0 ~ Normal(0, 1)\n${priors.join("\n")}\nfactor -x200\ntarget x0`);
});

test.run();
