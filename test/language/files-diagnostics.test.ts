/** Messages about files and models: stable codes, the place in the file, did you mean. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { ModelProblem } from "../../src/blackbox/problem.ts";
import { badFile, wrongShapeForHead } from "../../src/language/diagnostics/files.ts";
import type { Place } from "../../src/language/diagnostics/make.ts";
import { badModel, modelAnsweredNaN, modelSizeMismatch, notASimplex } from "../../src/language/diagnostics/models.ts";
import { parseCsv, readColumn, type Table } from "../../src/language/files/csv.ts";
import { type FileProblem, isFileProblem } from "../../src/language/files/problem.ts";

const text = 'data y[obs] = csv("counts.csv").counts';
const place: Place = { source: { name: "s.pal", text }, span: { start: 14, end: 31 } };
const counts = parseCsv(new TextEncoder().encode("count,kind\n1,a\nmany,b\n")) as Table;

function problem(result: object): FileProblem {
  if (!isFileProblem(result)) throw new Error("a problem was expected");
  return result;
}

test("a word among numbers: line and column of the file stand at the reader", () => {
  const diagnostic = badFile(place, "counts.csv", problem(readColumn(counts, "count")));
  assert.is(diagnostic.code, "PAL3005");
  assert.equal(diagnostic.labels, [
    { span: place.span, text: 'line 3, column "count": "many" in row 2 is not a number' },
  ]);
  assert.is(diagnostic.source, place.source);
});

test("an unknown column: did you mean, or else the columns", () => {
  const close = badFile(place, "counts.csv", problem(readColumn(counts, "counts")));
  assert.equal([close.code, close.notes], ["PAL3004", ["did you mean `count`?"]]);
  const far = badFile(place, "counts.csv", problem(readColumn(counts, "temperature")));
  assert.equal(far.notes, ["its columns: count and kind"]);
});

const codes: readonly (readonly [FileProblem["kind"], string])[] = [
  ["missing", "PAL3001"],
  ["outside", "PAL3002"],
  ["csv", "PAL3003"],
  ["column", "PAL3004"],
  ["number", "PAL3005"],
  ["json", "PAL3006"],
  ["npy", "PAL3007"],
  ["field", "PAL3008"],
  ["shape", "PAL3009"],
  ["unreadable", "PAL3010"],
];

test("codes of files never change", () => {
  for (const [kind, code] of codes) {
    const diagnostic = badFile(place, "f.csv", { kind, message: "what was found" });
    assert.is(diagnostic.code, code);
    assert.match(diagnostic.message, /f\.csv/);
  }
  assert.is(wrongShapeForHead(place, "f.csv", "[record = 20]", "[19]").code, "PAL3011");
});

const modelCodes: readonly (readonly [Exclude<ModelProblem["kind"], "file">, string])[] = [
  ["notAModel", "PAL4001"],
  ["shard", "PAL4002"],
  ["size", "PAL4003"],
  ["dtype", "PAL4004"],
  ["weight", "PAL4005"],
  ["nonFinite", "PAL4006"],
  ["refused", "PAL4007"],
  ["runtime", "PAL4008"],
];

test("codes of models never change", () => {
  for (const [kind, code] of modelCodes) {
    const diagnostic = badModel(place, "m/model.json", { kind, message: "what was found", hint: "what to do" });
    assert.equal(
      [diagnostic.code, diagnostic.labels[0].text, diagnostic.notes],
      [code, "what was found", ["what to do"]],
    );
  }
  const file: FileProblem = { kind: "missing", message: "no such file" };
  assert.is(badModel(place, "m.json", { kind: "file", path: "m.json", file }).code, "PAL3001");
  const mismatch = modelSizeMismatch(place, "f", "input", 3, [2, 2]);
  assert.equal([mismatch.code, mismatch.notes], ["PAL4009", ["the model takes [2, 2], 4 elements a row"]]);
  assert.is(modelSizeMismatch(place, "f", "output", 3, [4]).code, "PAL4010");
  assert.is(notASimplex(place, "f", "other").code, "PAL4011");
  assert.is(modelAnsweredNaN(place, "f", "NaN", [1, 2]).code, "PAL4012");
});

test.run();
