/** Every code has a page; its wrong example yields that code and nothing else, its right one is clean. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explainedCodes, readPage } from "../../src/cli/explain/code-page.ts";
import { type Block, blocksBelow } from "../../src/cli/explain/page.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { modelsFolder } from "../blackbox/support.ts";
import { runPal } from "../support/pal.ts";

/** Codes that no short example can show, and why. */
const notShown: Readonly<Record<string, string>> = {
  PAL1023: "needs hundreds of brackets",
  PAL1025: "needs a hundred mistakes",
  PAL5002: "the checker finds it first, as PAL2113",
  PAL5100: "the package is installed with this repository",
  PAL4008: "the runtime is bundled and starts",
  PAL6010: "no command reads runs yet",
};

const sources = fileURLToPath(new URL("../../src/", import.meta.url));

/** What the examples find beside their scenario, if they do not bring it themselves: sound models and broken ones. */
function bringModels(folder: string): void {
  cpSync(fileURLToPath(new URL("../bad/files/", import.meta.url)), folder, { recursive: true });
  for (const name of ["sound", "overflowing"])
    cpSync(path.join(modelsFolder, "branches"), path.join(folder, name), { recursive: true });
  const weights = path.join(folder, "overflowing", "weights.bin");
  writeFileSync(weights, new Uint8Array(new Float32Array(readFileSync(weights).length / 4).fill(3e38).buffer));
}

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

/** The codes that the blocks give rise to, in order. */
async function codesOf(folder: string, blocks: readonly Block[]): Promise<string[]> {
  for (const { language, file, text } of blocks) {
    if (language === "sh") continue;
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${text}\n`);
  }
  const commands = blocks.flatMap(({ language, text }) => (language === "sh" ? text.split("\n") : []));
  const file = path.join(folder, "scenario.pal");
  if (commands.length === 0) return checkedCodes(file, false);
  let codes: string[] = [];
  for (const command of commands) {
    if (command === "pal check scenario.pal --pedantic") return checkedCodes(file, true);
    const words = (command.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replace(/^'|'$/g, ""));
    assert.is(words[0], "pal", command);
    const { err } = await runPal(words.slice(1), folder);
    codes = [...err.matchAll(/^(?:error|warning) (PAL\d{4})/gm)].map((match) => match[1]);
  }
  return codes;
}

async function checkedCodes(file: string, pedantic: boolean): Promise<string[]> {
  try {
    const { warnings } = await loadScenario(file, { set: {}, pedantic });
    return warnings.map((warning) => warning.code);
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics.map((diagnostic) => diagnostic.code);
    throw problem;
  }
}

for (const code of explainedCodes().filter((each) => notShown[each] === undefined)) {
  test(code, async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pal-explained-"));
    try {
      bringModels(folder);
      const page = readPage(code);
      const wrong = await codesOf(folder, blocksBelow(page, "Wrong"));
      assert.equal([...new Set(wrong)], [code], "wrong");
      assert.equal(await codesOf(folder, blocksBelow(page, "Right")), [], "right");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
}

test.run();
