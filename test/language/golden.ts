/** Golden programs: scenarios beside what is expected of them. `UPDATE=1` writes the expected files anew; read the difference. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { renderDiagnostics } from "../../src/cli/render-diagnostics.ts";
import { type Loaded, loadScenario } from "../../src/cli/scenario.ts";
import { emitStan } from "../../src/emit/stan.ts";
import { emitWebppl } from "../../src/emit/webppl.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { type Diagnostic, DiagnosticError } from "../../src/language/diagnostic.ts";

const tests = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

export type Outcome = Loaded | { readonly errors: readonly Diagnostic[] };

/** The names of the programs in a folder of `test`, without `.pal`. */
export function programs(folder: string): string[] {
  return readdirSync(path.join(tests, folder))
    .filter((name) => name.endsWith(".pal"))
    .map((name) => name.slice(0, -4))
    .sort();
}

const emitters: Readonly<Record<string, (scenario: CheckedScenario) => unknown>> = {
  stan: emitStan,
  webppl: (scenario) => emitWebppl(scenario, { returns: "targets", infer: "" }),
};

/**
 * Loads a program; `// --set a=1`, `// --infer TEXT`, `// --pedantic` and `// --allow-code` on its first lines are options of the command line.
 * `// --emit stan` or `// --emit webppl` has it printed as well, for what that refuses.
 */
export async function load(folder: string, name: string): Promise<Outcome> {
  const file = path.join(tests, folder, `${name}.pal`);
  const set: Record<string, string> = {};
  let infer: string | undefined;
  let emit: ((scenario: CheckedScenario) => unknown) | undefined;
  const pedantic = /^\/\/ --pedantic$/m.test(readFileSync(file, "utf8"));
  const allowCode = /^\/\/ --allow-code$/m.test(readFileSync(file, "utf8"));
  for (const [, option, value] of readFileSync(file, "utf8").matchAll(/^\/\/ --(set|infer|emit) (.*)$/gm)) {
    if (option === "infer") infer = value;
    else if (option === "emit") emit = emitters[value];
    else set[value.slice(0, value.indexOf("="))] = value.slice(value.indexOf("=") + 1);
  }
  try {
    const { scenario, warnings } = await loadScenario(file, { set, infer, pedantic, allowCode });
    emit?.(scenario);
    return { scenario, warnings: warnings.map(withoutFolder) };
  } catch (problem) {
    if (problem instanceof DiagnosticError) return { errors: problem.diagnostics.map(withoutFolder) };
    throw problem;
  }
}

function withoutFolder(diagnostic: Diagnostic): Diagnostic {
  const { source } = diagnostic;
  if (source === undefined) return diagnostic;
  const notes = diagnostic.notes.map((note) => note.replaceAll(`${tests}${path.sep}`, ""));
  return { ...diagnostic, notes, source: { ...source, name: path.basename(source.name) } };
}

/** As on a terminal of 110 columns, without colour. */
export function render(diagnostics: readonly Diagnostic[]): string {
  return renderDiagnostics(diagnostics, { color: false });
}

/** The content of the expected file; with `UPDATE=1` it is `actual`, written there. */
export function expected(folder: string, name: string, actual: string): string {
  const file = path.join(tests, folder, `${name}.expected`);
  if (process.env.UPDATE === "1") writeFileSync(file, actual);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
