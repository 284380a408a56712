/** `pal explain`: what a code means, or what the compiler made of a scenario, as a summary or stage by stage. */
import { DiagnosticError } from "../../language/diagnostic.ts";
import { parse } from "../../language/parse.ts";
import { printChecked } from "../../language/print-checked.ts";
import { printSyntax } from "../../language/print-syntax.ts";
import { modelTex } from "../../tex/model.ts";
import { type Command, type ExplainOptions, exitCode } from "../commands.ts";
import { explainEmitted } from "../explain/code.ts";
import { codeIn, explainCode } from "../explain/code-page.ts";
import { explainGradient, explainTensor } from "../explain/density.ts";
import { explainSummary } from "../explain/summary.ts";
import { renderDiagnostics } from "../render-diagnostics.ts";
import { requireDensity } from "../require-density.ts";
import { loadScenario, readScenario } from "../scenario.ts";

export const command: Command<ExplainOptions> = async (file, options, io) => {
  const code = codeIn(file);
  if (code !== undefined) {
    io.stdout.write(explainCode(code, io));
    return exitCode.ok;
  }
  if (options.stage === "syntax") {
    io.stdout.write(explainSyntax(file));
    return exitCode.ok;
  }
  const { scenario, warnings } = await loadScenario(file, options);
  if (warnings.length > 0) io.stderr.write(renderDiagnostics(warnings, io));
  if (options.math || densityStages.has(options.stage ?? "summary")) requireDensity(scenario, "this view of it");
  if (options.math) io.stdout.write(await modelTex(scenario, parse(scenario.source).tree));
  else io.stdout.write(stageText[options.stage ?? "summary"](scenario, options.emit));
  return exitCode.ok;
};

const densityStages: ReadonlySet<string> = new Set(["tensor", "gradient", "code"]);

const stageText = {
  summary: explainSummary,
  checked: printChecked,
  tensor: explainTensor,
  gradient: explainGradient,
  code: explainEmitted,
};

/** The tree needs neither data nor models. */
function explainSyntax(file: string): string {
  const { tree, diagnostics } = parse(readScenario(file));
  if (diagnostics.length > 0) throw new DiagnosticError(diagnostics);
  return printSyntax(tree);
}
