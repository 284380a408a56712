/** The page of the language lists every function and distribution there is, as it is declared. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { combinators } from "../../src/distributions/combinators/registry.ts";
import { distributions } from "../../src/distributions/registry.ts";
import { functions } from "../../src/language/functions/registry.ts";
import { parse } from "../../src/language/parse.ts";

const page = readFileSync(new URL("../../docs/language.md", import.meta.url), "utf8");

test("every function is listed as it is written", () => {
  const missing = [...functions.values()].filter(({ signature }) => !page.includes(`| \`${signature}\` |`));
  assert.equal(
    missing.map((entry) => entry.signature),
    [],
  );
});

test("every distribution is listed with its parameters", () => {
  const written = [...distributions.values()].map(
    (entry) => `${entry.name}(${entry.parameters.map((parameter) => parameter.name).join(", ")})`,
  );
  assert.equal(
    written.filter((text) => !page.includes(`| \`${text}\` |`)),
    [],
  );
});

test("every combinator is listed as it is written", () => {
  const missing = [...combinators.values()].filter(({ signature }) => !page.includes(`| \`${signature}\` |`));
  assert.equal(
    missing.map(({ name }) => name),
    [],
  );
});

test("whole scenarios of the pages parse", () => {
  const folder = new URL("../../docs/", import.meta.url);
  const pages = ["language.md", "inference.md", "black-boxes.md"].map((name) =>
    readFileSync(new URL(name, folder), "utf8"),
  );
  const blocks = pages.flatMap((text) => [...text.matchAll(/```pal\n([\s\S]*?)```/g)].map((match) => match[1]));
  assert.ok(blocks.length >= 3);
  for (const text of blocks) assert.equal(parse({ name: "docs", text }).diagnostics, [], text);
});

test.run();
