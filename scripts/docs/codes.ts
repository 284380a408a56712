/** The table of codes: a family for each file of constructors, the titles from the pages that `pal explain CODE` prints. */
import { readdirSync, readFileSync } from "node:fs";
import { explainedCodes, readPage } from "../../src/cli/explain/code-page.ts";
import { table } from "./regions.ts";

const folder = new URL("../../src/language/diagnostics/", import.meta.url);

interface Family {
  /** What the first line of the file says. */
  readonly title: string;
  readonly codes: readonly string[];
}

export function codeTables(): string {
  const left = new Set(explainedCodes());
  const parts = familiesOf().map(({ title, codes }) => {
    const rows = codes.map((code) => [`\`${code}\``, readPage(code).title]);
    for (const code of codes) left.delete(code);
    return `## ${title}\n\n${table(["code", "says"], rows)}`;
  });
  if (left.size > 0) throw new Error(`no file of constructors makes ${[...left].join(", ")}`);
  return parts.join("\n\n");
}

function familiesOf(): Family[] {
  const families = readdirSync(folder).flatMap((name) => {
    const text = readFileSync(new URL(name, folder), "utf8");
    const codes = [...new Set(text.match(/"PAL\d{4}"/g) ?? [])].map((code) => code.slice(1, -1)).sort();
    const [, title] = /^\/\*\* (.*?)\.? \*\/\n/.exec(text) ?? [];
    if (codes.length === 0 || title === undefined) return [];
    return [{ title: title.replace(/: (?:codes|one constructor).*$/, ""), codes }];
  });
  return families.sort((a, b) => a.codes[0].localeCompare(b.codes[0]));
}
