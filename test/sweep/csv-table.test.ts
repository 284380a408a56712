/** The table of a sweep: what is in it after it was written, torn, continued, or is another's. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { CsvTable } from "../../src/sweep/csv-table.ts";

interface Place {
  folder: string;
  file: string;
}

const test = suite<Place>("table");
test.before.each((context) => {
  context.folder = mkdtempSync(path.join(tmpdir(), "pal-table-"));
  context.file = path.join(context.folder, "t.csv");
});
test.after.each(({ folder }) => rmSync(folder, { recursive: true }));

function codeOf(work: () => unknown): string {
  try {
    work();
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics[0].code;
    throw problem;
  }
  return "none";
}

test("rows are on the disk as soon as they are added; new columns come behind the others", ({ file, folder }) => {
  const table = new CsvTable(file, ["a"], "one");
  table.append({ a: "1", status: "complete", rmse: "0.5" });
  assert.is(readFileSync(file, "utf8"), "sweep,a,status,rmse\none,1,complete,0.5\n");
  table.append({ a: "2", status: "failed", reason: 'it said "no", twice' });
  table.append({ a: "3", status: "complete" });
  const expected = [
    "sweep,a,status,rmse,reason",
    "one,1,complete,0.5,",
    'one,2,failed,,"it said ""no"", twice"',
    "one,3,complete,,",
    "",
  ];
  assert.is(readFileSync(file, "utf8"), expected.join("\n"));
  assert.equal(readdirSync(folder), ["t.csv"]);
});

test("a table is continued: a torn last row and failed rows are run again", ({ file }) => {
  const first = new CsvTable(file, ["a", "b"], "one");
  first.append({ a: "1", b: "x", status: "complete", rmse: "0.5" });
  first.append({ a: "1", b: "y", status: "failed", rmse: "" });
  appendFileSync(file, "one,2,x,comp");
  const second = new CsvTable(file, ["a", "b"], "one");
  assert.is(second.find({ a: "1", b: "x" })?.rmse, "0.5");
  assert.is(second.find({ a: "1", b: "y" }), undefined);
  assert.is(second.find({ a: "2", b: "x" }), undefined);
  second.append({ a: "2", b: "x", status: "complete", rmse: "1" });
  assert.is(readFileSync(file, "utf8"), "sweep,a,b,status,rmse\none,1,x,complete,0.5\none,2,x,complete,1\n");
});

test("a table of another sweep, and what is no table, are left as they are", ({ file }) => {
  new CsvTable(file, ["a"], "one").append({ a: "1", status: "complete" });
  assert.is(
    codeOf(() => new CsvTable(file, ["a"], "two")),
    "PAL6125",
  );
  assert.is(
    codeOf(() => new CsvTable(file, ["a", "b"], "one")),
    "PAL6125",
  );
  for (const text of ["hello", "x,y\n1,2\n", 'sweep,a\n"torn\n']) {
    writeFileSync(file, text);
    assert.is(
      codeOf(() => new CsvTable(file, ["a"], "one")),
      "PAL6125",
      text,
    );
    assert.is(readFileSync(file, "utf8"), text);
  }
});

test("a table that cannot be kept is refused before anything is run", ({ folder }) => {
  assert.is(
    codeOf(() => new CsvTable(folder, ["a"], "one")),
    "PAL6126",
  );
  assert.is(
    codeOf(() => new CsvTable(path.join(folder, "none", "t.csv"), ["a"], "one")),
    "PAL6126",
  );
});

test.run();
