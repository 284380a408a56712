/** Turns what commander complains about into our diagnostics, with suggestions. */
import type { Command, CommanderError } from "commander";
import { DiagnosticError } from "../language/diagnostic.ts";
import {
  missingArgument,
  missingFile,
  missingOptionValue,
  unknownOption,
} from "../language/diagnostics/command-line.ts";

/** The word commander has put in quotes: the option it means. */
function quoted(error: CommanderError): string {
  return /'(.*)'/.exec(error.message)?.[1] ?? "";
}

/** The DiagnosticError for a mistake of the user; help, version and anything else come back as they are. */
export function usageMistake(error: CommanderError, command: Command, program: Command): Error {
  const typed = command === program ? program.name() : `${program.name()} ${command.name()}`;
  switch (error.code) {
    case "commander.unknownOption": {
      const known = [...command.options.map((option) => option.long ?? option.flags), "--help"];
      return new DiagnosticError([unknownOption(quoted(error), typed, known)]);
    }
    case "commander.missingArgument": {
      const [argument] = command.registeredArguments;
      const missing =
        argument.name() === "file" ? missingFile(typed) : missingArgument(typed, argument.name(), argument.description);
      return new DiagnosticError([missing]);
    }
    case "commander.optionMissingArgument":
      return new DiagnosticError([missingOptionValue(quoted(error))]);
    default:
      return error;
  }
}
