/** The grammar as data, read off the parser itself: what EBNF and railroad diagrams are made of. */
import type { ISerializedGast, TokenType } from "chevrotain";
import { FileParser } from "../parser.ts";
import { allTokens, Equals, foreign, Infix, Prefix, StatementWord } from "../tokens.ts";

export type Form =
  | { readonly kind: "sequence" | "choice"; readonly of: readonly Form[] }
  | { readonly kind: "optional"; readonly of: Form }
  | { readonly kind: "repeat"; readonly of: Form; readonly atLeastOne: boolean; readonly separator?: string }
  /** A word or sign as written. */
  | { readonly kind: "text"; readonly text: string }
  /** Another rule, or a kind of token. */
  | { readonly kind: "rule"; readonly name: string };

export interface Rule {
  readonly name: string;
  readonly form: Form;
}

/** Names that are words in place: by the rule and how many names it has read before. */
const wordsInPlace: Readonly<Record<string, string>> = {
  "access 0": "access",
  "model 0": "budget",
  "truth 0": "matched",
  "truth 2": "sampled",
  "truth 3": "by",
  "control 0": "as",
  "use 0": "plugin",
  "use 2": "as",
  "distribution 0": "value",
  "fn 0": "value",
};

/** Kinds of tokens, by what a reader calls them. */
const kinds: Readonly<Record<string, string>> = {
  Name: "NAME",
  number: "NUMBER",
  string: "STRING",
  Word: "WORD",
  Infix: "infix",
  Prefix: "prefix",
};

/** All rules from `file` down; a rule stands before those it first uses. */
export function rules(): Rule[] {
  const all = new Map(
    new FileParser().getSerializedGastProductions().map((rule) => {
      const { name, definition = [] } = rule as ISerializedGast & { name: string };
      return [name, sequence(definition.flatMap((part) => formOf(name, part)))];
    }),
  );
  all.set("file", { kind: "repeat", of: { kind: "rule", name: "statement" }, atLeastOne: false });
  all.set("prior", withWeights(all.get("prior")));
  all.set("infix", choiceOf(Infix));
  all.set("prefix", choiceOf(Prefix));
  const ordered: Rule[] = [];
  const pending = ["file"];
  for (let name = pending.shift(); name !== undefined; name = pending.shift()) {
    const form = all.get(name);
    if (form === undefined || ordered.some((rule) => rule.name === name)) continue;
    ordered.push({ name, form });
    pending.unshift(...namesIn(form));
  }
  return ordered;
}

/** `prior parameters(N) ~ ..`: the name before the bracket is a word, which only the parser's gate says. */
function withWeights(form: Form | undefined): Form {
  if (form?.kind !== "sequence") throw new Error("the rule of `prior` is a sequence");
  const text = (written: string): Form => ({ kind: "text", text: written });
  const name: Form = { kind: "rule", name: "NAME" };
  const weights = sequence([text("parameters"), text("("), name, text(")")]);
  const rest = form.of.filter((part) => part.kind !== "optional");
  const [keyword, head, ...more] = rest;
  return { kind: "sequence", of: [keyword, { kind: "choice", of: [head, weights] }, ...more] };
}

function sequence(of: readonly Form[]): Form {
  return of.length === 1 ? of[0] : { kind: "sequence", of };
}

function choiceOf(category: TokenType): Form {
  // `=` is read between operands so that a slip for `==` is one message.
  const members = allTokens.filter(
    (type) => type.CATEGORIES?.includes(category) && !foreign.has(type) && type !== Equals,
  );
  return { kind: "choice", of: members.map(({ PATTERN }) => ({ kind: "text", text: String(PATTERN) })) };
}

/** Nothing for what only recovery from mistakes reads. */
function formOf(rule: string, node: ISerializedGast): Form[] {
  const { type, definition = [] } = node;
  const inner = () => definition.flatMap((part) => formOf(rule, part));
  switch (type) {
    case "Terminal":
      return terminal(rule, node as ISerializedGast & { name: string; idx: number; pattern?: string });
    case "NonTerminal": {
      const { name } = node as ISerializedGast & { name: string };
      return [{ kind: "rule", name: name === "declared" || name === "dimName" ? "NAME" : name }];
    }
    case "Alternation": {
      const choices = definition.map((part) => formOf(rule, part)).filter((parts) => parts.length > 0);
      const of = choices.map(sequence);
      return of.length === 1 ? of : [{ kind: "choice", of }];
    }
    case "Alternative":
      return [sequence(inner())].filter((form) => form.kind !== "sequence" || form.of.length > 0);
    case "Option":
      return [{ kind: "optional", of: sequence(inner()) }];
    case "Repetition":
    case "RepetitionMandatory":
      return [{ kind: "repeat", of: sequence(inner()), atLeastOne: type === "RepetitionMandatory" }];
    case "RepetitionMandatoryWithSeparator": {
      const { separator } = node as ISerializedGast & { separator: { pattern: string } };
      return [{ kind: "repeat", of: sequence(inner()), atLeastOne: true, separator: separator.pattern }];
    }
    default:
      return inner();
  }
}

function terminal(rule: string, { name, idx, pattern }: { name: string; idx: number; pattern?: string }): Form[] {
  if (name === "Any") return [];
  const inPlace = name === "Name" ? wordsInPlace[`${rule} ${idx}`] : undefined;
  if (inPlace !== undefined) return [{ kind: "text", text: inPlace }];
  const kind = kinds[name];
  if (kind !== undefined) return [{ kind: "rule", name: kind }];
  if (name === StatementWord.name) return [];
  return [{ kind: "text", text: pattern ?? name }];
}

function namesIn(form: Form): string[] {
  switch (form.kind) {
    case "rule":
      return [form.name];
    case "text":
      return [];
    case "optional":
    case "repeat":
      return namesIn(form.of);
    default:
      return form.of.flatMap(namesIn);
  }
}
