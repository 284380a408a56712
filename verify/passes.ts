/**
 * Random models with groups, recursions and all kinds of likelihoods: what passes and emitters make of their densities and gradients is
 * what they say. `npm run verify -- passes [COUNT] [SEED]`; a failure prints the model.
 */
import { differenceFromWritten } from "../test/support/as-written.ts";
import { randomModel } from "../test/support/random-model.ts";
import { scenarioOf } from "../test/support/scenario.ts";

const count = Number(process.argv[2] ?? 5_000);
const first = Number(process.argv[3] ?? 1_000);

let failures = 0;
for (let done = 0; done < count && failures < 20; done++) {
  const { text, files } = randomModel(first + done);
  let difference: string | undefined;
  try {
    difference = differenceFromWritten(await scenarioOf(text, undefined, files));
  } catch (problem) {
    difference = problem instanceof Error ? problem.stack : String(problem);
  }
  if (difference !== undefined) {
    failures += 1;
    console.log(`\nmodel ${first + done}: ${difference}\n${text}`);
  }
  if ((done + 1) % 1_000 === 0 || done + 1 === count) console.log(`${done + 1} models, ${failures} failures`);
}
console.log(failures === 0 ? "passes holds" : "passes does not hold");
process.exit(failures === 0 ? 0 : 1);
