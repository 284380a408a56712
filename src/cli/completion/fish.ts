/** Completion for fish: one `complete` for each word. */
import type { CommandWords, Words } from "./describe.ts";

export function fishScript(commands: readonly CommandWords[], names: readonly string[]): string {
  const [name, ...others] = names;
  const lines = commands.flatMap((command) => {
    const within = `-n '__fish_seen_subcommand_from ${command.name}'`;
    return [
      `complete -c ${name} -n __fish_use_subcommand -a ${command.name} -d ${quote(command.description)}`,
      ...command.options.map(({ name: option, description, value }) =>
        [`complete -c ${name} ${within} -l ${option.slice(2)}`, ...valueFlags(value), `-d ${quote(description)}`].join(
          " ",
        ),
      ),
      ...argument(command.argument).map((words) => `complete -c ${name} ${within} ${words}`),
    ];
  });
  return [
    `# Completion of ${name} for fish. Load it with: ${name} completion fish | source`,
    `complete -c ${name} -f`,
    ...lines,
    ...others.map((other) => `complete -c ${other} -w ${name}`),
    "",
  ].join("\n");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function valueFlags(words: Words | undefined): string[] {
  switch (words?.kind) {
    case undefined:
      return [];
    case "choices":
      return ["-x", `-a '${words.words.join(" ")}'`];
    case "folders":
      return ["-x", "-a '(__fish_complete_directories)'"];
    case "free":
      return ["-x"];
    default:
      return ["-r", "-F"];
  }
}

function argument(words: Words): string[] {
  if (words.kind === "choices") return [`-a '${words.words.join(" ")}'`];
  return words.kind === "scenarios" ? ["-k -a '(__fish_complete_suffix .pal)'"] : [];
}
