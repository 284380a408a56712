/** The colours of the language for editors: a TextMate grammar made of its tokens, functions and distributions. */
import { combinators } from "../../src/distributions/combinators/registry.ts";
import { distributions } from "../../src/distributions/registry.ts";
import { functions } from "../../src/language/functions/registry.ts";
import { reservedWords, statementWords } from "../tokens.ts";

/** Names that are words in place. */
const contextual = [
  "access",
  "budget",
  "matched",
  "sampled",
  "by",
  "as",
  "over",
  "plugin",
  "value",
  "shape",
  "density",
];
const accessWords = ["labels", "scores", "explanations", "parameters"];
const constants = ["true", "false"];

const anyOf = (words: Iterable<string>) => `\\b(?:${[...words].join("|")})\\b`;

export function textmate(): string {
  const other = reservedWords.filter((word) => !statementWords.includes(word) && !constants.includes(word));
  const rule = (name: string, match: string) => ({ name: `${name}.palimpsest`, match });
  const grammar = {
    name: "Palimpsest",
    scopeName: "source.palimpsest",
    fileTypes: ["pal"],
    comment: "Made of the language's own tables by `npm run grammar`: do not edit.",
    patterns: [
      rule("comment.line.documentation", "///(?!/).*$"),
      rule("comment.line.double-slash", "//.*$"),
      { name: "comment.block.palimpsest", begin: "/\\*", end: "\\*/" },
      {
        name: "string.quoted.double.palimpsest",
        begin: '"',
        end: '"|$',
        patterns: [rule("constant.character.escape", "\\\\.")],
      },
      rule("constant.numeric", "\\b\\d+(?:_\\d+)*(?:\\.\\d+(?:_\\d+)*)?(?:[eE][+-]?\\d+)?"),
      // Behind a point and as an argument's name reserved words are names.
      rule("variable.other.member", "(?<=(?<!\\.)\\.)[A-Za-z_]\\w*"),
      rule("variable.parameter", "\\b[A-Za-z_]\\w*(?=\\s*=(?![=>])[^\\n]*\\))"),
      rule("keyword.control", `(?:^|(?<=[{}\\s]))${anyOf(statementWords)}`),
      rule("keyword.operator.word", anyOf(other)),
      rule("constant.language", anyOf(constants)),
      rule("keyword.other", anyOf(contextual)),
      rule("storage.modifier", anyOf(accessWords)),
      rule("support.class", `${anyOf([...distributions.keys(), ...combinators.keys()])}(?=\\s*\\()`),
      rule("support.function", `${anyOf(functions.keys())}(?=\\s*\\()`),
      rule("entity.name.function", "\\b[A-Za-z_]\\w*(?=\\s*\\()"),
      rule("keyword.operator", "~|->|=>|\\.\\.|[-+*/%@^]|[=!<>]=?"),
    ],
  };
  return `${JSON.stringify(grammar, null, 2)}\n`;
}
