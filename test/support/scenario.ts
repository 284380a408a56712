/** Scenarios for tests, written as text; models are those of `test/blackbox/models`. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { loadScenario } from "../../src/cli/scenario.ts";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { DiagnosticError } from "../../src/language/diagnostic.ts";
import { modelsFolder } from "../blackbox/support.ts";

/**
 * Checks a scenario. Throws an Error with the messages of its mistakes.
 * @param files that lie beside it: texts by name
 */
export async function scenarioOf(
  text: string,
  infer?: string,
  files: Readonly<Record<string, string>> = {},
): Promise<CheckedScenario> {
  const folder = mkdtempSync(path.join(tmpdir(), "pal-test-"));
  try {
    const file = path.join(folder, "scenario.pal");
    writeFileSync(file, `scenario test\n${text}`);
    for (const [name, content] of Object.entries(files)) writeFileSync(path.join(folder, name), content);
    const { scenario } = await loadScenario(file, { set: {}, data: modelsFolder, infer });
    return scenario;
  } catch (problem) {
    if (problem instanceof DiagnosticError) throw new Error(problem.diagnostics.map((d) => d.message).join("\n"));
    throw problem;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same scenario with the nets of known layers treated like any other: asked through TensorFlow.js. */
export function withoutImport(scenario: CheckedScenario): CheckedScenario {
  const boxes = [...scenario.boxes].map(
    ([name, box]) => [name, { ...box, model: { ...box.model, importInto: undefined } }] as const,
  );
  return { ...scenario, boxes: new Map(boxes) };
}

/** Where a run may be told to stop. */
export function cancelFlag(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}
