/** The table of a sweep on disk: a row a combination, each on the disk before the next is begun. */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { parse } from "csv-parse/sync";
import { DiagnosticError } from "../language/diagnostic.ts";
import { anotherTable, tableRefused } from "../language/diagnostics/command-line-sweeps.ts";
import { fail } from "../language/diagnostics/make.ts";
import { writeAtomically } from "../runs/atomic-write.ts";
import { systemReason } from "../runs/directory.ts";

export type Row = Readonly<Record<string, string>>;

/** Which sweep a row belongs to: what it ran, and with what. */
export const sweepColumn = "sweep";
/** How the run of a row ended. */
export const statusColumn = "status";

function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function line(columns: readonly string[], row: Row): string {
  return `${columns.map((name) => field(row[name] ?? "")).join(",")}\n`;
}

/** A table that is continued where it stopped. */
export class CsvTable {
  private columns: readonly string[] = [];
  private readonly rows: Row[] = [];

  /**
   * @param key the columns that tell combinations apart
   * @param sweep what all rows have in their first column
   * Throws a DiagnosticError (PAL6125, PAL6126) where the file is none, or that of another sweep.
   */
  constructor(
    private readonly file: string,
    private readonly key: readonly string[],
    private readonly sweep: string,
  ) {
    if (!this.guard(() => existsSync(file))) {
      // Whether it can be kept is known before anything is run.
      this.guard(() => writeAtomically(file, ""));
      return;
    }
    for (const row of this.read()) this.rows.push(row);
    // Combinations that failed are tried again, so their rows go.
    const sound = this.rows.filter((row) => row[statusColumn] !== "failed");
    this.rows.splice(0, this.rows.length, ...sound);
    this.rewrite();
  }

  /** The row of a combination, if it has been run. */
  find(combination: Row): Row | undefined {
    return this.rows.find((row) => this.key.every((name) => row[name] === combination[name]));
  }

  /** Adds a row: at the end of the file, or by writing it anew where it has columns that the others lack. */
  append(figures: Row): Row {
    const row = { [sweepColumn]: this.sweep, ...figures };
    this.rows.push(row);
    const isNew = Object.keys(row).some((name) => !this.columns.includes(name));
    if (isNew) this.rewrite();
    else this.guard(() => appendFileSync(this.file, line(this.columns, row)));
    return row;
  }

  private read(): Row[] {
    const text = this.guard(() => readFileSync(this.file, "utf8"));
    // What follows the last line end is a row whose writing was cut short.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (!text.startsWith(`${sweepColumn},`.slice(0, text.length))) {
      return fail(anotherTable(this.file, `its first column is not \`${sweepColumn}\``));
    }
    if (whole === "") return [];
    let rows: Row[];
    try {
      rows = parse(whole, { columns: true, relax_column_count_less: true });
    } catch {
      return fail(anotherTable(this.file, "it is no table"));
    }
    this.columns = Object.keys(rows[0] ?? {});
    for (const row of rows) {
      const lacks = [sweepColumn, statusColumn, ...this.key].find((name) => row[name] === undefined);
      if (lacks !== undefined) fail(anotherTable(this.file, `it has no column \`${lacks}\``));
      if (row[sweepColumn] !== this.sweep) {
        fail(anotherTable(this.file, "it was made from another text, with other options, or with another `--infer`"));
      }
    }
    return rows;
  }

  private rewrite(): void {
    this.columns = [...new Set([...this.columns, ...this.rows.flatMap((row) => Object.keys(row))])];
    const text = [Object.fromEntries(this.columns.map((name) => [name, name])), ...this.rows]
      .map((row) => line(this.columns, row))
      .join("");
    if (this.columns.length > 0) this.guard(() => writeAtomically(this.file, text));
  }

  private guard<T>(work: () => T): T {
    try {
      return work();
    } catch (problem) {
      if (problem instanceof DiagnosticError || (problem as NodeJS.ErrnoException).code === undefined) throw problem;
      return fail(tableRefused(this.file, systemReason(problem)));
    }
  }
}
