/** Completion for zsh: the commands by `_describe`, each with its own `_arguments`. */
import type { CommandWords, OptionWords, Words } from "./describe.ts";

export function zshScript(commands: readonly CommandWords[], names: readonly string[]): string {
  const described = commands.map(({ name, description }) => `    ${quote(`${name}:${description}`)}`);
  const cases = commands.map(
    ({ name, options, argument }) =>
      `        ${name}) _arguments ${[...options.map(optionSpec), argumentSpec(argument)].join(" ")} ;;`,
  );
  return `#compdef ${names.join(" ")}
# Completion of ${names[0]} for zsh. Load it with: source <(${names[0]} completion zsh)
_pal() {
  local context state line
  local -a commands
  commands=(
${described.join("\n")}
  )
  _arguments -C '1:command:->command' '*::argument:->argument'
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${cases.join("\n")}
      esac ;;
  esac
}
if [ "$funcstack[1]" = "_pal" ]; then _pal "$@"; else compdef _pal ${names.join(" ")}; fi
`;
}

/** In single quotes, which end around a quote of the text. */
function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** \`[\`, \`]\` and \`:\` mean something to _arguments. */
function plain(text: string): string {
  return text.replace(/[[\]:\\]/g, "\\$&");
}

function optionSpec({ name, description, value }: OptionWords): string {
  const many = name === "--set" ? "*" : "";
  const spec = `${many}${name}[${plain(description)}]`;
  return quote(value === undefined ? spec : `${spec}:value:${action(value)}`);
}

function argumentSpec(words: Words): string {
  return quote(`*:argument:${action(words)}`);
}

function action(words: Words): string {
  switch (words.kind) {
    case "choices":
      return `(${words.words.join(" ")})`;
    case "scenarios":
      return '_files -g "*.pal"';
    case "files":
      return "_files";
    case "folders":
      return "_files -/";
    case "free":
      return "";
  }
}
