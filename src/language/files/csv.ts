/** Reads CSV (RFC 4180 with a header, UTF-8): cells stay text until a column is asked for as numbers. */
import { CsvError, parse } from "csv-parse/browser/esm/sync";
import { type FileProblem, isFileProblem, type NumericArray, type TextArray } from "./problem.ts";
import { decodeUtf8, readNumber } from "./text.ts";

/** A CSV file: every row has one cell for each column. */
export interface Table {
  readonly columns: readonly string[];
  readonly rows: number;
  /** [row][column], as written, without quotes and outer blanks. */
  readonly cells: readonly (readonly string[])[];
  /** The 1-based line of the file at which each row begins. */
  readonly lines: readonly number[];
}

function malformed(message: string, line?: number, hint?: string, column?: string): FileProblem {
  return { kind: "csv", message, line, hint, column };
}

interface Record {
  readonly cells: readonly string[];
  readonly line: number;
}

function readRecords(text: string): Record[] | FileProblem {
  const records: Record[] = [];
  let lastLine = 0;
  try {
    parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: string[], context) => {
        // The parser counts the line a record ends on; a quoted cell may hold line ends of its own.
        const inside = cells.reduce((total, cell) => total + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
        records.push({ cells, line: context.lines - inside });
        lastLine = context.lines;
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const hint = 'a cell with a comma or a quote is written "in quotes", a quote inside it twice';
    if (error.code === "CSV_QUOTE_NOT_CLOSED")
      return malformed("a quote is opened and never closed", lastLine + 1, hint);
    return malformed("a quote stands where none may stand", lastLine + 1, hint);
  }
  return records;
}

function checkHeader(columns: readonly string[], line: number): FileProblem | undefined {
  const seen = new Set<string>();
  for (const [position, column] of columns.entries()) {
    if (column === "" && columns.length > 1) return malformed(`column ${position + 1} has no name`, line);
    if (seen.has(column))
      return malformed(`two columns are named "${column}"`, line, "a column's name is used once", column);
    seen.add(column);
  }
  const other = columns.length === 1 ? columns[0].match(/[;\t|]/)?.[0] : undefined;
  if (other !== undefined) {
    return malformed(
      "the header has one column",
      line,
      `cells are separated by commas, not by ${other === "\t" ? "tabs" : `"${other}"`}`,
    );
  }
  // Tables written by data frame libraries may number their columns; other numbers are data in the header's place.
  const numbered = columns.every((name, i) => name === String(i)) || columns.every((name, i) => name === String(i + 1));
  if (!numbered && columns.every((name) => name !== "" && readNumber(name) !== undefined)) {
    return malformed(
      "the first line holds numbers, not the names of the columns",
      line,
      "put a header line above the data",
    );
  }
  return undefined;
}

/** Reads a whole file: a header and at least one row, all rows as long as the header. Blank lines are skipped. */
export function parseCsv(bytes: Uint8Array): Table | FileProblem {
  const text = decodeUtf8(bytes, "csv");
  if (typeof text !== "string") return text;
  const records = readRecords(text);
  if (isFileProblem(records)) return records;
  if (records.length === 0) return malformed("the file is empty", undefined, "the first line names the columns");
  const [header, ...body] = records;
  const problem = checkHeader(header.cells, header.line);
  if (problem !== undefined) return problem;
  if (body.length === 0) return malformed("there are no rows below the header", header.line);
  const width = header.cells.length;
  const ragged = body.findIndex((record) => record.cells.length !== width);
  if (ragged >= 0) {
    const { cells, line } = body[ragged];
    const named = header.cells[Math.min(cells.length, width - 1)];
    const more = cells.length > width;
    return malformed(
      `row ${ragged + 1} has ${cells.length} ${cells.length === 1 ? "cell" : "cells"}, the header has ${width}`,
      line,
      more ? "a cell that holds a comma is written in quotes" : "a missing value is written as an empty cell or NA",
      more ? undefined : named,
    );
  }
  return {
    columns: header.cells,
    rows: body.length,
    cells: body.map((record) => record.cells),
    lines: body.map((record) => record.line),
  };
}

function indexOfColumn(table: Table, name: string): number | FileProblem {
  const index = table.columns.indexOf(name);
  if (index >= 0) return index;
  return { kind: "column", message: `there is no column "${name}"`, asked: name, known: table.columns };
}

function numbersOf(table: Table, indices: readonly number[], shape: readonly number[]): NumericArray | FileProblem {
  const data = new Float64Array(table.rows * indices.length);
  const missing: number[] = [];
  let position = 0;
  for (let row = 0; row < table.rows; row++) {
    for (const index of indices) {
      const value = readNumber(table.cells[row][index]);
      if (value === undefined) {
        return {
          kind: "number",
          message: `"${table.cells[row][index]}" in row ${row + 1} is not a number`,
          line: table.lines[row],
          column: table.columns[index],
        };
      }
      if (Number.isNaN(value)) missing.push(position);
      data[position++] = value;
    }
  }
  return { kind: "numbers", shape, data, missing };
}

/**
 * One column, [row]: numbers when it holds any number, text when it holds none. A column of numbers with a word among them
 * is a problem naming the word's place.
 */
export function readColumn(table: Table, name: string): NumericArray | TextArray | FileProblem {
  const index = indexOfColumn(table, name);
  if (typeof index !== "number") return index;
  const values = table.cells.map((row) => readNumber(row[index]));
  const anyNumber = values.some((value) => value !== undefined && !Number.isNaN(value));
  const anyWord = values.some((value) => value === undefined);
  if (!anyWord || anyNumber) return numbersOf(table, [index], [table.rows]);
  return { kind: "text", shape: [table.rows], text: table.cells.map((row) => row[index]) };
}

/** The named columns side by side as numbers, [row, name]: how a head with a labelled last dim reads a file. */
export function readColumns(table: Table, names: readonly string[]): NumericArray | FileProblem {
  const indices: number[] = [];
  for (const name of names) {
    const index = indexOfColumn(table, name);
    if (typeof index !== "number") return index;
    indices.push(index);
  }
  return numbersOf(table, indices, [table.rows, indices.length]);
}

/** All columns by position as numbers, [row, column]. */
export function readAllColumns(table: Table): NumericArray | FileProblem {
  return numbersOf(table, [...table.columns.keys()], [table.rows, table.columns.length]);
}
