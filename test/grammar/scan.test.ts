/** Pieces of text: their kinds, their lines, and that none of the text is lost. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { scan } from "../../grammar/scan.ts";
import { allTokens } from "../../grammar/tokens.ts";

function kinds(text: string): string[] {
  return scan(text).tokens.map(({ type }) => type.name);
}

test("every word and sign is read as itself", () => {
  for (const { name, text } of allTokens) if (text !== undefined) assert.equal(kinds(` ${text} `), [name]);
});

test("reserved words are no names, longer words are", () => {
  assert.equal(kinds("for format _for for_ For if2 i f"), ["for", ...Array(7).fill("name")]);
});

test("strings end with their quote or with their line", () => {
  assert.equal(kinds('"a" "b\\"c" "d\n"e\\'), ["string", "string", "open string", "open string"]);
  assert.equal(
    scan('"d\n"e\\').tokens.map(({ image }) => image),
    ['"d', '"e\\'],
  );
});

test("lines end at all three line ends, in comments too", () => {
  const { tokens } = scan("a\nb\r\nc\rd /* \n\r\n\r */ e\n\nf");
  assert.equal(
    tokens.map(({ image, line }) => `${image}${line}`),
    ["a1", "b2", "c3", "d4", "e7", "f9"],
  );
});

test("comments: for documentation, of a line, of several, never closed", () => {
  const { tokens, documentation, comments, openComments } = scan("/// a\n//// b\n// c\n/* d\n/* e */ f /*/ g");
  assert.equal(
    [tokens, documentation, comments, openComments].map((list) => list.map(({ image }) => image)),
    [["f"], ["/// a"], ["//// b", "// c", "/* d\n/* e */"], ["/*/ g"]],
  );
});

test("what no token begins with is told in runs; what means nothing is kept apart", () => {
  const { tokens, unknown, dropped } = scan("a ? $$ b& é 'c d;# e");
  assert.equal(
    tokens.map(({ image }) => image),
    ["a", "b", "c", "d"],
  );
  assert.equal(unknown, [
    { start: 2, end: 3 },
    { start: 4, end: 6 },
    { start: 8, end: 9 },
    { start: 10, end: 11 },
    { start: 12, end: 13 },
  ]);
  assert.equal(
    dropped.map(({ image }) => image),
    [";", "# e"],
  );
});

test.run();
