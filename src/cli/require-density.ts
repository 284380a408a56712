/** For commands that work on a log density: not every scenario has one. */
import { algorithms } from "../inference/algorithms/index.ts";
import type { CheckedScenario } from "../language/checked.ts";
import { noDensity } from "../language/diagnostics/inference-search.ts";
import { fail } from "../language/diagnostics/make.ts";

/** @throws DiagnosticError where the network of the scenario is found by asking. @param what the command, as in `pal density` */
export function requireDensity({ source, sought, infers }: CheckedScenario, what: string): void {
  const step = infers.flatMap(({ steps }) => steps).find(({ name }) => algorithms.get(name)?.seeks === true);
  if (sought !== undefined && step !== undefined) fail(noDensity({ source, span: sought.nameSpan }, what, step.name));
}
