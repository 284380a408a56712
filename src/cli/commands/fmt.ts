/** `pal fmt FILE`: lays a scenario out, in place. */
import { readFileSync } from "node:fs";
import { DiagnosticError } from "../../language/diagnostic.ts";
import { notFormatted } from "../../language/diagnostics/command-line.ts";
import { format } from "../../language/format/format.ts";
import { rewriteAtomically } from "../../runs/atomic-write.ts";
import { type Command, exitCode, type FormatOptions } from "../commands.ts";
import { readScenario } from "../scenario.ts";
import { writing } from "../writing.ts";

/** Stands for the standard input, whose layout goes to the standard output. */
const standardInput = "-";

export const command: Command<FormatOptions> = async (file, options, io) => {
  const isInput = file === standardInput;
  const source = isInput ? { name: "standard input", text: readFileSync(0, "utf8") } : readScenario(file);
  const formatted = format(source);
  if ("diagnostics" in formatted) throw new DiagnosticError(formatted.diagnostics);
  const { text } = formatted;
  if (options.check) {
    if (text !== source.text) throw new DiagnosticError([notFormatted(source.name)]);
  } else if (isInput || options.stdout) io.stdout.write(text);
  else if (text !== source.text) writing(file, () => rewriteAtomically(file, text));
  return exitCode.ok;
};
