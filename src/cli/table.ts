/** Text tables whose columns line up. */

export interface Column {
  readonly header: string;
  /** Numbers with a point are aligned at it; others end where its whole digits end. */
  readonly align: "left" | "right" | "point";
}

export const left = (header: string): Column => ({ header, align: "left" });
export const right = (header: string): Column => ({ header, align: "right" });
/** A column of numbers. */
export const point = (header: string): Column => ({ header, align: "point" });

/** Escape sequences that set colours: they take no room. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: an escape character begins each sequence.
const escapes = /\u001b\[[0-9;]*m/g;

/** Characters a text takes on the screen. */
export function widthOf(text: string): number {
  return text.replace(escapes, "").length;
}

function pad(text: string, width: number, side: "left" | "right"): string {
  const space = " ".repeat(Math.max(width - widthOf(text), 0));
  return side === "left" ? text + space : space + text;
}

/** Digits from the point on, the point included. */
function fractionWidth(cell: string): number {
  const plain = cell.replace(escapes, "");
  const match = /^[-+]?\d+(\.\d+)?$/.exec(plain);
  return match?.[1]?.length ?? 0;
}

/** Makes the cells of a column one width. */
function alignCells(cells: readonly string[], align: Column["align"]): string[] {
  if (align === "point") {
    const longest = Math.max(0, ...cells.map(fractionWidth));
    return alignCells(
      cells.map((cell) => (/\d/.test(cell) ? cell + " ".repeat(longest - fractionWidth(cell)) : cell)),
      "right",
    );
  }
  const width = Math.max(0, ...cells.map(widthOf));
  return cells.map((cell) => pad(cell, width, align));
}

/**
 * The header and one line for each row, without line breaks. Rows may be shorter than the columns.
 * `indent` stands before each line, `gap` between columns, both in spaces.
 */
export function renderTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { indent = 2, gap = 3 }: { readonly indent?: number; readonly gap?: number } = {},
): string[] {
  const aligned = columns.map(({ header, align }, index) => {
    const body = alignCells(
      rows.map((row) => row[index] ?? ""),
      align,
    );
    return alignCells([header, ...body], align === "left" ? "left" : "right");
  });
  return [-1, ...rows.keys()].map((row) => {
    const cells = aligned.map((column) => column[row + 1]);
    return (" ".repeat(indent) + cells.join(" ".repeat(gap))).trimEnd();
  });
}
