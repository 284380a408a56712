/** Diagnostics as text, compared letter by letter. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Diagnostic, Label } from "../../src/language/diagnostic.ts";
import { render, renderAll } from "../../src/language/diagnostics/render.ts";
import type { Source } from "../../src/language/source.ts";

function label(source: Source, part: string, text = "", from = 0): Label {
  const start = source.text.indexOf(part, from);
  return { span: { start, end: start + part.length }, text };
}

function diagnostic(source: Source, labels: readonly Label[], notes: readonly string[] = []): Diagnostic {
  return { code: "PAL2104", severity: "error", message: "this box is not asked for gradients", source, labels, notes };
}

function shown(...args: Parameters<typeof diagnostic>): string {
  return render(diagnostic(...args), { color: false });
}

test("several lines, a gap, a continued line with the one above it, notes", () => {
  const text = `${"\n".repeat(22)}model classifier(real[feature]) -> simplex[species] = tfjs("classifier/model.json")
      access scores budget 5_000_000
${"\n".repeat(6)}infer nuts(chains = 4)
`;
  const source = { name: "iris.pal", text };
  const labels = [
    label(source, "scores", "grants labels and scores"),
    label(source, "nuts", "needs the gradient of classifier with respect to x"),
  ];
  assert.is(
    shown(source, labels, ["nuts(gradient = finite_difference()) would ask 5 rows per record and leapfrog"]),
    `error PAL2104: this box is not asked for gradients
   iris.pal:24:14
23 | model classifier(real[feature]) -> simplex[species] = tfjs("classifier/model.json")
24 |       access scores budget 5_000_000
   |              ^^^^^^ grants labels and scores
   :
31 | infer nuts(chains = 4)
   |       ^^^^ needs the gradient of classifier with respect to x
   = nuts(gradient = finite_difference()) would ask 5 rows per record and leapfrog`,
  );
});

test("two labels in one line: texts below each other, the last one behind the carets", () => {
  const source = { name: "a.pal", text: "observe seen ~ Normal(classifier(x) @ weights, 0.1)" };
  const labels = [
    label(source, "seen", "[record = 20, species = 3]"),
    label(source, "classifier(x) @ weights", "[record = 20, feature = 4]"),
  ];
  const expected = `error PAL2104: this box is not asked for gradients
   a.pal:1:9
1 | observe seen ~ Normal(classifier(x) @ weights, 0.1)
  |         ^^^^          ^^^^^^^^^^^^^^^^^^^^^^^ [record = 20, feature = 4]
  |         [record = 20, species = 3]`;
  assert.is(shown(source, labels), expected);
  const reversed = shown(source, [...labels].reverse());
  assert.is(reversed, expected.replace("a.pal:1:9", "a.pal:1:23"));
});

test("overlapping labels have rows of their own", () => {
  const source = { name: "a.pal", text: "let a = f(b + c)" };
  assert.is(
    shown(source, [label(source, "f(b + c)", "outer"), label(source, "+", "inner")]),
    `error PAL2104: this box is not asked for gradients
   a.pal:1:9
1 | let a = f(b + c)
  |         ^^^^^^^^ outer
  |             ^ inner`,
  );
});

test("line numbers of different length, neighbouring lines without a gap", () => {
  const source = { name: "a.pal", text: `${"\n".repeat(8)}let a = 1\nlet a = 2\n` };
  assert.is(
    shown(source, [label(source, "a", "again", 19), label(source, "a", "first")], ["note"]),
    `error PAL2104: this box is not asked for gradients
   a.pal:10:5
 9 | let a = 1
   |     ^ first
10 | let a = 2
   |     ^ again
   = note`,
  );
});

test("an empty span is one caret, also at the end of the text", () => {
  const source = { name: "a.pal", text: "let a =" };
  assert.is(
    shown(source, [{ span: { start: 7, end: 7 }, text: "a value is missing here" }]),
    `error PAL2104: this box is not asked for gradients
   a.pal:1:8
1 | let a =
  |        ^ a value is missing here`,
  );
});

test("a span over several lines is underlined to the end of its first", () => {
  const source = { name: "a.pal", text: "let a = f(1,\n  2)\nlet b = 3" };
  assert.is(
    shown(source, [label(source, "f(1,\n  2)", "here")]),
    `error PAL2104: this box is not asked for gradients
   a.pal:1:9
1 | let a = f(1,
  |         ^^^^ here`,
  );
});

test("tabs, wide and combining characters, Windows line ends keep the caret in place", () => {
  const tabs = { name: "a.pal", text: "let a =\r\n\tb\t+ c\r\n" };
  assert.is(
    shown(tabs, [label(tabs, "c", "here")]),
    `error PAL2104: this box is not asked for gradients
   a.pal:2:6
1 | let a =
2 |     b   + c
  |           ^ here`,
  );
  const wide = { name: "a.pal", text: 'let a = f("\u5bff\u53f8 e\u0301 \ud83d\ude00", b)' };
  assert.is(
    shown(wide, [label(wide, "b)", "here")]),
    `error PAL2104: this box is not asked for gradients
   a.pal:1:${wide.text.indexOf("b)") + 1}
1 | let a = f("\u5bff\u53f8 e\u0301 \ud83d\ude00", b)
  |           ${" ".repeat('"'.length + 4 + 1 + 1 + 1 + 2 + '", '.length)}^^ here`,
  );
});

test("very long lines are cut around the caret", () => {
  const source = { name: "a.pal", text: `let a = [${"1, ".repeat(100)}oops, ${"2, ".repeat(100)}]` };
  const rows = shown(source, [label(source, "oops", "here")]).split("\n");
  assert.is(rows[2].length, "1 | ".length + 102);
  assert.ok(rows[2].startsWith("1 | …") && rows[2].endsWith("…"));
  assert.is(rows[3].indexOf("^^^^ here"), rows[2].indexOf("oops"));
  const end = shown(source, [label(source, "]", "here")]).split("\n");
  assert.is(end[3].indexOf("^ here"), end[2].indexOf("]"));
  assert.ok(end[2].startsWith("1 | …") && !end[2].endsWith("…"));
  const start = shown(source, [label(source, "let", "here")]).split("\n");
  assert.ok(start[2].startsWith("1 | let") && start[2].endsWith("…"));
});

test("labels far apart in a long line each have their part of it", () => {
  for (const length of [100, 5000]) {
    const source = { name: "a.pal", text: `first ${"1, ".repeat(length)}second` };
    const rows = shown(source, [label(source, "first", "one"), label(source, "second", "two")]).split("\n");
    assert.is(rows.length, 6);
    assert.is(rows[3].indexOf("^^^^^ one"), rows[2].indexOf("first"));
    assert.is(rows[5].indexOf("^^^^^^ two"), rows[4].indexOf("second"));
  }
});

test("nothing reaches the terminal that it would act on", () => {
  const source = { name: "a\u001b[2J.pal", text: "let a = \u001b[31m\u202e" };
  const text = render(
    { ...diagnostic(source, [label(source, "\u001b", "x\u0007")], ["\u001b]0;"]), message: "odd \u001b[1m" },
    { color: false },
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what must not appear
  assert.not(/[\u0000-\u0009\u000b-\u001f\u202e]/.test(text));
});

test("without a source: code, message and notes", () => {
  const bare: Diagnostic = {
    code: "PAL6001",
    severity: "error",
    message: "no such file",
    labels: [],
    notes: ["try another"],
  };
  assert.is(render(bare, { color: false }), "error PAL6001: no such file\n   = try another");
});

test("a list ends with its counts", () => {
  const one: Diagnostic = { code: "PAL6001", severity: "error", message: "one", labels: [], notes: [] };
  const two: Diagnostic = { ...one, severity: "warning", message: "two" };
  assert.is(renderAll([], { color: false }), "");
  assert.is(renderAll([one], { color: false }), "error PAL6001: one");
  assert.is(renderAll([two, two], { color: false }), "warning PAL6001: two\n\nwarning PAL6001: two\n\n2 warnings");
  assert.ok(renderAll([one, two, one], { color: false }).endsWith("\n\n2 errors, 1 warning"));
});

test("colours change nothing but colours", () => {
  const source = { name: "a.pal", text: "let a = f(b + c)\n  + d" };
  const d = diagnostic(source, [label(source, "d", "here"), label(source, "b", "there")], ["note"]);
  const colored = render(d, { color: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are made of them
  assert.is(colored.replaceAll(/\u001b\[\d+m/g, ""), render(d, { color: false }));
  assert.ok(colored.includes("\u001b[31m"));
});

test.run();
