/** How diagnostics look. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderDiagnostics } from "../../src/cli/render-diagnostics.ts";
import type { Diagnostic, Label } from "../../src/language/diagnostic.ts";
import type { Source } from "../../src/language/source.ts";

const plain = { color: false, columns: 100 };

function label(source: Source, part: string, text = ""): Label {
  const start = source.text.indexOf(part);
  assert.is.not(start, -1);
  return { span: { start, end: start + part.length }, text };
}

function diagnostic(source: Source | undefined, labels: Label[], notes: string[] = []): Diagnostic {
  return { code: "PAL2003", severity: "error", message: "shapes do not fit", source, labels, notes };
}

test("two labels on one line, and a note", () => {
  const source = { name: "iris.pal", text: "dim a = 1\nobserve seen ~ Normal(f(x), 0.1)\n" };
  const labels = [label(source, "seen", "[record = 20]"), label(source, "f(x)", "[feature = 4]")];
  assert.is(
    renderDiagnostics([diagnostic(source, labels, ["the axes differ"])], plain),
    [
      "error PAL2003: shapes do not fit",
      "   iris.pal:2:9",
      "2 | observe seen ~ Normal(f(x), 0.1)",
      "  |         ^^^^          ^^^^ [feature = 4]",
      "  |         [record = 20]",
      "  = the axes differ",
      "",
    ].join("\n"),
  );
});

test("a continuation line comes with the line before it; lines between labels are left out", () => {
  const text = `model f = tfjs("m")\n      access scores\n${"\n".repeat(8)}infer nuts()\n`;
  const source = { name: "s.pal", text };
  const labels = [label(source, "scores", "grants labels"), label(source, "nuts", "needs the gradient")];
  assert.is(
    renderDiagnostics([diagnostic(source, labels)], plain),
    [
      "error PAL2003: shapes do not fit",
      "   s.pal:2:14",
      ' 1 | model f = tfjs("m")',
      " 2 |       access scores",
      "   |              ^^^^^^ grants labels",
      "   :",
      "11 | infer nuts()",
      "   |       ^^^^ needs the gradient",
      "",
    ].join("\n"),
  );
});

test("tabs, carriage returns, places past the end and labels over several lines keep their caret", () => {
  const source = { name: "s.pal", text: "\tlet a = (1 +\r\n2" };
  const [, , first, caret] = renderDiagnostics([diagnostic(source, [label(source, "(1 +\r\n2", "here")])], plain).split(
    "\n",
  );
  assert.is(first, "1 |   let a = (1 +");
  assert.is(caret, "  |           ^^^^ here");
  const end = { start: source.text.length, end: source.text.length };
  const lines = renderDiagnostics([diagnostic(source, [{ span: end, text: "" }])], plain).split("\n");
  assert.is(lines[lines.length - 2], "  |  ^");
});

test("a long line is cut around what is marked", () => {
  const source = { name: "s.pal", text: `data y = [${"1, ".repeat(500)}oops, ${"2, ".repeat(500)}]` };
  const [, , line, caret] = renderDiagnostics([diagnostic(source, [label(source, "oops")])], plain).split("\n");
  assert.ok(line.length <= 100 && line.startsWith("1 | ... ") && line.endsWith(" ..."), line);
  assert.is(line.indexOf("oops"), caret.indexOf("^"));
  assert.match(caret, /^ {2}\| +\^{4}$/);
});

test("several are counted; mistakes without a place have none; colours only when asked for", () => {
  const warning: Diagnostic = { ...diagnostic(undefined, [], ["do this"]), severity: "warning" };
  const text = renderDiagnostics([diagnostic(undefined, []), warning, warning], plain);
  assert.match(text, /\n1 error, 2 warnings\n$/);
  assert.match(text, /warning PAL2003: shapes do not fit\n {2}= do this\n/);
  assert.is(renderDiagnostics([], plain), "");
  assert.not.ok(text.includes("\u001b"));
  assert.ok(renderDiagnostics([warning], { ...plain, color: true }).includes("\u001b["));
});

test.run();
