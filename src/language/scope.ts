/** The names of a scenario and what each stands for. */
import type { Box, Dim, Latent, NamedValue, Network, Value } from "./checked.ts";
import type { Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { declaredTwice, unknownName, usedBeforeDeclaration } from "./diagnostics/names.ts";
import { heldBack } from "./diagnostics/roles.ts";
import type { Filled } from "./filled.ts";
import type { Loop } from "./loops/loop.ts";
import type { OpenArray } from "./loops/open-array.ts";
import { isObservedAndRead } from "./missing-uses.ts";
import type { Source, Span } from "./source.ts";
import type { DistributionStatement, Expression, Identifier, LetStatement, Statement } from "./syntax.ts";

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
  /** A param that is a text: it names files and is given to providers. */
  | { readonly kind: "text"; readonly text: string }
  | {
      readonly kind: "data";
      readonly value: Value;
      readonly origin?: Origin;
      /** For the model's side, where missing elements are latents. */
      readonly filled?: Filled;
      /** Flat positions of what is NaN though nothing it is computed from is missing. */
      readonly computed?: ReadonlySet<number>;
      /** The data from which it has its missing values, where these are other data. */
      readonly gapsFrom?: string;
    }
  | { readonly kind: "let"; readonly value: Value }
  | { readonly kind: "latent"; readonly latent: Latent }
  | { readonly kind: "box"; readonly box: Box }
  /** `latent` holds its weights, once `prior parameters(N)` has declared them. */
  | { readonly kind: "network"; readonly network: Network; readonly latent?: Latent }
  | { readonly kind: "function"; readonly definition: FunctionDefinition }
  | { readonly kind: "distribution"; readonly definition: DistributionDefinition }
  | { readonly kind: "module"; readonly scope: Scope }
  /** The index of a loop around the expression, or the element of a comprehension. */
  | { readonly kind: "index"; readonly value: Value; readonly loop?: Loop }
  /** An array that a loop around the expression is defining. */
  | { readonly kind: "open"; readonly array: OpenArray }
  /** Declared by a statement that has an error: uses of it are silent, so that one mistake gives one message. */
  | { readonly kind: "broken" };

/** A `fn`, or a lambda that is the argument of one: inlined where it is called, with the names of its own place. */
export interface FunctionDefinition {
  readonly name: string;
  readonly parameters: readonly Identifier[];
  /** Values of its own, before the body. */
  readonly lets: readonly LetStatement[];
  readonly body: Expression;
  readonly context: Context;
}

/** A `distribution` statement with the names of its place. */
export interface DistributionDefinition {
  readonly statement: DistributionStatement;
  readonly context: Context;
}

/** What a meaning is called in messages. */
export const kindNames: Readonly<Record<Meaning["kind"], string>> = {
  dim: "a dim",
  param: "a param",
  text: "a text",
  data: "data",
  let: "a value",
  latent: "a latent",
  box: "a model",
  network: "a network",
  function: "a function",
  distribution: "a distribution",
  module: "a module",
  index: "an index",
  open: "an array",
  broken: "a name",
};

/** Thrown when an expression uses a broken name; the cause has been reported already. */
export class AlreadyReported extends Error {}

/** Where a name of the file is declared, and the statement that does it. */
interface Declaration {
  readonly span: Span;
  readonly statement: Span;
}

/** What all scopes of one file share. */
class Shared {
  readonly used = new Set<Meaning>();
  /** Where every name of the file is declared, to tell "unknown" from "too early". */
  readonly declarations = new Map<string, Declaration>();
  /** Names that only a `truth` or `control` brings up. */
  readonly comparisons = new Map<string, Declaration>();
  /** What has been said once and is not said again. */
  readonly said = new Set<string>();
  /** Set where a module that cannot be read may declare any name. */
  isAnyLost = false;

  constructor(
    readonly source: Source,
    /** Words of the text that no statement of the tree covers: they may declare what is missing. */
    readonly lost: ReadonlySet<string>,
    readonly statements: readonly Statement[],
  ) {}
}

/** The names that are visible at a place: those of the file, and inside functions and loops their own. */
export class Scope {
  private readonly meanings = new Map<string, { meaning: Meaning; span: Span }>();
  /** What modules bring in under its own name. */
  private readonly imported = new Map<string, { meaning: Meaning; span: Span }>();

  private constructor(
    private readonly shared: Shared,
    private readonly outer?: Scope,
  ) {}

  /** @param lost words of the text that no statement of the tree covers: they may declare what is missing */
  static of(
    source: Source,
    tree: { readonly statements: readonly Statement[] },
    lost: ReadonlySet<string> = new Set(),
  ): Scope {
    const shared = new Shared(source, lost, tree.statements);
    for (const statement of tree.statements) {
      const add = (to: Map<string, Declaration>, name: Identifier) => {
        if (!to.has(name.name)) to.set(name.name, { span: name.span, statement: statement.span });
      };
      for (const name of declaredNames(statement)) add(shared.declarations, name);
      for (const name of comparedNames(statement)) add(shared.comparisons, name);
    }
    return new Scope(shared);
  }

  /** A scope inside this one: what is declared in it hides what is outside, and ends with it. */
  within(): Scope {
    return new Scope(this.shared, this);
  }

  private get root(): Scope {
    return this.outer?.root ?? this;
  }

  private entry(name: string): { meaning: Meaning; span: Span } | undefined {
    return this.meanings.get(name) ?? this.imported.get(name) ?? this.outer?.entry(name);
  }

  declare(name: Identifier, meaning: Meaning): void {
    this.refuseSecond(name);
    this.meanings.set(name.name, { meaning, span: name.span });
  }

  /** A name of a module, as if it were declared at `span`. */
  importName(name: string, meaning: Meaning, span: Span): void {
    this.refuseSecond({ name, span });
    this.imported.set(name, { meaning, span });
  }

  /** Gives a name a meaning whatever it meant here: parameters and indices hide outer names. */
  bind(name: Identifier, meaning: Meaning): void {
    this.meanings.set(name.name, { meaning, span: name.span });
  }

  /** The diagnostic of a name that is declared already. */
  refuseSecond(name: Identifier): void {
    const first = this.entry(name.name);
    if (first === undefined) return;
    fail(declaredTwice({ source: this.shared.source, span: name.span }, name.name, first.span));
  }

  /** Marks a name whose declaration failed, unless it already means something. */
  markBroken(name: Identifier): void {
    if (!this.meanings.has(name.name)) this.meanings.set(name.name, { meaning: { kind: "broken" }, span: name.span });
  }

  /** Makes a declared name silent: a dim that was to take its size from data that cannot be read. */
  spoil(name: string): void {
    const entry = this.meanings.get(name);
    if (entry !== undefined) this.meanings.set(name, { ...entry, meaning: { kind: "broken" } });
    else this.outer?.spoil(name);
  }

  find(name: string): Meaning | undefined {
    const meaning = this.entry(name)?.meaning;
    if (meaning === undefined) return undefined;
    this.shared.used.add(meaning);
    if (meaning.kind === "broken") throw new AlreadyReported(name);
    return meaning;
  }

  spanOf(name: string): Span | undefined {
    return this.entry(name)?.span;
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
    const { source, declarations, comparisons } = this.shared;
    const place = { source, span: name.span };
    const declared = declarations.get(name.name);
    if (declared !== undefined) {
      const own = declared.statement.start <= name.span.start && name.span.end <= declared.statement.end;
      fail(usedBeforeDeclaration(place, name.name, declared.span, own));
    }
    const compared = comparisons.get(name.name);
    if (compared !== undefined) fail(heldBack(place, name.name, compared.span));
    const known = space === "dim" ? this.names("dim") : this.visible();
    return fail(unknownName(place, space, name.name, known, hint));
  }

  /** Whether the declaration of a name may stand in a part of the text that could not be read. */
  isLost(name: string): boolean {
    return this.shared.isAnyLost || this.shared.lost.has(name);
  }

  /** A module that cannot be read would have declared names: those that are missing are not missed. */
  loseNames(): void {
    this.shared.isAnyLost = true;
  }

  /** True the first time: what several statements have in common is reported once. */
  sayOnce(what: string): boolean {
    if (this.shared.said.has(what)) return false;
    this.shared.said.add(what);
    return true;
  }

  /** Whether a use of the name has been reported, so that its statement need not be. */
  wasReported(name: string): boolean {
    return this.shared.said.has(`unknown ${name}`);
  }

  isDeclared(name: string): boolean {
    return this.entry(name) !== undefined;
  }

  /** Whether a statement has looked the name up. */
  isUsed(name: string): boolean {
    const entry = this.entry(name);
    return entry !== undefined && this.shared.used.has(entry.meaning);
  }

  /** Whether a statement further down declares the name. */
  isDeclaredLater(name: string): boolean {
    return this.shared.declarations.has(name) && !this.isDeclared(name);
  }

  isBroken(name: string): boolean {
    return this.entry(name)?.meaning.kind === "broken";
  }

  private entries(): [string, { meaning: Meaning; span: Span }][] {
    return [...(this.outer?.entries() ?? []), ...this.imported, ...this.meanings];
  }

  private visible(): string[] {
    return this.entries().map(([name]) => name);
  }

  dims(): Dim[] {
    return this.entries().flatMap(([, { meaning }]) => (meaning.kind === "dim" ? [meaning.dim] : []));
  }

  /** Replaces a dim that had no size yet. */
  setDim(dim: Dim): void {
    this.root.meanings.set(dim.name, { meaning: { kind: "dim", dim }, span: dim.span });
  }

  /** Makes a network silent whose weights have no prior because of a mistake in it. */
  spoilNetwork(name: string): void {
    if (this.meanings.get(name)?.meaning.kind === "network") this.spoil(name);
  }

  /** Gives a network its weights. */
  setWeights(network: Network, latent: Latent): void {
    this.meanings.set(network.name, { meaning: { kind: "network", network, latent }, span: network.nameSpan });
  }

  /** Latents of the loops around whose prior has not been read yet. */
  openLatents(): OpenArray[] {
    return this.entries().flatMap(([, { meaning }]) =>
      meaning.kind === "open" && meaning.array.latent === undefined ? [meaning.array] : [],
    );
  }

  names(kind: Meaning["kind"]): string[] {
    return this.entries().flatMap(([name, { meaning }]) => (meaning.kind === kind ? [name] : []));
  }

  /** Whether the data of that name are observed as they are, and read by the model elsewhere too. */
  isObservedAndRead(name: string): boolean {
    return isObservedAndRead(this.shared.statements, name);
  }

  /** Everything declared as data, with its name. */
  data(): { readonly name: string; readonly value: Value; readonly origin?: Origin; readonly gapsFrom?: string }[] {
    return this.entries().flatMap(([name, { meaning }]) =>
      meaning.kind === "data"
        ? [{ name, value: meaning.value, origin: meaning.origin, gapsFrom: meaning.gapsFrom }]
        : [],
    );
  }

  /** Data and lets in the order of declaration. */
  values(): NamedValue[] {
    return [...this.meanings].flatMap(([name, { meaning }]) =>
      meaning.kind === "data" || meaning.kind === "let" ? [{ kind: meaning.kind, name, value: meaning.value }] : [],
    );
  }

  /** What is declared at the top of the file, for those who use it as a module. */
  exports(): { readonly name: string; readonly meaning: Meaning; readonly span: Span }[] {
    return [...this.root.meanings].map(([name, entry]) => ({ name, ...entry }));
  }

  /** Declared data, lets, params, functions and models that no statement has looked up. */
  unused(): { name: string; kind: Meaning["kind"]; span: Span }[] {
    const kinds: readonly Meaning["kind"][] = [
      "data",
      "let",
      "param",
      "text",
      "box",
      "network",
      "function",
      "distribution",
      "module",
    ];
    return [...this.meanings].flatMap(([name, { meaning, span }]) =>
      kinds.includes(meaning.kind) && !this.shared.used.has(meaning) ? [{ name, kind: meaning.kind, span }] : [],
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
    case "fn":
    case "distribution":
      return [statement.name];
    case "use":
      return statement.as === undefined ? [] : [statement.as];
    case "for":
      return statement.body.flatMap((inner) => (isLocal(inner) ? [] : declaredNames(inner)));
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

/** A `let` without dims in a loop is seen only in its body. */
export function isLocal(statement: Statement): boolean {
  return statement.kind === "let" && statement.head.dims === undefined;
}

function comparedNames(statement: Statement): readonly Identifier[] {
  if (statement.kind === "truth") return [statement.head.name];
  if (statement.kind !== "control") return [];
  return statement.as === undefined ? [statement.head.name] : [statement.head.name, statement.as];
}
