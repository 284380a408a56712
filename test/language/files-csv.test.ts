/** CSV: what is read, and what is refused with which line and column. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseCsv, readAllColumns, readColumn, readColumns, type Table } from "../../src/language/files/csv.ts";
import { type FileProblem, isFileProblem } from "../../src/language/files/problem.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

function table(text: string): Table {
  const result = parseCsv(bytes(text));
  if (isFileProblem(result)) throw new Error(result.message);
  return result;
}

function problem(result: object): FileProblem {
  if (!isFileProblem(result)) throw new Error("a problem was expected");
  return result;
}

test("a header and rows, with a byte order mark, CRLF and blank lines", () => {
  const read = table('\uFEFFa,b\r\n1, 2 \r\n\r\n"x, ""y""",4\r\n');
  assert.equal(read.columns, ["a", "b"]);
  assert.equal(read.cells, [
    ["1", "2"],
    ['x, "y"', "4"],
  ]);
  assert.equal(read.lines, [2, 4]);
});

test("a quoted cell may hold line ends; the row's line is where it begins", () => {
  const read = table('a,b\n"one\ntwo",1\n3,4\n');
  assert.equal(read.cells[0], ["one\ntwo", "1"]);
  assert.equal(read.lines, [2, 4]);
});

test("numbers, missing values and words by column", () => {
  const read = table("x,kind\n1e-3,setosa\nNA,virginica\n,setosa\n-2.5,setosa\n");
  const x = readColumn(read, "x");
  if (x.kind !== "numbers") throw new Error("numbers expected");
  assert.equal([x.data[0], x.data[3]], [1e-3, -2.5]);
  assert.equal(x.missing, [1, 2]);
  assert.ok(Number.isNaN(x.data[1]));
  assert.equal(readColumn(read, "kind"), {
    kind: "text",
    shape: [4],
    text: ["setosa", "virginica", "setosa", "setosa"],
  });
});

test("columns side by side in the order asked for", () => {
  const read = table("a,b,c\n1,2,x\n3,4,y\n");
  const two = readColumns(read, ["b", "a"]);
  if (two.kind !== "numbers") throw new Error("numbers expected");
  assert.equal(two.shape, [2, 2]);
  assert.equal([...two.data], [2, 1, 4, 3]);
  const all = problem(readAllColumns(read));
  assert.equal([all.kind, all.line, all.column], ["number", 2, "c"]);
});

test("a word among numbers is named with its line and column", () => {
  const found = problem(readColumn(table("a,b\n1,2\n3,4.O\n"), "b"));
  assert.is(found.kind, "number");
  assert.is(found.message, '"4.O" in row 2 is not a number');
  assert.equal([found.line, found.column], [3, "b"]);
});

test("what Number would read but no table means is not a number", () => {
  for (const cell of ["0x10", "Infinity", "1e999", "1_000", "1,5".replace(",", ";"), "--1"]) {
    assert.is(problem(readColumn(table(`a,b\n1,2\n${cell},4\n`), "a")).kind, "number", cell);
  }
});

test("an unknown column lists the columns there are", () => {
  const found = problem(readColumn(table("petal,sepal\n1,2\n"), "petl"));
  assert.equal([found.kind, found.asked, found.known], ["column", "petl", ["petal", "sepal"]]);
});

const malformed: readonly (readonly [string, string, RegExp, number | undefined, string | undefined])[] = [
  ["an empty file", "", /empty/, undefined, undefined],
  ["a header alone", "a,b\n", /no rows/, 1, undefined],
  ["a short row", "a,b,c\n1,2,3\n4,5\n", /row 2 has 2 cells, the header has 3/, 3, "c"],
  ["a long row", "a,b\n1,2\n\n3,4,5\n", /row 2 has 3 cells, the header has 2/, 4, undefined],
  ["a name used twice", "a,b,a\n1,2,3\n", /two columns are named "a"/, 1, "a"],
  ["a column without a name", "a,,c\n1,2,3\n", /column 2 has no name/, 1, undefined],
  ["a quote that is never closed", 'a,b\n1,2\n3,"4\n5,6\n', /never closed/, 3, undefined],
  ["a quote inside a cell", 'a,b\n1,2\n3,4"5\n', /a quote stands/, 3, undefined],
  ["semicolons", "a;b\n1;2\n", /one column/, 1, undefined],
  ["no header", "1.5,2\n3,4\n", /numbers, not the names/, 1, undefined],
];

for (const [name, text, message, line, column] of malformed) {
  test(`refused: ${name}`, () => {
    const found = problem(parseCsv(bytes(text)));
    assert.is(found.kind, "csv");
    assert.match(found.message, message);
    assert.equal([found.line, found.column], [line, column]);
  });
}

test("refused: bytes that are not UTF-8, with their line", () => {
  const found = problem(parseCsv(new Uint8Array([...bytes("a,b\n1,2\n3,"), 0xe9, 0x0a])));
  assert.match(found.message, /not UTF-8/);
  assert.is(found.line, 3);
});

test("numbered columns are a header", () => {
  assert.equal(table("0,1,2\n5,6,7\n").columns, ["0", "1", "2"]);
});

test("whatever numbers are written are read back exactly", () => {
  const number = fc.double({ noNaN: true, noDefaultInfinity: true });
  const rows = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(number, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 6 }),
    );
  fc.assert(
    fc.property(rows, fc.constantFrom("\n", "\r\n"), fc.boolean(), (values, end, quoted) => {
      const cell = (x: number) => (quoted ? `"${Object.is(x, -0) ? 0 : x}"` : String(Object.is(x, -0) ? 0 : x));
      const header = values[0].map((_, i) => `c${i}`).join(",");
      const text = [header, ...values.map((row) => row.map(cell).join(","))].join(end);
      const read = readAllColumns(table(text));
      if (read.kind !== "numbers") throw new Error(read.message);
      assert.equal(
        [...read.data],
        values.flat().map((x) => (Object.is(x, -0) ? 0 : x)),
      );
    }),
    { seed: 7, numRuns: 100 },
  );
});

test.run();
