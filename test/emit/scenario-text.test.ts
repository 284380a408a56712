/** Generated code holds numbers and names of its own: whatever a scenario's names and strings are, it is the same code. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { layoutOf } from "../../src/density/layout.ts";
import { outputRunnables, planOutputs } from "../../src/density/outputs.ts";
import { planDensity, type Runnable } from "../../src/density/plan.ts";
import { planPrior, runnablesOf } from "../../src/density/sampler.ts";
import { emitJs } from "../../src/emit/js.ts";
import { scenarioOf } from "../support/scenario.ts";

/** What a scenario may call its own: 17 names, 3 labels, a file and a field in it. */
interface Words {
  readonly names: readonly string[];
  readonly labels: readonly string[];
  readonly file: string;
  readonly field: string;
}

const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, "\\$&").replaceAll("\n", "\\n")}"`;

function textOf({ names, labels, file, field }: Words): string {
  const [school, year, seed, score, index, shift, a, b, wide, m, mean, scale, effect, state, t, level, sum] = names;
  return `dim ${school} = {${labels.join(", ")}}
dim ${year} = 4
param ${seed} = ${quoted(file)}
data ${score}[${school}] = json(${seed} + ".json").${field}
data ${index}[${year}] = [0, 2, 1, 2]
data ${shift} = 1
fn ${a}(${b}) = ${b} * 2 + ${shift}
distribution ${wide}(${m}) = Normal(${m}, 3)
prior ${mean} ~ ${wide}(1)
prior ${scale} ~ HalfCauchy(5)
prior ${effect}[${school}] ~ Normal(0, 1)
prior ${state} ~ Bernoulli(0.3)
for ${t} in ${year} { let ${level}[${t}] = if ${t} == 0 then ${mean} else 0.5 * ${level}[${t} - 1] + ${effect}[${index}[${t}]] }
let ${sum} = sum(${level})
observe ${score} ~ Normal(${a}(${mean}) + ${scale} * ${effect} + ${state}, 2)
factor -${sum} ^ 2
target ${sum}, ${scale}, ${state}
infer nuts(draws = 10)
`;
}

/** Every piece of code that a run of the scenario makes. */
async function codeOf(words: Words): Promise<string[]> {
  const scenario = await scenarioOf(textOf(words), undefined, {
    [`${words.file}.json`]: `{"${words.field}": [28, 8, -3]}`,
  });
  const plan = planDensity(scenario, null);
  const layout = layoutOf(scenario);
  const runnables: readonly Runnable[] = [
    plan.value,
    plan.gradient,
    ...outputRunnables(planOutputs(scenario, layout)),
    ...runnablesOf(planPrior(scenario, layout)),
  ];
  return runnables.flatMap((runnable) => {
    if (runnable.kind === "code") return [runnable.code.source];
    return runnable.stages.flatMap((stage) => ("program" in stage ? [emitJs(stage.program, {}).source] : []));
  });
}

const plain: Words = {
  names: "school year seed score index shift twice x wide m mean scale effect state t level total".split(" "),
  labels: ["first", "second", "third"],
  file: "scores",
  field: "score",
};

/** Names that mean something to JavaScript, to objects, or to generated code itself. */
const awkward =
  "constructor __proto__ prototype toString hasOwnProperty arguments eval await yield class return function var const new this null undefined NaN Infinity globalThis process require Math Float64Array lanes buffers constants run position temperature parts gradient b0 b1 c0 v1 v2 i0 n0".split(
    " ",
  );
const letters = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{5,12}$/);

const words: fc.Arbitrary<Words> = fc.record({
  names: fc.uniqueArray(fc.oneof(fc.constantFrom(...awkward), letters), { minLength: 17, maxLength: 17 }),
  labels: fc.uniqueArray(fc.oneof(fc.constantFrom(...awkward), letters), { minLength: 3, maxLength: 3 }),
  file: fc.oneof(
    fc
      .string({ unit: fc.constantFrom(..."ab1 '`;\\\"*(){}[]$+\u2028\u2029é"), minLength: 1, maxLength: 20 })
      .filter((name) => !name.startsWith("\\")),
    fc.constantFrom("constructor", "'); throw 1; ('", "b0[v1]", "*\u2028throw 1"),
  ),
  field: fc.oneof(fc.constantFrom(...awkward), letters),
});

test("the same code whatever names, labels, strings and fields are", async () => {
  const expected = await codeOf(plain);
  assert.ok(expected.length >= 6);
  await fc.assert(
    fc.asyncProperty(words, async (each) => assert.equal(await codeOf(each), expected)),
    { seed: 3, numRuns: 30 },
  );
});

test("another number is other code", async () => {
  const scenario = async (sd: number) =>
    planDensity(await scenarioOf(`prior x ~ Normal(0, ${sd})\ntarget x`), null).gradient;
  assert.not.equal(await scenario(2), await scenario(3));
});

test.run();
