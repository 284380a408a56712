/** `pal emit FILE --to SYSTEM`: the scenario as a program of another system, with the data that go with it. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { emitStan } from "../../emit/stan.ts";
import { emitNeedsSystem, unwritableFile } from "../../language/diagnostics/command-line.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { type Command, type EmitOptions, emitted, exitCode } from "../commands.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { loadScenario } from "../scenario.ts";

export const command: Command<EmitOptions> = async (file, options, io) => {
  if (options.to === undefined) fail(emitNeedsSystem(emitted));
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  const { program, data } = emitStan(scenario);
  if (options.out === undefined) io.stdout.write(program);
  else write(options.out, program);
  if (options.dataOut !== undefined) write(options.dataOut, `${JSON.stringify(data)}\n`);
  else if (Object.keys(data).length > 0) {
    io.stderr.write(`its data block wants ${Object.keys(data).join(", ")}: \`--data-out FILE\` writes them as JSON\n`);
  }
  return exitCode.ok;
};

function write(file: string, text: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  } catch (problem) {
    fail(unwritableFile(file, problem instanceof Error ? problem.message : String(problem)));
  }
}
