/** Scenarios with random mistakes: whatever the text, the checker answers with diagnostics that point into it. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadModel } from "../../src/blackbox/load.ts";
import { nodeFiles } from "../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../src/blackbox/problem.ts";
import { algorithms, moves } from "../../src/inference/algorithms/index.ts";
import { check } from "../../src/language/check.ts";
import { badModel } from "../../src/language/diagnostics/models.ts";
import { parse } from "../../src/language/parse.ts";
import { printChecked } from "../../src/language/print-checked.ts";
import { type FileHost, loadResources } from "../../src/language/resources.ts";
import { programs } from "./golden.ts";

const good = new URL("../good/", import.meta.url);
const texts = programs("good").map((name) => readFileSync(new URL(`${name}.pal`, good), "utf8"));
const files = nodeFiles([fileURLToPath(good)]);

/** Answers that are asked for again and again are read once. */
function kept<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const answers = new Map<string, Promise<T>>();
  return (key) => {
    const answer = answers.get(key) ?? read(key);
    answers.set(key, answer);
    return answer;
  };
}

const readModel = kept((path) => loadModel("tfjs", path, files));
const host: FileHost = {
  read: kept((path) => files.read(path)),
  hash: (bytes) => createHash("sha256").update(bytes).digest("hex"),
  async loadModel(_provider, path) {
    const model = await readModel(path);
    return isModelProblem(model) ? (place) => badModel(place, path, model) : model;
  },
};

async function survives(text: string): Promise<void> {
  const source = { name: "mutated.pal", text };
  const { tree, diagnostics } = parse(source);
  const resources = await loadResources(tree, host);
  const incomplete = diagnostics.length > 0;
  const result = check(tree, resources, { catalogue: { algorithms, kernels: moves }, incomplete });
  for (const diagnostic of result.diagnostics) {
    const where = `${diagnostic.code} ${diagnostic.message}\n${text}`;
    assert.match(diagnostic.code, /^PAL\d{4}$/, where);
    assert.is(diagnostic.source, source, where);
    assert.ok(diagnostic.labels.length > 0, where);
    for (const { span } of diagnostic.labels) {
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= text.length, where);
    }
  }
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  assert.is(result.scenario === undefined, incomplete || errors.length > 0, text);
  if (result.scenario !== undefined) printChecked(result.scenario);
}

const wordPattern = /[A-Za-z_]\w*|\d[\w.]*|"[^"\n]*"|\.\.|[^\s\w]/g;

/** One change to the tokens of a text: removed, doubled, swapped, or replaced by another of the file or a new one. */
const mutation = fc.record({
  kind: fc.constantFrom("remove", "double", "swap", "borrow", "replace", "line"),
  at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  from: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  // No sizes between ten thousand and the limit: they would be legal, and slow.
  token: fc.constantFrom(
    "0",
    "1",
    "-1",
    "2.5",
    "7",
    "1e12",
    "true",
    "[",
    "]",
    "(",
    ")",
    ",",
    "..",
    "=",
    "~",
    "@",
    "^",
    "nope",
    "sum",
    "Normal",
    "label",
    "[1, 2]",
    "over = record",
    "if 1 then 2 else",
    'csv("files/gaps.csv")',
    '"text"',
    "rows",
    "Flat",
  ),
});
type Mutation = typeof mutation extends fc.Arbitrary<infer M> ? M : never;

function mutate(text: string, { kind, at, from, token }: Mutation): string {
  if (kind === "line") {
    const lines = text.split("\n");
    const [line] = lines.splice(Math.floor(at * lines.length), 1);
    lines.splice(Math.floor(from * lines.length), 0, line);
    return lines.join("\n");
  }
  const tokens = [...text.matchAll(wordPattern)];
  if (tokens.length === 0) return text;
  const chosen = tokens[Math.floor(at * tokens.length)];
  const other = tokens[Math.floor(from * tokens.length)][0];
  const [before, after] = [text.slice(0, chosen.index), text.slice(chosen.index + chosen[0].length)];
  const written = {
    remove: "",
    double: `${chosen[0]} ${chosen[0]}`,
    swap: `${other} ${chosen[0]}`,
    borrow: other,
    replace: token,
  }[kind];
  return before + written + after;
}

test("2,000 mutated scenarios give diagnostics with places in their text, and never anything else", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...texts), fc.array(mutation, { minLength: 1, maxLength: 3 }), (text, mutations) =>
      survives(mutations.reduce(mutate, text)),
    ),
    { seed: 7_031, numRuns: 2_000 },
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
