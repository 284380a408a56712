/** Diagnostics as text: message, place, the lines of the scenario with carets, notes. */
import type { Diagnostic, Label } from "../diagnostic.ts";
import { positionAt, type Source } from "../source.ts";
import { type ExcerptLine, excerpt, printable } from "./excerpt.ts";
import { type Paint, paint } from "./paint.ts";

export interface RenderOptions {
  /** Whether to colour with ANSI escapes. */
  readonly color: boolean;
}

interface Row {
  readonly line: number;
  readonly label: Label;
}

/** The labels by line, lines ascending, labels of one line in the order of their columns. */
function byLine(source: Source, labels: readonly Label[]): Map<number, Label[]> {
  const rows: Row[] = labels.map((label) => ({ line: positionAt(source, label.span.start).line, label }));
  rows.sort((a, b) => a.line - b.line || a.label.span.start - b.label.span.start);
  const lines = new Map<number, Label[]>();
  for (const { line, label } of rows) lines.set(line, [...(lines.get(line) ?? []), label]);
  return lines;
}

/** An indented line goes on from the one above it, which is shown too. */
function contextLine(text: readonly string[], line: number): number | undefined {
  const above = text[line - 2];
  return /^\s/.test(text[line - 1]) && above !== undefined && above.trim() !== "" ? line - 1 : undefined;
}

/** The excerpt's lines, each with what stands before its `|`. */
function excerptLines(source: Source, labels: readonly Label[], primary: Label, colors: Paint): string[] {
  const text = source.text.split("\n").map((line) => line.replace(/\r$/, ""));
  const lines = byLine(source, labels);
  const width = String(Math.max(...lines.keys())).length;
  const gutter = (content: string) => colors.gutter(content.padStart(width));
  const out: string[] = [];
  let last: number | undefined;
  const start = (line: number) => {
    if (last !== undefined && line > last + 1) out.push(colors.gutter(`${" ".repeat(width)} :`));
    last = line;
  };
  const push = (line: number, { kind, content }: ExcerptLine) => {
    const number = kind === "text" ? String(line) : "";
    out.push(`${gutter(number)} ${colors.gutter("|")} ${content}`.trimEnd());
  };
  for (const [line, here] of lines) {
    const context = contextLine(text, line);
    if (context !== undefined && (last === undefined || context > last)) {
      start(context);
      for (const row of excerpt(text[context - 1], 0, [], primary, colors)) push(context, row);
    }
    start(line);
    const offset = here[0].span.start - positionAt(source, here[0].span.start).column + 1;
    for (const row of excerpt(text[line - 1], offset, here, primary, colors)) push(line, row);
  }
  return out;
}

/** The width of the column of line numbers, which notes are aligned with. */
function gutterWidth({ source, labels }: Diagnostic): number {
  if (source === undefined || labels.length === 0) return 2;
  return Math.max(...labels.map((label) => String(positionAt(source, label.span.start).line).length));
}

/**
 * One diagnostic, without a line break at its end. Without a source it is message and notes; columns and lines count
 * from 1, columns in UTF-16 units as editors do. Characters that a terminal would act on are made visible.
 */
export function render(diagnostic: Diagnostic, { color }: RenderOptions): string {
  const colors = paint(color, diagnostic.severity);
  const { code, severity, message, source, labels, notes } = diagnostic;
  const out = [`${colors.severity(`${severity} ${code}`)}: ${colors.strong(printable(message))}`];
  const primary = labels.at(0);
  if (source !== undefined && primary !== undefined) {
    const { line, column } = positionAt(source, primary.span.start);
    out.push(colors.gutter(`   ${printable(source.name)}:${line}:${column}`));
    out.push(...excerptLines(source, labels, primary, colors));
  }
  const indent = " ".repeat(gutterWidth(diagnostic) + 1);
  for (const note of notes) out.push(`${indent}${colors.gutter("=")} ${printable(note)}`);
  return out.join("\n");
}

function counted(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? "" : "s"}`;
}

/** All diagnostics, a blank line between, and how many there are when there are several; the empty string for none. */
export function renderAll(diagnostics: readonly Diagnostic[], options: RenderOptions): string {
  if (diagnostics.length === 0) return "";
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const warnings = diagnostics.length - errors;
  const counts = [errors > 0 ? counted(errors, "error") : "", warnings > 0 ? counted(warnings, "warning") : ""];
  const blocks = diagnostics.map((diagnostic) => render(diagnostic, options));
  if (blocks.length === 1) return blocks[0];
  return [...blocks, counts.filter((text) => text !== "").join(", ")].join("\n\n");
}
