/** Tokens: where they begin and end, which are left out, and that the parser's view of them is complete. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { tokenize } from "../../grammar/lexer.ts";
import { endOf } from "../../grammar/spans.ts";
import { reservedWords, statementWords } from "../../grammar/tokens.ts";

function images(text: string): string[] {
  return tokenize({ name: "x.pal", text }).tokens.map((token) => token.image);
}

test("the longest sign wins", () => {
  assert.equal(images("a..b . c == = => -> - <= < != **^"), [
    "a",
    "..",
    "b",
    ".",
    "c",
    "==",
    "=",
    "=>",
    "->",
    "-",
    "<=",
    "<",
    "!=",
    "**",
    "^",
  ]);
});

test("numbers beside points", () => {
  assert.equal(images("0..20 1.5..2.5 1..n x.0"), ["0", "..", "20", "1.5", "..", "2.5", "1", "..", "n", "x", ".", "0"]);
});

test("comments hide what they hold; strings hide comments", () => {
  assert.equal(images('a // b\nc /* d\n// e */ f /**/ g /***/ h "// i"'), ["a", "c", "f", "g", "h", '"// i"']);
});

test("a token's text is where it says", () => {
  const text = "let é = 'a' ; # b\n\tx_1 ** 3abc /// d";
  const { tokens, documentation } = tokenize({ name: "x.pal", text });
  for (const token of [...tokens, ...documentation]) assert.is(text.slice(token.start, endOf(token)), token.image);
  assert.equal(
    tokens.map((token) => token.image),
    ["let", "=", "'a'", "x_1", "**", "3"],
  );
});

test("messages come in the order of the text", () => {
  const { diagnostics } = tokenize({ name: "x.pal", text: "a && $ ; 'b' 3x \"open" });
  const starts = diagnostics.map((d) => d.labels[0].span.start);
  assert.is(starts.length, 6);
  assert.equal(
    starts,
    [...starts].sort((a, b) => a - b),
  );
});

test("the reserved words are those of the language", () => {
  assert.equal(
    [...reservedWords].sort(),
    (
      "scenario dim param data model network let fn prior observe factor for target truth control infer distribution use " +
      "if then else in and or not true false"
    )
      .split(" ")
      .sort(),
  );
  assert.is(statementWords.length, 18);
});

test.run();
