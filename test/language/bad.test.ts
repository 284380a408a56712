/** Scenarios with mistakes: every message as it is shown, and a message for every code there is. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadScenario } from "../../src/cli/scenario.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { expected, load, programs, render } from "./golden.ts";

for (const name of programs("bad").filter((program) => !program.startsWith("syntax_"))) {
  test(name, async () => {
    const outcome = await load("bad", name);
    const actual = render("errors" in outcome ? outcome.errors : outcome.warnings);
    assert.is(actual, expected("bad", name, actual));
  });
}

const bad = new URL("../bad/", import.meta.url);

function codesIn(text: string): Set<string> {
  return new Set(text.match(/PAL\d{4}/g) ?? []);
}

/**
 * Codes that loading or printing a readable program does not raise, with the test that does: two take hundreds of brackets or
 * mistakes, the others a run or a runtime that is missing.
 */
const elsewhere: Readonly<Record<string, string>> = {
  PAL1023: "../language/parse.test.ts",
  PAL1025: "../language/parse-recovery.test.ts",
  PAL3205: "../blackbox/js.test.ts",
  PAL4008: "../language/files-diagnostics.test.ts",
  PAL4012: "../language/files-diagnostics.test.ts",
  PAL5100: "../runs/webppl.test.ts",
  PAL5101: "../runs/webppl.test.ts",
  PAL5102: "../runs/webppl.test.ts",
};

test("there is a program for every code that the text of a scenario, its files and its models can raise", () => {
  const sources = new URL("../../src/language/", import.meta.url);
  const files = readdirSync(sources, { recursive: true, encoding: "utf8" }).filter(
    // Those of the command line and of runs are shown by the tests of the command line.
    (file) => file.endsWith(".ts") && !/command-line|inference|calibration/.test(file),
  );
  const raised = files.flatMap((file) => [...codesIn(readFileSync(new URL(file, sources), "utf8"))]);
  const shown = new Set(
    readdirSync(bad)
      .filter((file) => file.endsWith(".expected"))
      .flatMap((file) => [...codesIn(readFileSync(new URL(file, bad), "utf8"))]),
  );
  assert.ok(raised.length > 70);
  assert.equal(
    [...new Set(raised)].filter((code) => !shown.has(code) && elsewhere[code] === undefined),
    [],
  );
  for (const [code, file] of Object.entries(elsewhere)) {
    assert.ok(readFileSync(new URL(file, bad), "utf8").includes(code), `${code} in ${file}`);
    assert.not.ok(shown.has(code), `${code} has a program`);
  }
});

/** Codes of one mistake that is told in several forms. */
const inSeveralForms = [
  "PAL1010",
  "PAL2003",
  "PAL2008",
  "PAL2010",
  "PAL2019",
  "PAL2309",
  "PAL5006",
  "PAL6003",
  "PAL6152",
];

test("a code stands for one mistake", () => {
  const sources = new URL("../../src/language/diagnostics/", import.meta.url);
  const made = readdirSync(sources).flatMap(
    (file) => readFileSync(new URL(file, sources), "utf8").match(/(?<=")PAL\d{4}(?=")/g) ?? [],
  );
  const several = made.filter((code, i) => made.indexOf(code) !== i);
  assert.equal([...new Set(several)].sort(), inSeveralForms);
});

test("every diagnostic points into the text, and says what was found or what to do", async () => {
  for (const name of programs("bad")) {
    const outcome = await load("bad", name);
    for (const { code, message, source, labels, notes } of "errors" in outcome ? outcome.errors : outcome.warnings) {
      const where = `${name} ${code} ${message}`;
      // The parser's headline says it all where it names what is expected and what was found.
      const saysMore = notes.length > 0 || labels.some((label) => label.text !== "");
      assert.ok(saysMore || /^expected .*, found /.test(message), where);
      if (source === undefined) assert.ok(message.startsWith("--"), where);
      for (const { span } of labels) {
        assert.ok(0 <= span.start && span.start <= span.end && span.end <= (source?.text.length ?? 0), where);
      }
    }
  }
});

test("the remedy for an exact zero is a statement that works", async () => {
  const text = readFileSync(new URL("exact_zero.pal", bad), "utf8");
  const outcome = await load("bad", "exact_zero");
  const remedies =
    "errors" in outcome ? outcome.errors.map(({ notes }) => notes[0].match(/`(data inside .*)`$/)?.[1]) : [];
  assert.is(remedies.length, 3);
  const observed = text.split("\n").filter((line) => line.startsWith("observe"));
  for (const [i, remedy] of remedies.entries()) {
    const repaired = observed[i].replace(/observe \w+/, `${remedy}\nobserve inside`);
    const kept = text
      .split("\n")
      .flatMap((line) => (line === observed[i] ? [repaired] : observed.includes(line) ? [] : [line]));
    const folder = mkdtempSync(join(tmpdir(), "remedy-"));
    try {
      cpSync(new URL("files/scores.csv", bad), join(folder, "files/scores.csv"));
      writeFileSync(join(folder, "scenario.pal"), kept.join("\n"));
      const { scenario } = await loadScenario(join(folder, "scenario.pal"), { set: {} });
      const [inside] = evaluate([scenario.observations[0].value], {});
      assert.ok(inside.every((x) => x > 0 && x < 1));
    } finally {
      rmSync(folder, { recursive: true });
    }
  }
});

test.run();
