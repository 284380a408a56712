/**
 * 200,000 generated and mutated scenarios: never an exception, never a check of more than a second, never a diagnostic without a
 * place. `npm run verify -- fuzz [COUNT] [SEED]`; a failure prints the text.
 */
import fc from "fast-check";
import { generate } from "../test/language/fuzz/generate.ts";
import { mutate, mutation } from "../test/language/fuzz/mutate.ts";
import { survives, texts } from "../test/language/fuzz/survive.ts";

const count = Number(process.argv[2] ?? 200_000);
const seed = Number(process.argv[3] ?? 1);
const limitSeconds = 1;

let slowest = { seconds: 0, text: "" };
let failures = 0;

async function one(text: string): Promise<void> {
  const started = process.cpuUsage();
  try {
    await survives(text);
  } catch (problem) {
    failures += 1;
    console.log(`\n${problem instanceof Error ? problem.stack : problem}\n--- text\n${text}\n---`);
  }
  // Of this process alone: other work on the machine does not count.
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;
  if (seconds > slowest.seconds) slowest = { seconds, text };
  if (seconds > limitSeconds) {
    failures += 1;
    console.log(`\n${seconds.toFixed(1)} s\n--- text\n${text}\n---`);
  }
}

// What is loaded once, the mathematics of the data side, is not the time of a check.
for (const text of texts) await survives(text);

const mutated = fc
  .tuple(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 4 }))
  .map(([text, mutations]) => mutations.reduce(mutate, text));
const generated = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 31 }), fc.array(mutation, { maxLength: 2 }))
  .map(([own, mutations]) => mutations.reduce(mutate, generate(own)));
const block = 2_000;
let done = 0;
while (done < count && failures < 20) {
  const size = Math.min(block, count - done);
  for (const text of fc.sample(fc.oneof(mutated, generated), { numRuns: size, seed: seed + done })) await one(text);
  done += size;
  if (done % 20_000 === 0 || done === count) console.log(`${done} scenarios, ${failures} failures`);
}
console.log(`slowest check ${slowest.seconds.toFixed(2)} s of processor time`);
console.log(failures === 0 ? "fuzz holds" : "fuzz does not hold");
process.exit(failures === 0 ? 0 : 1);
