/** From the words of a command line to an exit code: parses, loads the one command asked for, shows what goes wrong. */
import { CommanderError } from "commander";
import { DiagnosticError } from "../language/diagnostic.ts";
import { unknownCommand } from "../language/diagnostics/command-line.ts";
import { exitCode, type Loaders } from "./commands.ts";
import type { Io } from "./io.ts";
import { type Invocation, makeProgram } from "./program.ts";
import { renderDiagnostics, tellsMore } from "./render-diagnostics.ts";

/**
 * Runs `pal` with the words after its name and resolves to the exit code; never rejects.
 * `environment.PAL_DEBUG=1` adds the stack to the report of an internal error.
 */
export async function main(
  words: readonly string[],
  io: Io,
  loaders: Loaders,
  version: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  let invocation: Invocation | undefined;
  try {
    const program = makeProgram(version, loaders, io, (understood) => {
      invocation = understood;
    });
    if (words.length === 0) {
      io.stderr.write(program.helpInformation());
      return exitCode.badInput;
    }
    const [first, ...rest] = words;
    // `pal help run` is `pal run --help`.
    const line = first === "help" ? [...rest, "--help"] : [...words];
    const commands = program.commands.map((command) => command.name());
    if (!line[0].startsWith("-") && !commands.includes(line[0])) {
      throw new DiagnosticError([unknownCommand(line[0], commands)]);
    }
    program.parse(line, { from: "user" });
    return invocation === undefined ? exitCode.ok : await invocation(io);
  } catch (problem) {
    if (problem instanceof CommanderError && problem.exitCode === 0) return exitCode.ok;
    if (problem instanceof DiagnosticError) {
      io.stderr.write(renderDiagnostics(problem.diagnostics, io) + tellsMore(problem.diagnostics, io));
      return exitCode.badInput;
    }
    io.stderr.write(internalError(problem, environment));
    return exitCode.internal;
  }
}

/** One line for a bug of our own; with PAL_DEBUG=1, its stack too. */
export function internalError(problem: unknown, environment: NodeJS.ProcessEnv): string {
  const message = problem instanceof Error ? `${problem.name}: ${problem.message}` : String(problem);
  const line = `pal stopped at a bug of its own (${message.split("\n")[0]}); please report it. PAL_DEBUG=1 shows more\n`;
  const stack = problem instanceof Error ? problem.stack : undefined;
  return environment.PAL_DEBUG === "1" && stack !== undefined ? `${line}${stack}\n` : line;
}
