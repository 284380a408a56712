/** `pal emit FILE --to SYSTEM`: the scenario as a program of another system, with the data that go with it. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { dataFile } from "../../emit/stan/data.ts";
import { emitStan } from "../../emit/stan.ts";
import { inferCall, isEnumerable, usesGradients } from "../../emit/webppl/infer.ts";
import { emitWebppl } from "../../emit/webppl.ts";
import { webppl } from "../../inference/algorithms/webppl.ts";
import type { Construction } from "../../inference/kernel.ts";
import type { CheckedScenario } from "../../language/checked.ts";
import { badCommandLineValue, emitNeedsSystem } from "../../language/diagnostics/command-line.ts";
import { fail } from "../../language/diagnostics/make.ts";
import { type Command, type EmitOptions, emitted, exitCode } from "../commands.ts";
import type { Io } from "../io.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { requireDensity } from "../require-density.ts";
import { loadScenario } from "../scenario.ts";
import { writing } from "../writing.ts";

export const command: Command<EmitOptions> = async (file, options, io) => {
  if (options.to === undefined) fail(emitNeedsSystem(emitted));
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  requireDensity(scenario, "pal emit");
  if (options.to === "webppl" && options.dataOut !== undefined) {
    fail(badCommandLineValue("--data-out", options.dataOut, "no file: a WebPPL program holds its data itself"));
  }
  const text = options.to === "stan" ? stanText(scenario, options, io) : webpplText(scenario);
  if (options.out === undefined) io.stdout.write(text);
  else write(options.out, text);
  return exitCode.ok;
};

function stanText(scenario: CheckedScenario, { dataOut }: EmitOptions, io: Io): string {
  const { program, data } = emitStan(scenario);
  const names = Object.keys(data);
  if (dataOut !== undefined) write(dataOut, dataFile(data));
  else if (names.length > 0) {
    io.stderr.write(`its data block wants ${names.join(", ")}: \`--data-out FILE\` writes them as JSON\n`);
  }
  return program;
}

/** Ends with the `Infer` of the scenario's own `webppl(..)`, where it has one. */
function webpplText(scenario: CheckedScenario): string {
  const steps = scenario.infers.flatMap((infer) => infer.steps);
  const given = steps.find((step) => step.name === webppl.name)?.options ?? defaultOptions(scenario);
  return emitWebppl(scenario, {
    returns: "targets",
    infer: inferCall(webppl.options, given),
    elementwise: usesGradients(webppl.options, given),
  });
}

/** Enumeration where every latent has finitely many values. */
function defaultOptions({ latents }: CheckedScenario): Construction["options"] {
  return latents.every(isEnumerable) ? { method: "enumerate" } : {};
}

function write(file: string, text: string): void {
  writing(file, () => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, text);
  });
}
