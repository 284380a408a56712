/** Whatever the text: the checker answers with diagnostics that point into it, and with nothing else. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import { loadModel } from "../../../src/blackbox/load.ts";
import { nodeFiles } from "../../../src/blackbox/node-files.ts";
import { isModelProblem } from "../../../src/blackbox/problem.ts";
import { algorithms, moves, optimisers } from "../../../src/inference/algorithms/index.ts";
import { check } from "../../../src/language/check.ts";
import type { CheckedScenario } from "../../../src/language/checked.ts";
import { badModel } from "../../../src/language/diagnostics/models.ts";
import { format } from "../../../src/language/format/format.ts";
import { parse } from "../../../src/language/parse.ts";
import { printChecked } from "../../../src/language/print-checked.ts";
import { type FileHost, loadResources } from "../../../src/language/resources.ts";
import { programs } from "../golden.ts";

const good = new URL("../../good/", import.meta.url);
/** The good programs. */
export const texts = programs("good").map((name) => readFileSync(new URL(`${name}.pal`, good), "utf8"));
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
const stdlib = new URL("../../../stdlib/", import.meta.url);
const host: FileHost = {
  standard: {
    names: readdirSync(stdlib).map((name) => `std/${name.replace(/\.pal$/, "")}`),
    read: async (name) => readFileSync(new URL(`${name.slice(4)}.pal`, stdlib), "utf8"),
  },
  read: kept((path) => files.read(path)),
  hash: (bytes) => createHash("sha256").update(bytes).digest("hex"),
  async loadModel(_provider, path) {
    const model = await readModel(path);
    return isModelProblem(model) ? (place) => badModel(place, path, model) : model;
  },
};

async function checkText(text: string) {
  const source = { name: "mutated.pal", text };
  const { tree, diagnostics } = parse(source);
  const resources = await loadResources(tree, host);
  const incomplete = diagnostics.length > 0;
  const result = check(tree, resources, {
    catalogue: { algorithms, kernels: moves, optimizers: optimisers },
    incomplete,
  });
  return { source, incomplete, result };
}

/** What the checker makes of a text; undefined where it has a mistake. */
export async function scenarioOfText(text: string): Promise<CheckedScenario | undefined> {
  return (await checkText(text)).result.scenario;
}

/** @throws an AssertionError that shows the text */
export async function survives(text: string): Promise<void> {
  const { source, incomplete, result } = await checkText(text);
  for (const diagnostic of result.diagnostics) {
    const where = `${diagnostic.code} ${diagnostic.message}\n${text}`;
    assert.match(diagnostic.code, /^PAL\d{4}$/, where);
    assert.ok(diagnostic.labels.length > 0, where);
    // In a module the place is in the module.
    const length = diagnostic.source?.text.length ?? -1;
    for (const { span } of diagnostic.labels) {
      assert.ok(0 <= span.start && span.start <= span.end && span.end <= length, where);
    }
  }
  const errors = result.diagnostics.filter((diagnostic) => diagnostic.severity === "error");
  assert.is(result.scenario === undefined, incomplete || errors.length > 0, text);
  if (result.scenario !== undefined) printChecked(result.scenario);
  if (!incomplete) {
    const once = format(source);
    assert.ok("text" in once, text);
    const twice = format({ name: source.name, text: once.text });
    assert.ok("text" in twice && twice.text === once.text, text);
  }
}
