/** What the modules of the standard library hold, with the documentation that stands in them. */
import { readdirSync, readFileSync } from "node:fs";
import { parse } from "../../src/language/parse.ts";
import type { Statement } from "../../src/language/syntax.ts";
import { table } from "./regions.ts";

const folder = new URL("../../stdlib/", import.meta.url);

export function moduleTables(): string {
  const names = readdirSync(folder).filter((name) => name.endsWith(".pal"));
  return names.sort().map(moduleTable).join("\n\n");
}

/** The text of a module: what it says of itself first, then every declaration that has a comment or stands right below one. */
function moduleTable(file: string): string {
  const text = readFileSync(new URL(file, folder), "utf8");
  const { tree, diagnostics } = parse({ name: file, text });
  if (diagnostics.length > 0) throw new Error(`${file} has mistakes`);
  const rows: { names: string[]; documentation: string }[] = [];
  let end = -1;
  for (const statement of tree.statements) {
    const written = signatureOf(statement);
    const above = commentAbove(text, statement.span.start);
    const isNext = text.slice(end, statement.span.start) === "\n";
    if (written !== undefined && above !== "") rows.push({ names: [written], documentation: above });
    else if (written !== undefined && isNext) rows.at(-1)?.names.push(written);
    end = statement.span.end;
  }
  const name = file.slice(0, -".pal".length);
  const cells = rows.map(({ names, documentation }) => [
    names.map((each) => `\`${each}\``).join("<br>"),
    documentation,
  ]);
  return [`## std/${name}`, introduction(text), table(["declares", "is"], cells)].join("\n\n");
}

function signatureOf(statement: Statement): string | undefined {
  if (statement.kind === "fn" || statement.kind === "distribution")
    return `${statement.name.name}(${statement.parameters.map((parameter) => parameter.name).join(", ")})`;
  return statement.kind === "let" ? statement.head.name.name : undefined;
}

/** The `///` lines at the beginning of a module. */
function introduction(text: string): string {
  const lines = text.split("\n");
  return joined(lines.slice(0, lines.indexOf("")));
}

/** The `///` lines right above a place. */
function commentAbove(text: string, place: number): string {
  const lines = text.slice(0, place).split("\n").slice(0, -1);
  const first = lines.findLastIndex((line) => !line.startsWith("///")) + 1;
  return joined(lines.slice(first));
}

function joined(lines: readonly string[]): string {
  return lines.map((line) => line.replace(/^\/\/\/ ?/, "")).join(" ");
}
