/** The grammar as data, read off the parser itself: what EBNF and railroad diagrams are made of. */
import type { Expression } from "../../src/language/syntax.ts";
import type { Terminal } from "../engine.ts";
import { StatementParser } from "../statements.ts";
import type { TokenType } from "../token.ts";
import * as t from "../tokens.ts";
import { type Part, record } from "./record.ts";

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

/** Kinds of tokens, by what a reader calls them. */
const kinds: ReadonlyMap<Terminal, string> = new Map([
  [t.Name, "NAME"],
  [t.NumberToken, "NUMBER"],
  [t.StringToken, "STRING"],
  [t.Word, "WORD"],
  [t.Infix, "infix"],
  [t.Prefix, "prefix"],
]);

/** The grammar without what reading a text needs beside it: nothing is read, so there is nothing to fold, count or report. */
export class Grammar extends StatementParser {
  protected override folded(): Expression {
    return { kind: "number", value: 0, span: { start: 0, end: 0 } };
  }
  protected override report(): void {}
  protected override enterBlock(): boolean {
    return true;
  }
  protected override leaveBlock(): void {}
  protected override inside(): void {
    this.statement();
  }
  protected override strayInside(): void {
    this.take(t.Any);
  }
}

/** All rules from `file` down; a rule stands before those it first uses. */
export function rules(): Rule[] {
  const all = new Map([...record(Grammar)].map(([name, parts]) => [name, sequence(parts.flatMap(formOf))]));
  all.set("file", { kind: "repeat", of: { kind: "rule", name: "statement" }, atLeastOne: false });
  all.set("infix", choiceOf(t.Infix));
  all.set("prefix", choiceOf(t.Prefix));
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

function sequence(of: readonly Form[]): Form {
  return of.length === 1 ? of[0] : { kind: "sequence", of };
}

function choiceOf(category: TokenType): Form {
  // `=` is read between operands so that a slip for `==` is one message.
  const members = t.allTokens.filter((type) => type.kinds.has(category) && !t.foreign.has(type) && type !== t.Equals);
  return { kind: "choice", of: members.map(({ name }) => ({ kind: "text", text: name })) };
}

/** Nothing for what only recovery from mistakes reads. */
function formOf(part: Part): Form[] {
  switch (part.kind) {
    case "token":
      return part.what === t.Any ? [] : [tokenForm(part.what)];
    case "rule":
      return [{ kind: "rule", name: part.name }];
    case "optional":
      return [{ kind: "optional", of: sequence(part.of.flatMap(formOf)) }];
    case "repeat":
      return [{ kind: "repeat", of: sequence(part.of.flatMap(formOf)), atLeastOne: false }];
    case "separated": {
      const of = sequence(part.of.flatMap(formOf));
      return [{ kind: "repeat", of, atLeastOne: true, separator: part.separator.name }];
    }
    case "choice": {
      const choices = part.alternatives.map(({ of }) => of.flatMap(formOf)).filter((forms) => forms.length > 0);
      const of = choices.map(sequence);
      return of.length === 1 ? of : [{ kind: "choice", of }];
    }
  }
}

function tokenForm(what: Terminal): Form {
  if (typeof what === "string") return { kind: "text", text: what };
  const kind = kinds.get(what);
  return kind === undefined ? { kind: "text", text: what.name } : { kind: "rule", name: kind };
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
