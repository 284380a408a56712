/** The names of a scenario and what each stands for. */
import type { Box, Dim, Latent, NamedValue, Network, Value } from "./checked.ts";
import { fail } from "./diagnostics/make.ts";
import { declaredTwice, unknownName, usedBeforeDeclaration } from "./diagnostics/names.ts";
import { heldBack } from "./diagnostics/roles.ts";
import type { Filled } from "./filled.ts";
import { isObservedAndRead } from "./missing-uses.ts";
import type { Source, Span } from "./source.ts";
import type { Identifier, Statement, SyntaxTree } from "./syntax.ts";

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
  /** `filled`: for the model's side, where missing elements are latents. */
  | { readonly kind: "data"; readonly value: Value; readonly origin?: Origin; readonly filled?: Filled }
  | { readonly kind: "let"; readonly value: Value }
  | { readonly kind: "latent"; readonly latent: Latent }
  | { readonly kind: "box"; readonly box: Box }
  /** `latent` holds its weights, once `prior parameters(N)` has declared them. */
  | { readonly kind: "network"; readonly network: Network; readonly latent?: Latent }
  /** Declared by a statement that has an error: uses of it are silent, so that one mistake gives one message. */
  | { readonly kind: "broken" };

/** What a meaning is called in messages. */
export const kindNames: Readonly<Record<Meaning["kind"], string>> = {
  dim: "a dim",
  param: "a param",
  data: "data",
  let: "a value",
  latent: "a latent",
  box: "a model",
  network: "a network",
  broken: "a name",
};

/** Thrown when an expression uses a broken name; the cause has been reported already. */
export class AlreadyReported extends Error {}

/** Where a name of the file is declared, and the statement that does it. */
interface Declaration {
  readonly span: Span;
  readonly statement: Span;
}

export class Scope {
  private readonly meanings = new Map<string, { meaning: Meaning; span: Span }>();
  private readonly used = new Set<string>();
  /** Where every name of the file is declared, to tell "unknown" from "too early". */
  private readonly declarations = new Map<string, Declaration>();
  /** Names that only a `truth` or `control` brings up. */
  private readonly comparisons = new Map<string, Declaration>();
  /** What has been said once and is not said again. */
  private readonly said = new Set<string>();

  /** @param lost words of the text that no statement of the tree covers: they may declare what is missing */
  constructor(
    private readonly source: Source,
    private readonly tree: SyntaxTree,
    private readonly lost: ReadonlySet<string> = new Set(),
  ) {
    for (const statement of tree.statements) {
      const add = (to: Map<string, Declaration>, name: Identifier) => {
        if (!to.has(name.name)) to.set(name.name, { span: name.span, statement: statement.span });
      };
      for (const name of declaredNames(statement)) add(this.declarations, name);
      for (const name of comparedNames(statement)) add(this.comparisons, name);
    }
  }

  declare(name: Identifier, meaning: Meaning): void {
    this.refuseSecond(name);
    this.meanings.set(name.name, { meaning, span: name.span });
  }

  /** The diagnostic of a name that is declared already. */
  refuseSecond(name: Identifier): void {
    const first = this.meanings.get(name.name);
    if (first !== undefined) fail(declaredTwice({ source: this.source, span: name.span }, name.name, first.span));
  }

  /** Marks a name whose declaration failed, unless it already means something. */
  markBroken(name: Identifier): void {
    if (!this.meanings.has(name.name)) this.meanings.set(name.name, { meaning: { kind: "broken" }, span: name.span });
  }

  /** Makes a declared name silent: a dim that was to take its size from data that cannot be read. */
  spoil(name: string): void {
    const entry = this.meanings.get(name);
    if (entry !== undefined) this.meanings.set(name, { ...entry, meaning: { kind: "broken" } });
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

  /**
   * The meaning of a name, or a diagnostic: unknown (did you mean), used before its declaration, or held back from the
   * model. A name that is missing in several places is reported at the first.
   * @param hint what the name means outside the scope, if anything
   */
  resolve(name: Identifier, space: "name" | "dim" = "name", hint?: string): Meaning {
    const meaning = this.find(name.name);
    if (meaning !== undefined) return meaning;
    if (this.isLost(name.name) || !this.sayOnce(`unknown ${name.name}`)) throw new AlreadyReported(name.name);
    const place = { source: this.source, span: name.span };
    const declared = this.declarations.get(name.name);
    if (declared !== undefined) {
      const own = declared.statement.start <= name.span.start && name.span.end <= declared.statement.end;
      fail(usedBeforeDeclaration(place, name.name, declared.span, own));
    }
    const compared = this.comparisons.get(name.name);
    if (compared !== undefined) fail(heldBack(place, name.name, compared.span));
    const known = space === "dim" ? this.names("dim") : this.meanings.keys();
    return fail(unknownName(place, space, name.name, known, hint));
  }

  /** Whether the declaration of a name may stand in a part of the text that could not be read. */
  isLost(name: string): boolean {
    return this.lost.has(name);
  }

  /** True the first time: what several statements have in common is reported once. */
  sayOnce(what: string): boolean {
    if (this.said.has(what)) return false;
    this.said.add(what);
    return true;
  }

  /** Whether a use of the name has been reported, so that its statement need not be. */
  wasReported(name: string): boolean {
    return this.said.has(`unknown ${name}`);
  }

  isDeclared(name: string): boolean {
    return this.meanings.has(name);
  }

  /** Whether a statement further down declares the name. */
  isDeclaredLater(name: string): boolean {
    return this.declarations.has(name) && !this.meanings.has(name);
  }

  isBroken(name: string): boolean {
    return this.meanings.get(name)?.meaning.kind === "broken";
  }

  dims(): Dim[] {
    return [...this.meanings.values()].flatMap(({ meaning }) => (meaning.kind === "dim" ? [meaning.dim] : []));
  }

  /** Replaces a dim that had no size yet. */
  setDim(dim: Dim): void {
    this.meanings.set(dim.name, { meaning: { kind: "dim", dim }, span: dim.span });
  }

  /** Makes a network silent whose weights have no prior because of a mistake in it. */
  spoilNetwork(name: string): void {
    if (this.meanings.get(name)?.meaning.kind === "network") this.spoil(name);
  }

  /** Gives a network its weights. */
  setWeights(network: Network, latent: Latent): void {
    this.meanings.set(network.name, { meaning: { kind: "network", network, latent }, span: network.nameSpan });
  }

  names(kind: Meaning["kind"]): string[] {
    return [...this.meanings].flatMap(([name, { meaning }]) => (meaning.kind === kind ? [name] : []));
  }

  /** Whether the data of that name are observed as they are, and read by the model elsewhere too. */
  isObservedAndRead(name: string): boolean {
    return isObservedAndRead(this.tree.statements, name);
  }

  /** Everything declared as data, with its name. */
  data(): { readonly name: string; readonly value: Value; readonly origin?: Origin }[] {
    return [...this.meanings].flatMap(([name, { meaning }]) =>
      meaning.kind === "data" ? [{ name, value: meaning.value, origin: meaning.origin }] : [],
    );
  }

  /** Data and lets in the order of declaration. */
  values(): NamedValue[] {
    return [...this.meanings].flatMap(([name, { meaning }]) =>
      meaning.kind === "data" || meaning.kind === "let" ? [{ kind: meaning.kind, name, value: meaning.value }] : [],
    );
  }

  /** Declared data, lets, params and models that no statement has looked up. */
  unused(): { name: string; kind: Meaning["kind"]; span: Span }[] {
    const kinds: readonly Meaning["kind"][] = ["data", "let", "param", "box", "network"];
    return [...this.meanings].flatMap(([name, { meaning, span }]) =>
      kinds.includes(meaning.kind) && !this.used.has(name) ? [{ name, kind: meaning.kind, span }] : [],
    );
  }
}

/** The names a statement declares; the head of `data` may bring up dims (`truth` and `control` refer to targets). */
export function declaredNames(statement: Statement): readonly Identifier[] {
  switch (statement.kind) {
    case "dim":
    case "param":
    case "model":
    case "network":
      return [statement.name];
    case "data":
      return [statement.head.name, ...(statement.head.dims ?? [])];
    case "let":
      return [statement.head.name];
    case "prior":
      return statement.parametersOf === true ? [] : [statement.head.name];
    default:
      return [];
  }
}

function comparedNames(statement: Statement): readonly Identifier[] {
  if (statement.kind === "truth") return [statement.head.name];
  if (statement.kind !== "control") return [];
  return statement.as === undefined ? [statement.head.name] : [statement.head.name, statement.as];
}
