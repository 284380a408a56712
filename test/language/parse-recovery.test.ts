/** All mistakes of a file in one pass, the good statements around them kept, and nothing ever thrown. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderAll } from "../../src/language/diagnostics/render.ts";
import { parse } from "../../src/language/parse.ts";
import { scenarios } from "./scenarios.ts";

function outcome(text: string): { codes: string[]; kinds: string[]; notes: string } {
  const { tree, diagnostics } = parse({ name: "x.pal", text });
  return {
    codes: diagnostics.map((d) => d.code),
    kinds: tree.statements.map((s) => s.kind),
    notes: diagnostics.flatMap((d) => [...d.labels.map((l) => l.text), ...d.notes]).join("\n"),
  };
}

test("five mistakes give five messages and leave the rest", () => {
  const { codes, kinds } = outcome(`scenario five
dim a = = 3
data y[a] = [1, 2, 3
prior mu ~ Normal(0, 5)
obsrve y ~ Normal(mu, 1)
let b = mu ** 2
let c = 1 < 2 < 3
observe y ~ Normal(mu, 1)
target mu
`);
  assert.equal(codes, ["PAL1009", "PAL1011", "PAL1007", "PAL1002", "PAL1015"]);
  assert.equal(kinds, ["scenario", "prior", "let", "let", "observe", "target"]);
});

test("one slip, one message", () => {
  const slips: readonly (readonly [string, string])[] = [
    ["let a = 'text'", "PAL1002"],
    ["let a = 3;", "PAL1002"],
    ["# comment with ) and (\nlet a = 3", "PAL1002"],
    ["let a = !b && c || d", "PAL1002 PAL1002 PAL1002"],
    ["let a := 3", "PAL1002"],
    ["let a = b !== c", "PAL1002"],
    ["let a = 1 ! 2", "PAL1002"],
    ["! observe y ~ Normal(0, 1)", "PAL1002"],
    ["let a = $ + 3", "PAL1001"],
    ["let a = \u201ctext\u201d", "PAL1001 PAL1001"],
    ['let a = f("text)\nlet b = 3', "PAL1003"],
    ["let a = 3 /* never closed\nlet b = )", "PAL1004"],
    ["let a = 3abc", "PAL1005"],
    ["let a = 1_", "PAL1005"],
    ["let a = 1e", "PAL1005"],
    ["let a = 1. + 2", "PAL1005"],
    ["let a = 1e999", "PAL1005"],
    ['let a = "C:\\data"', "PAL1006"],
    ["y ~ Normal(0, 1)", "PAL1007"],
    ["foo = 3", "PAL1007"],
    ["for t in time {\n  data y = 3\n}", "PAL1008"],
    ["for t time {\n  let nu[t] = 3\n}\nlet b = 3", "PAL1009"],
    ["for t in time {\n  let nu[t] = 3 +\n  let mu[t] = 4\n}", "PAL1009"],
    ["for t in time {\n  let nu[t] = 3\ntarget nu", "PAL1011"],
    ["for t in time {\n  nu[t] = 3\n}", "PAL1007"],
    ["use priors", "PAL1009"],
    ["fn f = 3", "PAL1009"],
    ["fn f(a b) = a", "PAL1009"],
    ["distribution D(a) {\n  prior u ~ Normal(0, 1)\n}", "PAL1009"],
    ["distribution D(a) {\n  observe u ~ Normal(0, 1)\n  value = a\n}", "PAL1008"],
    ["network N(real[d]) = dense([8])", "PAL1009"],
    ["let a = .5", "PAL1009"],
    ["let a = x.", "PAL1009"],
    ["let a =", "PAL1009"],
    ["let a = +3", "PAL1009"],
    ["prior x ~ HalfCauchy", "PAL1009"],
    ["let a = f(1 2)", "PAL1009"],
    ["let a = x[]", "PAL1009"],
    ["let a = {b, c}", "PAL1009"],
    ["let a ~ Normal(0, 1)", "PAL1009"],
    ["let a = if b then c", "PAL1009"],
    ["dim d = { 0, 1 }", "PAL1009"],
    ['dim d = { "a" }', "PAL1009"],
    ["let prior = 3", "PAL1010"],
    ["let a = data + 1", "PAL1010"],
    ["let a = (1 + 2", "PAL1011"],
    ["let a = f(1,\nlet b = 2", "PAL1011"],
    ["dim d = { a, b,\nlet b = 2", "PAL1011"],
    ["observe f(x ~ Normal(0, 1)", "PAL1011"],
    ["let a = f(1]", "PAL1012"],
    ["let a = 3)", "PAL1013"],
    ["let a = if b = c then 1 else 2", "PAL1014"],
    ["let a = b < c < d", "PAL1015"],
    ["let a = x[1..2..3]", "PAL1016"],
    ["let a = 1..", "PAL1017"],
    ["let a = x[(..2)]", "PAL1017"],
    ["let a = b * not c", "PAL1018"],
    ["let a = 3 4", "PAL1019"],
    ["let a = x[0](3)", "PAL1019"],
    ["let a = 3 matched ncc", "PAL1019"],
    ["observe y = Normal(0, 1)", "PAL1020"],
    ["prior y = Normal(0, 1)", "PAL1020"],
    ["let a = [x for x y]", "PAL1009"],
    ["let a = f(x) => x", "PAL1021"],
    ['model f(real) -> real = js("m") access labels access scores', "PAL1022"],
    ["data y[3] = 1", "PAL1024"],
  ];
  for (const [text, codes] of slips) assert.is(outcome(text).codes.join(" "), codes, text);
});

test("messages say what to do", () => {
  const said: readonly (readonly [string, RegExp])[] = [
    ["obsrve y ~ Normal(0, 1)", /did you mean `observe`/],
    ["let a = 2 ** 3", /`\^` is the power/],
    ["let a = b && c", /write `and`/],
    ["let a = 'b'", /double quotes/],
    ["let a = 3;", /leave it out/],
    ["let a = b \u2264 c", /write `<=`/],
    ["let \u03bc = 3", /letters a-z/],
    ["y ~ Normal(0, 1)", /observe y ~ .*prior y ~/],
    ["let a = .5", /write `0\.5`/],
    ["for t in time {\n  data y = 3\n}", /a loop holds `let`, `prior`/],
    ["let a = 1 < 2 < 3", /a < b and b < c/],
    ["let a = f(1 2)", /is a `,` missing/],
  ];
  for (const [text, pattern] of said) assert.match(outcome(text).notes, pattern, text);
});

test("slips that are understood keep their statement", () => {
  for (const text of ["let a = 'text';", "let a = b ** 2", "let a = if b = c then 1 else 2", "let a = b < c < d"])
    assert.equal(outcome(text).kinds, ["let"], text);
});

test("a block whose head cannot be read is left out whole", () => {
  const { codes, kinds } = outcome("let a = 1\nfor t on time {\n  let b = { x: 1 }\n  factor )\n}\nlet c = 3");
  assert.equal(codes, ["PAL1009"]);
  assert.equal(kinds, ["let", "let"]);
});

test("a mistake inside a block costs one statement of it", () => {
  const { tree, diagnostics } = parse({
    name: "x.pal",
    text: "for t in time {\n  let b = )\n  factor 1\n  let c = 3 4\n  observe y[t] ~ Normal(0, 1)\n}\nlet c = 3",
  });
  assert.equal(
    diagnostics.map((d) => d.code),
    ["PAL1009", "PAL1019"],
  );
  const [loop, after] = tree.statements;
  assert.equal(loop.kind === "for" && loop.body.map((s) => s.kind), ["factor", "let", "observe"]);
  assert.is(after.kind, "let");
});

test("hundreds of mistakes end with one that says so", () => {
  const { codes } = outcome("let = 3\n".repeat(500));
  assert.is(codes.length, 101);
  assert.is(codes[100], "PAL1025");
});

const words = fc.constantFrom(
  "let ",
  "prior ",
  "data",
  "~",
  "=",
  "==",
  "..",
  "(",
  ")",
  "[",
  "]",
  "{",
  "}",
  ",",
  ":",
  "//",
  "/*",
  "*/",
  "///",
  '"',
  "'",
  ";",
  "^",
  "-",
  "not ",
  "if ",
  "then ",
  "else ",
  "for ",
  "in ",
  "=>",
  "->",
  "\n",
  "\r\n",
  "\t",
  "1",
  "1e",
  "3abc",
  "$",
  "\u00e9",
  "\ud83d",
  "\u0000",
  "access ",
  "budget ",
);

/** A scenario with a few pieces cut out, doubled or replaced. */
const mutated = fc
  .tuple(
    fc.constantFrom(...Object.values(scenarios)),
    fc.array(
      fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), fc.oneof(words, fc.string({ maxLength: 6 }))),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  )
  .map(([text, cuts]) => {
    for (const [place, length, piece] of cuts) {
      const at = Math.floor(place * text.length);
      text = text.slice(0, at) + piece + text.slice(at + length);
    }
    return text;
  });

test("mutated scenarios never throw, and every message has a place in the text", () => {
  fc.assert(
    fc.property(mutated, (text) => {
      const source = { name: "x.pal", text };
      const { tree, diagnostics } = parse(source);
      for (const { labels, code, message } of diagnostics) {
        assert.ok(labels.length > 0 && message.length > 0);
        for (const { span } of labels)
          assert.ok(
            0 <= span.start && span.start <= span.end && span.end <= text.length,
            `${code} ${span.start} ${span.end}`,
          );
      }
      let end = 0;
      for (const { span } of tree.statements) {
        assert.ok(end <= span.start && span.start < span.end && span.end <= text.length);
        end = span.end;
      }
      if (diagnostics.length > 0) assert.ok(renderAll(diagnostics, { color: true }).includes("error"));
    }),
    { seed: 2, numRuns: 400 },
  );
});

test("text of any kind never throws", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 60 }), (pieces) => {
      const { diagnostics } = parse({ name: "x.pal", text: pieces.join("") });
      renderAll(diagnostics, { color: false });
    }),
    { seed: 3, numRuns: 400 },
  );
});

test.run();
