/** The files made of the grammar are those of the grammar there is; the EBNF describes every statement. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { grammarFiles } from "../../../grammar/export/files.ts";
import { statementWords } from "../../../grammar/tokens.ts";

for (const [name, make] of Object.entries(grammarFiles)) {
  test(`${name} is up to date; \`npm run grammar\` writes it`, () => {
    assert.is(readFileSync(new URL(`../../../grammar/${name}`, import.meta.url), "utf8"), make());
  });
}

test("every rule that is used is there, and every statement word", () => {
  const written = readFileSync(new URL("../../../grammar/palimpsest.ebnf", import.meta.url), "utf8");
  for (const word of statementWords) assert.match(written, new RegExp(`::= '${word}'`), word);
  // Comments, quoted text, classes of characters and code points hold words that are not names of rules.
  const bare = written.replace(/\/\*[\s\S]*?\*\/|'[^']*'|"[^"]*"|\[[^\]]*\]|#x[0-9A-F]+/g, " ");
  const used = [...bare.matchAll(/\w+/g)].map(([name]) => name);
  const defined = new Set([...written.matchAll(/^(\w+) ::=/gm)].map(([, name]) => name));
  assert.equal(
    used.filter((name) => !defined.has(name)),
    [],
  );
});

test("words of the TextMate grammar are those of the language", () => {
  const { patterns } = JSON.parse(
    readFileSync(new URL("../../../grammar/palimpsest.tmLanguage.json", import.meta.url), "utf8"),
  );
  const find = (name: string): RegExp =>
    new RegExp(patterns.find((pattern: { name: string }) => pattern.name === `${name}.palimpsest`).match);
  for (const word of statementWords) assert.match(`${word} x`, find("keyword.control"), word);
  assert.match("Normal(0, 1)", find("support.class"));
  assert.match("logsumexp(x)", find("support.function"));
  assert.match("3_000.5e-3", find("constant.numeric"));
});

test.run();
