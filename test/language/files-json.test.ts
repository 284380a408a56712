/** JSON: fields by path, nested arrays, and where a text stops being JSON. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { type JsonDocument, parseJson, readField, toArray } from "../../src/language/files/json.ts";
import { jsonErrorOffset } from "../../src/language/files/json-place.ts";
import { type FileProblem, isFileProblem } from "../../src/language/files/problem.ts";

function document(text: string): JsonDocument {
  const result = parseJson(new TextEncoder().encode(text));
  if (isFileProblem(result)) throw new Error(result.message);
  return result;
}

function problem(result: object): FileProblem {
  if (!isFileProblem(result)) throw new Error("a problem was expected");
  return result;
}

test("a field by its path", () => {
  const found = readField(document('{"a": {"b": [[1, 2, 3], [4, null, true]]}}'), ["a", "b"]);
  if (isFileProblem(found)) throw new Error(found.message);
  const array = toArray(found, "b");
  if (array.kind !== "numbers") throw new Error("numbers expected");
  assert.equal(array.shape, [2, 3]);
  assert.equal([...array.data], [1, 2, 3, 4, Number.NaN, 1]);
  assert.equal(array.missing, [4]);
});

test("a number has no axes; words stay words", () => {
  assert.equal(toArray(document("434"), "N"), { kind: "numbers", shape: [], data: Float64Array.of(434), missing: [] });
  assert.equal(toArray(document('["a", "b"]'), "k"), { kind: "text", shape: [2], text: ["a", "b"] });
});

test("an unknown field lists those there are", () => {
  const found = problem(readField(document('{"kid_score": 1, "mom_iq": 2}'), ["kid_scor"]));
  assert.equal([found.kind, found.asked, found.known], ["field", "kid_scor", ["kid_score", "mom_iq"]]);
  assert.match(problem(readField(document("[1]"), ["a"])).message, /the file is an array/);
  assert.match(problem(readField(document('{"a": 1}'), ["a", "b"])).message, /`a` is a number/);
});

const unfit: readonly (readonly [string, string, RegExp])[] = [
  ["ragged rows", "[[1, 2], [3]]", /`y\[1\]` has 1 element where the ones before it have 2/],
  ["uneven depth", "[[1, 2], 3]", /`y\[1\]` is a number where the elements before it are arrays/],
  ["an array among numbers", "[1, [2]]", /`y\[1\]` is an array/],
  ["an empty array", "[[]]", /`y\[0\]` is an empty array/],
  ["an object", '[{"a": 1}]', /`y\[0\]` is an object/],
  ["words and numbers", '[1, "x"]', /mixes words/],
];

for (const [name, text, message] of unfit) {
  test(`no array: ${name}`, () => assert.match(problem(toArray(document(text), "y")).message, message));
}

const malformed: readonly (readonly [string, number, number, RegExp])[] = [
  ['{"a": 1,}', 1, 9, /`}` cannot stand here/],
  ['{\n  "a": x\n}', 2, 8, /`x` cannot/],
  ["[1,\n 2", 2, 3, /ends too early/],
  ["[1, NaN]", 1, 5, /`NaN`/],
  ["[01]", 1, 3, /`1` cannot/],
  ['["\t"]', 1, 2, /`"` cannot/],
  ["1 2", 1, 3, /`2` cannot/],
];

for (const [text, line, column, message] of malformed) {
  test(`refused with its place: ${JSON.stringify(text)}`, () => {
    const found = problem(parseJson(new TextEncoder().encode(text)));
    assert.equal([found.line, found.column], [line, column]);
    assert.match(found.message, message);
  });
}

test("nesting without end is refused, not followed", () => {
  assert.ok(isFileProblem(parseJson(new TextEncoder().encode("[".repeat(100_000)))));
});

test("the locator and JSON.parse agree on what is JSON", () => {
  const isJson = (text: string) => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };
  fc.assert(
    fc.property(
      fc.json(),
      fc.nat(),
      fc.constantFrom("", ",", "}", "]", '"', "x", "0", "\\", " ", "\n"),
      (text, at, extra) => {
        const place = at % (text.length + 1);
        for (const changed of [text, text.slice(0, place) + extra + text.slice(place), text.slice(0, place)]) {
          assert.is(jsonErrorOffset(changed) === undefined, isJson(changed), changed);
        }
      },
    ),
    { seed: 11, numRuns: 300 },
  );
});

test.run();
