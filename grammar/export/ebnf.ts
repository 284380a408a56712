/** The grammar as EBNF, in the notation of the W3C: `?` may be left out, `*` and `+` repeat, `|` chooses. */
import { reservedWords } from "../tokens.ts";
import { type Form, rules } from "./forms.ts";

const header = `/* The grammar of Palimpsest, read off its parser by \`npm run grammar\`: do not edit.
   Between tokens stand blanks, line ends and comments: // to the end of the line, /// documents the next statement.
   Operators bind, loosest first: or, and, not, comparisons, .., + -, * / % @, unary -, ^ (to the right). */
`;

export function ebnf(): string {
  const lines = rules().map(({ name, form }) => `${name} ::= ${print(form, false)}`);
  const words = reservedWords.map((word) => `'${word}'`).join(" | ");
  return `${header}
${lines.join("\n")}

NAME ::= [A-Za-z_] [A-Za-z0-9_]* - RESERVED
WORD ::= [A-Za-z_] [A-Za-z0-9_]*
NUMBER ::= DIGITS ('.' DIGITS)? ([eE] [+-]? [0-9]+)?
DIGITS ::= [0-9]+ ('_' [0-9]+)*
STRING ::= '"' ([^"\\] | '\\' ["\\nt])* '"'
RESERVED ::= ${words}
`;
}

/** @param tight whether an operator follows, so that more than one part needs brackets */
function print(form: Form, tight: boolean): string {
  switch (form.kind) {
    case "text":
      return `'${form.text}'`;
    case "rule":
      return form.name;
    case "optional":
      return `${print(form.of, true)}?`;
    case "repeat": {
      const { of, separator, atLeastOne } = form;
      if (separator !== undefined) return bracketed(`${print(of, true)} ('${separator}' ${print(of, true)})*`, tight);
      return `${print(of, true)}${atLeastOne ? "+" : "*"}`;
    }
    case "sequence":
      return bracketed(
        form.of.map((part) => print(part, part.kind === "choice")).join(" "),
        tight && form.of.length > 1,
      );
    case "choice":
      return bracketed(form.of.map((part) => print(part, false)).join(" | "), tight);
  }
}

function bracketed(text: string, needed: boolean): string {
  return needed ? `(${text})` : text;
}
