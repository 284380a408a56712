/** The command line as commander sees it: commands, options, help. */
import { Argument, Command as Commander, type CommanderError, Option } from "commander";
import { targets } from "../emit/target.ts";
import { type Diagnostic, DiagnosticError } from "../language/diagnostic.ts";
import { excessArgument } from "../language/diagnostics/command-line.ts";
import {
  type CalibrateOptions,
  type CheckOptions,
  type Command,
  type DensityOptions,
  type EmitOptions,
  type ExplainOptions,
  emitted,
  exitCode,
  type FormatOptions,
  type Loaders,
  type NewOptions,
  type PicturesOptions,
  type RecoverOptions,
  type RunOptions,
  type SweepOptions,
} from "./commands.ts";
import { commandWords } from "./completion/describe.ts";
import { type Shell, shells } from "./completion/shells.ts";
import { stages } from "./explain/stages.ts";
import type { Io } from "./io.ts";
import { oneOf, point, setting, wholeNumber } from "./option-values.ts";
import { templates } from "./templates.ts";
import { usageMistake } from "./usage-mistake.ts";

/** A command line that was understood: does what it asks for. */
export type Invocation = (io: Io) => Promise<number>;

/**
 * Builds the parser. Once it has parsed a command line, `chosen` is given what to do; mistakes are thrown as
 * DiagnosticError, help and version as CommanderError with exit code 0.
 */
export function makeProgram(
  version: string,
  loaders: Loaders,
  io: Io,
  chosen: (invocation: Invocation) => void,
): Commander {
  const program = new Commander("pal")
    .description("Reads models backwards: from what a black box answers to what must have gone in.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand(false);
  program.addHelpText(
    "after",
    "\n`pal COMMAND --help` tells more. Exit codes: 0 done, 2 something to mend, 130 interrupted.",
  );

  /** A command with one argument. */
  function defineWith<Options>(
    argument: { readonly name: string; readonly description: string },
    name: string,
    description: string,
    load: () => Promise<Command<Options>>,
  ): Commander {
    const command = program.command(name).description(description);
    command.argument(`<${argument.name}>`, argument.description);
    command.helpOption("-h, --help", "print this help");
    command.allowExcessArguments(true);
    command.action((word: string, options: Options) => {
      if (command.args.length > 1)
        throw new DiagnosticError([excessArgument(command.args[1], `pal ${name}`, argument.name)]);
      chosen(async (to) => (await load())(word, options, to));
    });
    return command;
  }

  const allowCode = "let models that are modules, `js(..)`, run";
  const file = { name: "file", description: "the scenario, a .pal file" };

  /** A command on a scenario. */
  function define<Options>(
    name: string,
    description: string,
    load: () => Promise<Command<Options>>,
    argument = file,
  ): Commander {
    return defineWith(argument, name, description, load)
      .option("--set <NAME=VALUE>", "give a param another value; once for each param", setting, {})
      .option("--data <DIR>", "the folder of the data files (default: the scenario's own)")
      .option("--allow-code", allowCode, false);
  }

  const infer = "an `infer` of the scenario by name, or an algorithm: 'nuts(draws = 500)'";
  const emit = () =>
    new Option(
      "--emit <js|wasm|tfjs>",
      "run in JavaScript alone, in WebAssembly wherever it can be, or as TensorFlow.js kernels in single precision (default: as shapes say)",
    )
      .choices(targets)
      .argParser(oneOf("--emit", targets));
  const json = "print one JSON object in place of text";

  define<CheckOptions>("check", "check a scenario and its data without running it", loaders.check).option(
    "--pedantic",
    "warn of more: priors, scales and forms that are legal and rarely best",
    false,
  );

  define<RunOptions>("run", "run a scenario: draw from the posterior, keep the draws, show a summary", loaders.run)
    .option("--infer <NAME>", infer)
    .option("--seed <N>", "seed of the random numbers", wholeNumber("--seed", 0))
    .option("--out <DIR>", "the folder to keep the run in (default: the next free runs/SCENARIO-INFER-N)")
    .option("--json", json, false)
    .option("--workers <N>", "worker threads at most (default: one a core)", wholeNumber("--workers", 1))
    .option("--all", "show every row of the summary", false)
    .addOption(emit())
    .option("--calibration <FILE>", "say how probable it is that a candidate is a match, as `pal calibrate` learnt it");

  define<DensityOptions>("density", "evaluate the log density at a point", loaders.density)
    .option("--at <JSON>", "values of the latents, in their own units: '{\"mu\": 0}'", point)
    .option("--json", json, false);

  define<RecoverOptions>(
    "recover",
    "invert simulated data whose truth is known: does this scenario work?",
    loaders.recover,
  )
    .option("--n <N>", "how many data sets to simulate", wholeNumber("--n", 1), 50)
    .option("--infer <NAME>", infer)
    .option("--seed <N>", "seed of the random numbers", wholeNumber("--seed", 0))
    .option("--json", json, false)
    .option("--workers <N>", "worker threads at most (default: one a core)", wholeNumber("--workers", 1));

  define<SweepOptions>("sweep", "run a scenario under every combination of some params, a row each", loaders.sweep)
    .option(
      "--vary <NAME=VALUES>",
      "a param, or seed: start:stop:step with both ends, or a list a,b,c; once for each name",
      (text: string, before: readonly string[]) => [...before, text],
      [],
    )
    .option("--jobs <N>", "combinations at a time (default: one a core)", wholeNumber("--jobs", 1))
    .option("--infer <NAME>", infer)
    .option("--seed <N>", "seed of the random numbers", wholeNumber("--seed", 0))
    .option(
      "--out <FILE>",
      "a table to keep the rows in as they come, CSV; a sweep that was stopped goes on where it was",
    )
    .option("--json", json, false);

  defineWith<PicturesOptions>(
    { name: "run", description: "the folder of a run" },
    "pictures",
    "draw the pictures of a finished run again, from its draws",
    loaders.pictures,
  )
    .option("--out <DIR>", "where to write them; - for the standard output (default: the folder of the run)")
    .option("--target <NAME>", "draw this target alone")
    .option("--scale <N>", "dots along the side of a pixel (default: by size)", wholeNumber("--scale", 1))
    .option("--columns <N>", "pictures side by side (default: 20)", wholeNumber("--columns", 1))
    .option("--data <DIR>", "the folder of the data files (default: where they were in the run)")
    .option("--allow-code", allowCode, false);

  program
    .command("calibrate")
    .description("learn from runs whose truth is known how probable it is that a candidate is a match")
    .argument("<runs...>", "folders of runs of `map` with a matched truth, on two nets or more")
    .helpOption("-h, --help", "print this help")
    .option("--out <FILE>", "where to write what was learnt, for `pal run --calibration`")
    .option("--json", json, false)
    .action((runs: string[], options: CalibrateOptions) => {
      chosen(async (to) => (await loaders.calibrate())(runs, options, to));
    });

  program
    .command("fmt")
    .description("lay scenarios out, in place; comments and meaning stay")
    .argument("<files...>", "scenarios, .pal files; - for the standard input")
    .helpOption("-h, --help", "print this help")
    .option("--check", "change nothing, and fail where the layout differs", false)
    .option("--stdout", "print in place of writing", false)
    .action((files: string[], options: FormatOptions) => {
      chosen(async (to) => {
        const command = await loaders.fmt();
        const found: Diagnostic[] = [];
        for (const each of files) {
          try {
            await command(each, options, to);
          } catch (problem) {
            if (!(problem instanceof DiagnosticError)) throw problem;
            found.push(...problem.diagnostics);
          }
        }
        if (found.length > 0) throw new DiagnosticError(found);
        return exitCode.ok;
      });
    });

  define<EmitOptions>("emit", "print a scenario as a program of another system", loaders.emit)
    .addOption(
      new Option("--to <SYSTEM>", `the system: ${emitted.join(", ")}`)
        .choices(emitted)
        .argParser(oneOf("--to", emitted)),
    )
    .option("--out <FILE>", "where to write the program (default: the terminal)")
    .option("--data-out <FILE>", "where to write its data, as JSON");

  define<ExplainOptions>(
    "explain",
    "tell more of an error, or show what the compiler made of a scenario",
    loaders.explain,
    {
      name: "file|code",
      description: "a scenario, or a code such as PAL2003",
    },
  )
    .addOption(
      new Option("--stage <STAGE>", `show one stage: ${stages.join(", ")}`)
        .choices(stages)
        .argParser(oneOf("--stage", stages)),
    )
    .option("--math", "print the model as LaTeX", false)
    .addOption(emit())
    .option("--infer <NAME>", infer);

  defineWith<NewOptions>(
    { name: "name", description: "the folder to make" },
    "new",
    "begin a scenario from a template: a folder with data, ready to run",
    loaders.new,
  ).addOption(
    new Option("--template <TEMPLATE>", `what to begin with: ${templates.join(", ")}`)
      .choices(templates)
      .argParser(oneOf("--template", templates))
      .default(templates[0], templates[0]),
  );

  const completion = program.command("completion").description("print what a shell needs to complete `pal`");
  completion
    .addArgument(
      new Argument("<shell>", `the shell: ${shells.join(", ")}`)
        .choices(shells)
        .argParser((shell) => oneOf("pal completion", shells)(shell)),
    )
    .helpOption("-h, --help", "print this help")
    .allowExcessArguments(true)
    .action((shell: Shell) => {
      if (completion.args.length > 1)
        throw new DiagnosticError([excessArgument(completion.args[1], "pal completion", "shell")]);
      chosen(async (to) => (await loaders.completion())(shell, { commands: commandWords(program) }, to));
    });

  for (const command of [program, ...program.commands]) {
    command.showSuggestionAfterError(false);
    // "(default: false)" and the like say nothing; a number does.
    command.configureHelp({
      optionDescription: ({ description, defaultValue }) =>
        typeof defaultValue === "number" ? `${description} (default: ${defaultValue})` : description,
    });
    command.configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Mistakes are shown as diagnostics; the help that stands in for a missing command is kept.
      writeErr: (text) => io.stderr.write(text),
      outputError: () => undefined,
      getOutHelpWidth: () => Math.min(io.columns, 100),
      getErrHelpWidth: () => Math.min(io.columns, 100),
      getOutHasColors: () => io.color,
      getErrHasColors: () => io.color,
    });
    command.exitOverride((error: CommanderError) => {
      throw usageMistake(error, command, program);
    });
  }
  return program;
}
