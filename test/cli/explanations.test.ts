/** Every code has a page; its wrong example yields that code and nothing else, its right one is clean. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explainedCodes, readPage } from "../../src/cli/explain/code-page.ts";
import { checkExamples, isRun } from "./examples.ts";

/** Codes that no short example can show, and why. */
const notShown: Readonly<Record<string, string>> = {
  PAL1023: "needs hundreds of brackets",
  PAL1025: "needs a hundred mistakes",
  PAL5002: "the checker finds it first, as PAL2113",
  PAL5100: "the package is installed with this repository",
  PAL4008: "the runtime is bundled and starts",
};

const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** All codes in the source: those of diagnostics, wherever they are made. */
function raisedCodes(): string[] {
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  const texts = files.map((file) => readFileSync(path.join(sources, file), "utf8"));
  return [...new Set(texts.flatMap((text) => text.match(/"PAL\d{4}"/g) ?? []))].map((code) => code.slice(1, -1)).sort();
}

test("every code has a page, and every page a code", () => {
  assert.equal(explainedCodes(), raisedCodes());
});

test("pages are of one form", () => {
  for (const code of explainedCodes()) {
    const { title, pieces } = readPage(code);
    assert.match(title, /^[^#].*[^.]$/, `${code}: ${title}`);
    const headings = pieces.flatMap((piece) => (piece.kind === "heading" ? [piece.text] : []));
    assert.equal(headings, notShown[code] === undefined ? ["Wrong", "Right"] : [], code);
    assert.is(pieces[0].kind, "prose", code);
  }
});

for (const code of explainedCodes()) {
  if (notShown[code] === undefined && !isRun(readPage(code))) test(code, () => checkExamples(code));
}

test.run();
