/** The names of a scenario and what each stands for. */
import type { Box, Dim, Latent, Value } from "./checked.ts";
import { fail } from "./diagnostics/make.ts";
import { declaredTwice, unknownName, usedBeforeDeclaration } from "./diagnostics/names.ts";
import { truthSpecial } from "./diagnostics/roles.ts";
import type { Source, Span } from "./source.ts";
import type { Identifier, SyntaxTree } from "./syntax.ts";

/** Where the numbers of a `data` declaration came from, so that messages can name file, line and column. */
export interface Origin {
  readonly file: string;
  /** File line of each row, 1-based; absent for formats without lines. */
  readonly lines?: readonly number[];
  /** Column names, in the order of the value's last axis; one for a single column. */
  readonly columns?: readonly string[];
}

export type Meaning =
  | { readonly kind: "dim"; readonly dim: Dim }
  | { readonly kind: "param"; readonly value: Value }
  | { readonly kind: "data"; readonly value: Value; readonly origin?: Origin }
  | { readonly kind: "let"; readonly value: Value }
  | { readonly kind: "latent"; readonly latent: Latent }
  | { readonly kind: "box"; readonly box: Box }
  /** Declared by a statement that has an error: uses of it are silent, so that one mistake gives one message. */
  | { readonly kind: "broken" };

/** Thrown when an expression uses a broken name; the cause has been reported already. */
export class AlreadyReported extends Error {}

export class Scope {
  private readonly meanings = new Map<string, { meaning: Meaning; span: Span }>();
  private readonly used = new Set<string>();
  /** Where every name of the file is declared, to tell "unknown" from "too early". */
  private readonly later = new Map<string, Span>();

  constructor(
    private readonly source: Source,
    tree: SyntaxTree,
  ) {
    for (const statement of tree.statements) {
      const name = declaredName(statement);
      if (name !== undefined && !this.later.has(name.name)) this.later.set(name.name, name.span);
    }
  }

  declare(name: Identifier, meaning: Meaning): void {
    const first = this.meanings.get(name.name);
    if (first !== undefined) fail(declaredTwice({ source: this.source, span: name.span }, name.name, first.span));
    this.meanings.set(name.name, { meaning, span: name.span });
  }

  /** Marks a name whose declaration failed, unless it already means something. */
  markBroken(name: Identifier): void {
    if (!this.meanings.has(name.name)) this.meanings.set(name.name, { meaning: { kind: "broken" }, span: name.span });
  }

  find(name: string): Meaning | undefined {
    this.used.add(name);
    const meaning = this.meanings.get(name)?.meaning;
    if (meaning?.kind === "broken") throw new AlreadyReported(name);
    return meaning;
  }

  spanOf(name: string): Span | undefined {
    return this.meanings.get(name)?.span;
  }

  /** The meaning of a name, or a diagnostic: unknown (did you mean), or used before its declaration. */
  resolve(name: Identifier): Meaning {
    const meaning = this.find(name.name);
    if (meaning !== undefined) return meaning;
    const place = { source: this.source, span: name.span };
    const declared = this.later.get(name.name);
    if (declared !== undefined) fail(usedBeforeDeclaration(place, name.name, declared));
    if (name.name === "truth" || name.name === "control") fail(truthSpecial(place, name.name));
    fail(unknownName(place, "name", name.name, this.meanings.keys()));
  }

  isDeclared(name: string): boolean {
    return this.meanings.has(name);
  }

  dims(): Dim[] {
    return [...this.meanings.values()].flatMap(({ meaning }) => (meaning.kind === "dim" ? [meaning.dim] : []));
  }

  /** Replaces a dim that had no size yet. */
  setDim(dim: Dim): void {
    this.meanings.set(dim.name, { meaning: { kind: "dim", dim }, span: dim.span });
  }

  names(kind: Meaning["kind"]): string[] {
    return [...this.meanings].flatMap(([name, { meaning }]) => (meaning.kind === kind ? [name] : []));
  }

  /** Declared data and lets that no statement has looked up. */
  unused(): { name: string; span: Span }[] {
    return [...this.meanings].flatMap(([name, { meaning, span }]) =>
      (meaning.kind === "data" || meaning.kind === "let" || meaning.kind === "param") && !this.used.has(name)
        ? [{ name, span }]
        : [],
    );
  }
}

/** The name a statement declares, if it declares one (`truth` and `control` refer to targets). */
export function declaredName(statement: SyntaxTree["statements"][number]): Identifier | undefined {
  switch (statement.kind) {
    case "dim":
    case "param":
    case "model":
      return statement.name;
    case "data":
    case "let":
    case "prior":
      return statement.head.name;
    default:
      return undefined;
  }
}
