/** One line of a scenario with the carets and texts of its labels below it. */
import type { Label } from "../diagnostic.ts";
import type { Paint } from "./paint.ts";

/** A row below the message: the scenario's text, or what is written under it. */
export interface ExcerptLine {
  readonly kind: "text" | "mark";
  readonly content: string;
}

/** Longer lines are cut around the caret. */
const maximumWidth = 100;
/** Columns kept before the caret of a cut line. */
const leading = 40;
const tabWidth = 4;

/** Control characters would move a terminal's cursor; bidirectional ones would reorder the line. */
const unprintable = /[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The text with unprintable characters replaced by a visible mark. */
export function printable(text: string): string {
  return text.replaceAll(unprintable, "\ufffd");
}

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
const zeroWidth = /[\p{Mn}\p{Me}\p{Cf}]/u;

function widthOf(character: string): number {
  return zeroWidth.test(character) ? 0 : wide.test(character) ? 2 : 1;
}

/** A line as it is shown, and the column on the screen at which each UTF-16 unit of the original begins. */
interface Shown {
  readonly characters: readonly { readonly text: string; readonly column: number; readonly width: number }[];
  readonly columns: readonly number[];
  readonly width: number;
}

function show(line: string): Shown {
  const characters: { text: string; column: number; width: number }[] = [];
  const columns: number[] = [];
  let column = 0;
  for (const character of line) {
    const isTab = character === "\t";
    const text = isTab ? " ".repeat(tabWidth - (column % tabWidth)) : printable(character);
    const width = isTab ? text.length : widthOf(text);
    characters.push({ text, column, width });
    for (let unit = 0; unit < character.length; unit += 1) columns.push(column);
    column += width;
  }
  columns.push(column);
  return { characters, columns, width: column };
}

interface Mark {
  readonly from: number;
  readonly to: number;
  readonly label: Label;
}

/** The columns under a label: to the end of the line where it goes on below, at least one. */
function markOf(shown: Shown, label: Label, offset: number): Mark {
  const end = shown.columns.length - 1;
  const from = shown.columns[Math.min(label.span.start - offset, end)];
  const to = shown.columns[Math.min(label.span.end - offset, end)];
  return { from, to: Math.max(to, from + 1), label };
}

/** What of a line is on the screen: columns `from` to `to`. */
interface Window {
  readonly from: number;
  readonly to: number;
}

function windowAround(shown: Shown, column: number): Window {
  if (shown.width <= maximumWidth) return { from: 0, to: shown.width };
  const from = Math.max(0, Math.min(column - leading, shown.width - maximumWidth));
  return { from, to: from + maximumWidth };
}

const ellipsis = "…";

function textIn(shown: Shown, window: Window): string {
  const inside = shown.characters.filter(({ column, width }) => column >= window.from && column + width <= window.to);
  const first = inside.at(0);
  const missing = first === undefined ? 0 : first.column - window.from;
  const text = " ".repeat(missing) + inside.map((character) => character.text).join("");
  return `${window.from > 0 ? ellipsis : ""}${text}${window.to < shown.width ? ellipsis : ""}`;
}

/** Carets in one row, the last label's text behind them, the texts of those before it below, each under its caret. */
function marksUnder(marks: readonly Mark[], window: Window, primary: Label, colors: Paint): string[] {
  const shift = (window.from > 0 ? ellipsis.length : 0) - window.from;
  const styleOf = (mark: Mark) => (mark.label === primary ? colors.primary : colors.secondary);
  let carets = "";
  let column = 0;
  for (const mark of marks) {
    const from = mark.from + shift;
    const to = Math.max(Math.min(mark.to, window.to) + shift, from + 1);
    carets += " ".repeat(from - column) + styleOf(mark)("^".repeat(to - from));
    column = to;
  }
  const texts = marks.map((mark) => ({
    column: mark.from + shift,
    text: printable(mark.label.text),
    style: styleOf(mark),
  }));
  const behind = texts.pop();
  const rows = [behind === undefined || behind.text === "" ? carets : `${carets} ${behind.style(behind.text)}`];
  for (const { column: from, text, style } of texts.reverse())
    if (text !== "") rows.push(" ".repeat(from) + style(text));
  return rows;
}

/** Labels that overlap, or that a cut line cannot show together, get a caret row (and a copy of the line) of their own. */
function groups(marks: readonly Mark[], cut: boolean): Mark[][] {
  const out: Mark[][] = [];
  for (const mark of marks) {
    const last = out.at(-1);
    const before = last?.at(-1);
    if (last !== undefined && before !== undefined && before.to <= mark.from && !cut) last.push(mark);
    else out.push([mark]);
  }
  return out;
}

/** Lines beyond this length are not measured as a whole. */
const longLine = 4000;
/** Characters kept on both sides of a label in such a line; more than are ever shown. */
const surroundings = 500;

function longExcerpt(
  line: string,
  offset: number,
  labels: readonly Label[],
  primary: Label,
  colors: Paint,
): ExcerptLine[] {
  if (labels.length === 0) return excerpt(line.slice(0, surroundings), offset, labels, primary, colors);
  return labels.flatMap((label) => {
    const from = Math.max(0, label.span.start - offset - surroundings);
    const part = line.slice(from, from + 2 * surroundings);
    return excerpt(part, offset + from, [label], primary, colors);
  });
}

/**
 * The rows of one line.
 * @param offset of the line's first character in the source
 * @param labels that begin in this line, in the order of their columns
 */
export function excerpt(
  line: string,
  offset: number,
  labels: readonly Label[],
  primary: Label,
  colors: Paint,
): ExcerptLine[] {
  if (line.length > longLine) return longExcerpt(line, offset, labels, primary, colors);
  const shown = show(line);
  const cut = shown.width > maximumWidth;
  const rows: ExcerptLine[] = [];
  const marks = labels.map((label) => markOf(shown, label, offset));
  const all = groups(marks, cut);
  if (all.length === 0) rows.push({ kind: "text", content: textIn(shown, windowAround(shown, 0)) });
  for (const [index, group] of all.entries()) {
    const window = windowAround(shown, group[0].from);
    if (index === 0 || cut) rows.push({ kind: "text", content: textIn(shown, window) });
    for (const content of marksUnder(group, window, primary, colors)) rows.push({ kind: "mark", content });
  }
  return rows;
}
