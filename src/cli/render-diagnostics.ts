/** Shows diagnostics the way compilers do: the place, its line, a caret under what is meant, and what to do. */
import picocolors from "picocolors";
import type { Diagnostic, Label } from "../language/diagnostic.ts";
import { positionAt, type Source } from "../language/source.ts";
import { cutAround } from "./cut.ts";

type Paint = ReturnType<typeof picocolors.createColors>;

/** A label with its place in the text, on its first line. */
interface Placed {
  readonly line: number;
  /** 0-based, in characters. */
  readonly start: number;
  readonly length: number;
  readonly text: string;
  /** The first label of a diagnostic is its place; the others explain it. */
  readonly primary: boolean;
}

/** All of them, and how many there are when there are several. Ends with a line break; empty for no diagnostics. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  options: { readonly color: boolean; readonly columns: number },
): string {
  if (diagnostics.length === 0) return "";
  const paint = picocolors.createColors(options.color);
  const parts = diagnostics.map((diagnostic) => `${renderOne(diagnostic, paint, options.columns).join("\n")}\n`);
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === "error").length;
  const counts = [plural(errors, "error"), plural(diagnostics.length - errors, "warning")].filter(
    (part) => part !== "",
  );
  return parts.join("\n") + (diagnostics.length > 1 ? `\n${counts.join(", ")}\n` : "");
}

function plural(n: number, noun: string): string {
  if (n === 0) return "";
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

function renderOne(diagnostic: Diagnostic, paint: Paint, columns: number): string[] {
  const { severity, code, message, source, labels, notes } = diagnostic;
  const tint = severity === "error" ? paint.red : paint.yellow;
  const lines = [`${paint.bold(tint(`${severity} ${code}:`))} ${paint.bold(message)}`];
  let gutter = 2;
  if (source !== undefined && labels.length > 0) {
    const { line, column } = positionAt(source, labels[0].span.start);
    lines.push(paint.dim(`   ${source.name}:${line}:${column}`));
    const excerpt = renderExcerpt(source, labels, paint, tint, columns);
    gutter = excerpt.gutter;
    lines.push(...excerpt.lines);
  } else if (source !== undefined) {
    lines.push(paint.dim(`   ${source.name}`));
  }
  for (const note of notes) {
    // Further lines of a note stand under its first.
    const [first, ...more] = note.split("\n");
    lines.push(`${" ".repeat(gutter)}${paint.dim("=")} ${first}`);
    for (const line of more) lines.push(`${" ".repeat(gutter + 2)}${line}`);
  }
  return lines;
}

/** The lines that labels point into, each with its carets, in the order of the text; `:` stands for lines left out. */
function renderExcerpt(
  source: Source,
  labels: readonly Label[],
  paint: Paint,
  tint: (text: string) => string,
  columns: number,
): { gutter: number; lines: string[] } {
  const text = source.text.split("\n").map((line) => line.trimEnd());
  const placed = labels.map((label, index) => place(source, text, label, index === 0));
  const numbers = [...new Set(placed.map((label) => label.line))].sort((a, b) => a - b);
  const shown = new Set(numbers);
  // A place on a continuation line is hard to read without the line before it.
  const primary = placed[0].line;
  if (primary > 1 && /^\s/.test(text[primary - 1])) shown.add(primary - 1);
  const width = String(Math.max(...shown)).length;
  const bar = paint.dim("|");
  const lines: string[] = [];
  let last: number | undefined;
  for (const line of [...shown].sort((a, b) => a - b)) {
    if (last !== undefined && line > last + 1) lines.push(`${" ".repeat(width)} ${paint.dim(":")}`);
    last = line;
    const here = placed.filter((label) => label.line === line);
    const cut = cutAround(text[line - 1], here, columns - width - 3);
    lines.push(`${paint.dim(String(line).padStart(width))} ${bar} ${cut.text}`.trimEnd());
    const carets = cut.labels.map((label, index) => ({ ...here[index], ...label }));
    for (const below of renderCarets(carets, paint, tint)) lines.push(`${" ".repeat(width)} ${bar} ${below}`);
  }
  return { gutter: width + 1, lines };
}

function place(source: Source, lines: readonly string[], label: Label, primary: boolean): Placed {
  const { line, column } = positionAt(source, label.span.start);
  const start = column - 1;
  const rest = Math.max(lines[line - 1].length - start, 0);
  const length = Math.max(Math.min(label.span.end - label.span.start, rest), 1);
  return { line, start, length, text: label.text, primary };
}

/** One line with all carets and the rightmost text; the other texts below it, right to left, under their carets. */
function renderCarets(labels: readonly Placed[], paint: Paint, tint: (text: string) => string): string[] {
  if (labels.length === 0) return [];
  const ordered = [...labels].sort((a, b) => a.start - b.start || a.length - b.length);
  let line = "";
  let at = 0;
  for (const label of ordered) {
    const length = label.start + label.length - Math.max(at, label.start);
    if (length <= 0) continue;
    const start = Math.max(at, label.start);
    const mark = label.primary ? tint : paint.blue;
    line += " ".repeat(start - at) + mark("^".repeat(length));
    at = start + length;
  }
  const reversed = [...ordered].reverse().filter((label) => label.text !== "");
  const rightmost = ordered[ordered.length - 1];
  const lines = [line];
  for (const label of reversed) {
    const mark = label.primary ? tint : paint.blue;
    if (label === rightmost) lines[0] = `${line} ${mark(label.text)}`;
    else lines.push(" ".repeat(label.start) + mark(label.text));
  }
  return lines;
}
