/** `pal explain PAL2003`: the page of a code, laid out for a terminal. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import picocolors from "picocolors";
import { unknownCode } from "../../language/diagnostics/command-line.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { bundledFolder } from "../bundled.ts";
import { type Page, type Piece, parsePage } from "./page.ts";
import { wrap } from "./wrap.ts";

/** Prose wider than this is hard to read, however wide the terminal is. */
const MOST_COLUMNS = 88;

/** The code that a word on the command line asks for: `PAL2003`, `pal2003` or `2003`; undefined for a file. */
export function codeIn(word: string): string | undefined {
  const match = /^(?:pal)?(\d+)$/i.exec(word);
  return match === null ? undefined : `PAL${match[1]}`;
}

/** Every code that has a page, in order. */
export function explainedCodes(): string[] {
  return readdirSync(bundledFolder("explanations"))
    .flatMap((name) => (/^PAL\d{4}\.md$/.test(name) ? [name.slice(0, -3)] : []))
    .sort();
}

export function readPage(code: string): Page {
  return parsePage(readFileSync(path.join(bundledFolder("explanations"), `${code}.md`), "utf8"));
}

/** @throws DiagnosticError where there is no such code */
export function explainCode(code: string, { columns, color }: { columns: number; color: boolean }): string {
  const codes = explainedCodes();
  if (!codes.includes(code)) fail(unknownCode(code, codes));
  const page = readPage(code);
  const paint = picocolors.createColors(color);
  const width = Math.min(columns, MOST_COLUMNS);
  const pieces = page.pieces.map((piece) => pieceText(piece, width, paint));
  return `${[`${paint.bold(code)}: ${page.title}`, ...pieces].join("\n\n")}\n`;
}

function pieceText(piece: Piece, width: number, paint: ReturnType<typeof picocolors.createColors>): string {
  if (piece.kind === "heading") return paint.bold(piece.text);
  if (piece.kind === "prose") return wrap(piece.text, width).join("\n");
  const caption = piece.file === "scenario.pal" ? [] : [paint.dim(`  ${piece.file}`)];
  const prompt = piece.language === "sh" ? "$ " : "";
  const lines = piece.text.split("\n").map((line) => `    ${prompt}${line}`.trimEnd());
  return [...caption, ...lines].join("\n");
}
