/** Completion for bash: one function over the words typed so far. */
import type { CommandWords, Words } from "./describe.ts";

export function bashScript(commands: readonly CommandWords[], names: readonly string[]): string {
  const values = commands.flatMap(({ name, options }) =>
    options.flatMap(({ name: option, value }) =>
      value === undefined ? [] : [`    "${name} ${option}") ${complete(value)}; return ;;`],
    ),
  );
  const options = commands.map(
    ({ name, options: own }) => `      ${name}) options="${own.map((option) => option.name).join(" ")}" ;;`,
  );
  const args = commands.map(({ name, argument }) => `    ${name}) ${complete(argument)} ;;`);
  return `# Completion of ${names[0]} for bash. Load it with: source <(${names[0]} completion bash)
_pal_words() { COMPREPLY=($(compgen -W "$1" -- "$current")); }
_pal_paths() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen "$@" -- "$current"))
}
_pal_scenarios() {
  local IFS=$'\\n'
  compopt -o filenames 2>/dev/null
  COMPREPLY=($(compgen -f -X '!*.pal' -- "$current"; compgen -d -- "$current"))
}
_pal() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD - 1]}" command="" options="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    if [[ "\${COMP_WORDS[i]}" != -* ]]; then command="\${COMP_WORDS[i]}"; break; fi
  done
  case "$command $previous" in
${values.join("\n")}
  esac
  if [[ "$current" == -* ]]; then
    case "$command" in
      "") options="--help --version" ;;
${options.join("\n")}
    esac
    _pal_words "$options"
    return
  fi
  case "$command" in
    "") _pal_words "${commands.map(({ name }) => name).join(" ")}" ;;
${args.join("\n")}
  esac
}
complete -F _pal ${names.join(" ")}
`;
}

function complete(words: Words): string {
  switch (words.kind) {
    case "choices":
      return `_pal_words "${words.words.join(" ")}"`;
    case "scenarios":
      return "_pal_scenarios";
    case "files":
      return "_pal_paths -f";
    case "folders":
      return "_pal_paths -d";
    case "free":
      return ":";
  }
}
