/** What can be completed, read off the parser of the command line. */
import type { Command, Option } from "commander";

/** What stands for a word that is not fixed. */
export type Words =
  | { readonly kind: "choices"; readonly words: readonly string[] }
  /** Files of that ending, and folders on the way to them. */
  | { readonly kind: "scenarios" }
  | { readonly kind: "files" }
  | { readonly kind: "folders" }
  /** Whatever the user thinks of. */
  | { readonly kind: "free" };

export interface OptionWords {
  /** `--stage` */
  readonly name: string;
  readonly description: string;
  /** Undefined for an option without a value. */
  readonly value?: Words;
}

export interface CommandWords {
  readonly name: string;
  readonly description: string;
  readonly options: readonly OptionWords[];
  readonly argument: Words;
}

/** The commands of a program, with their options; `--help` is one of them. */
export function commandWords(program: Command): CommandWords[] {
  return program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    options: command.createHelp().visibleOptions(command).map(optionWords),
    argument: argumentWords(command),
  }));
}

function optionWords(option: Option): OptionWords {
  const name = option.long ?? option.flags;
  if (!option.required && !option.optional) return { name, description: option.description };
  return { name, description: option.description, value: valueWords(option) };
}

function valueWords({ argChoices, flags }: Option): Words {
  if (argChoices !== undefined) return { kind: "choices", words: argChoices };
  if (flags.includes("<DIR>")) return { kind: "folders" };
  return { kind: flags.includes("<FILE>") ? "files" : "free" };
}

function argumentWords(command: Command): Words {
  const [argument] = command.registeredArguments;
  if (argument === undefined) return { kind: "free" };
  if (argument.argChoices !== undefined) return { kind: "choices", words: argument.argChoices };
  if (argument.name().startsWith("run")) return { kind: "folders" };
  return { kind: argument.name().startsWith("file") ? "scenarios" : "free" };
}
