/** `pal check FILE`: everything that can be known without running. */
import type { CheckOptions, Command } from "../commands.ts";
import { exitCode } from "../commands.ts";
import { describeScenario } from "../describe-scenario.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { loadScenario } from "../scenario.ts";

export const command: Command<CheckOptions> = async (file, options, io) => {
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  io.stdout.write(`${describeScenario(scenario)}\n`);
  return exitCode.ok;
};
