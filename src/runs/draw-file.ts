/** The draws of one chain as CSV: element names, then statistics with a dot before their names; a row a draw. */
import { closeSync, openSync } from "node:fs";
import { writeAll } from "./atomic-write.ts";

/** Bytes and seconds after which buffered rows are written out. */
const flushBytes = 64 * 1024;
const flushSeconds = 1;

/** A field of the header; `x[0,2]` has a comma and is quoted. */
function headerField(name: string): string {
  return /[",\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Appends rows; only whole rows are handed to the system, so at most the last row of a killed run is torn. */
export class DrawFile {
  private descriptor: number | undefined;
  private pending = "";
  private flushed: number;
  private statistics: readonly string[] = [];
  /** What the system said when it refused a write; the file may end in a torn row, so nothing more is written to it. */
  private refusal: unknown;

  /**
   * `elements` names the values of a draw; `clock` gives seconds. The file is made with the first draw, which also says
   * which statistics there are.
   */
  constructor(
    private readonly file: string,
    private readonly elements: readonly string[],
    private readonly clock: () => number = () => performance.now() / 1000,
  ) {
    this.flushed = clock();
  }

  /** Adds a draw: values in the order of the elements; numbers in their shortest form that reads back the same. */
  append(values: ArrayLike<number>, statistics: Readonly<Record<string, number>>): void {
    if (values.length !== this.elements.length) {
      throw new RangeError(`a draw of ${values.length} values for ${this.elements.length} columns`);
    }
    if (this.descriptor === undefined) this.begin(Object.keys(statistics));
    const fields: string[] = [];
    for (let i = 0; i < values.length; i++) fields.push(String(values[i]));
    for (const name of this.statistics) fields.push(String(statistics[name] ?? Number.NaN));
    this.pending += `${fields.join(",")}\n`;
    if (this.pending.length >= flushBytes || this.clock() - this.flushed >= flushSeconds) this.flush();
  }

  /** Hands all rows to the system: from here on a kill of this process loses none of them. */
  flush(): void {
    if (this.refusal !== undefined) throw this.refusal;
    if (this.descriptor !== undefined && this.pending !== "") {
      try {
        writeAll(this.descriptor, this.pending);
      } catch (problem) {
        this.refusal = problem;
        throw problem;
      }
      this.pending = "";
    }
    this.flushed = this.clock();
  }

  close(): void {
    try {
      this.flush();
    } finally {
      if (this.descriptor !== undefined) closeSync(this.descriptor);
      this.descriptor = undefined;
    }
  }

  private begin(statistics: readonly string[]): void {
    this.statistics = statistics;
    this.descriptor = openSync(this.file, "ax");
    const header = [...this.elements.map(headerField), ...statistics.map((name) => headerField(`.${name}`))];
    this.pending = `${header.join(",")}\n`;
  }
}
