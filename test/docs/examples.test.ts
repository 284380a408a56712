/** Every example in the pages is checked: scenarios are without mistakes and warnings, others say what the page says. */
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderDiagnostics } from "../../src/cli/render-diagnostics.ts";
import { loadScenario } from "../../src/cli/scenario.ts";
import { type Diagnostic, DiagnosticError } from "../../src/language/diagnostic.ts";
import { format } from "../../src/language/format/format.ts";
import { type Example, readPage } from "./examples.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = [
  "README.md",
  ...["docs", "models"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => path.join(folder, name)),
  ),
];

async function diagnosticsOf(file: string): Promise<readonly Diagnostic[]> {
  try {
    return (await loadScenario(file, { set: {}, allowCode: true })).warnings;
  } catch (problem) {
    if (problem instanceof DiagnosticError) return problem.diagnostics;
    throw problem;
  }
}

/** The messages as if the command had been called in the folder. */
function rendered(diagnostics: readonly Diagnostic[], folder: string): string {
  return renderDiagnostics(diagnostics, { color: false }).replaceAll(`${folder}${path.sep}`, "");
}

async function check(example: Example, folder: string): Promise<void> {
  const { text, isWhole, says, warns, shown } = example;
  if (example.folder !== undefined) cpSync(path.join(root, example.folder), folder, { recursive: true });
  const [, name] = /^scenario (\w+)/m.exec(text) ?? [];
  const file = path.join(folder, `${name}.pal`);
  writeFileSync(file, text);
  const diagnostics = await diagnosticsOf(file);
  const report = rendered(diagnostics, folder);
  const codes = (severity: string) =>
    [...new Set(diagnostics.flatMap((each) => (each.severity === severity ? [each.code] : [])))].sort();
  assert.equal(codes("error"), [...says].sort(), `${report}\n${text}`);
  if (isWhole) assert.equal(codes("warning"), [...warns].sort(), report);
  // The command adds where more is told.
  if (shown !== undefined) assert.is(shown.replace(/\n`pal explain .*$/, ""), report.trim());
  if (!isWhole || says.length > 0) return;
  const laidOut = format({ name: file, text });
  assert.is("text" in laidOut ? laidOut.text : "", text);
}

for (const page of pages) {
  const { examples, files } = readPage(readFileSync(path.join(root, page), "utf8"));
  for (const example of examples) {
    test(`${page}:${example.line}`, async () => {
      const folder = mkdtempSync(path.join(tmpdir(), "pal-page-"));
      try {
        for (const { file, text } of files) {
          mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
          writeFileSync(path.join(folder, file), `${text}\n`);
        }
        await check(example, folder);
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }
}

test("the pages of the language have examples", () => {
  const counts = ["docs/language.md", "docs/reference.md"].map(
    (page) => readPage(readFileSync(path.join(root, page), "utf8")).examples.length,
  );
  assert.ok(counts.every((count) => count >= 5));
});

test.run();
