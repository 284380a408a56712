/** Prints a checked scenario as a WebPPL program. */
import type { CheckedScenario } from "../language/checked.ts";
import { notInOrder } from "../language/diagnostics/emitting.ts";
import { fail } from "../language/diagnostics/make.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Nested, nested } from "../tensor/nested.ts";
import type { Node } from "../tensor/node.ts";
import { dependsOn, reachable } from "../tensor/passes/dependencies.ts";
import { comment, commentLines } from "./printed/comments.ts";
import {
  type NamedNode,
  type PrintedModel,
  type PrintedStatement,
  printedModel,
  statementText,
} from "./printed/model.ts";
import { Names } from "./printed/names.ts";
import { indent, Scope } from "./printed/scope.ts";
import { countUses } from "./printed/uses.ts";
import { type Form, formOf, readBy } from "./webppl/forms.ts";
import { Helpers } from "./webppl/helpers.ts";
import { headerNames, webpplNames } from "./webppl/reserved.ts";
import { type InOrder, inOrderLines, statementLines } from "./webppl/statements.ts";
import { WebpplWriter, type WriterContext } from "./webppl/writer.ts";

export interface WebpplOptions {
  /** What the model returns: a record of the targets, or of all latents. */
  readonly returns: "targets" | "latents";
  /** The call that runs the model, after `model` is defined. */
  readonly infer: string;
  /** True where moves go along gradients, element by element. */
  readonly elementwise?: boolean;
  /** The name of a record that holds all latents: nothing is drawn, and the score is that of the model at these. */
  readonly given?: string;
}

/**
 * The text of the program; its data stand in it. @throws DiagnosticError where the scenario cannot be printed: opaque boxes, boxes whose access says no
 */
export function emitWebppl(scenario: CheckedScenario, options: WebpplOptions): string {
  return new WebpplProgram(printedModel(scenario, "WebPPL"), options).print();
}

class WebpplProgram {
  private readonly names = new Names(webpplNames);
  private readonly helpers = new Helpers();
  private readonly named = new Map<Node, NamedNode>();
  private readonly variableNames = new Map<Node, string>();
  private readonly dataLines: string[] = [];
  private readonly dataNames = new Map<Node, string>();
  private readonly uses: ReadonlyMap<Node, number>;
  private readonly forms: readonly { readonly statement: PrintedStatement; readonly form: Form }[];

  constructor(
    private readonly model: PrintedModel,
    private readonly options: WebpplOptions,
  ) {
    const elementwise = options.elementwise === true;
    const given = options.given !== undefined;
    this.forms = model.statements.map((statement) => ({ statement, form: formOf(statement, { elementwise, given }) }));
    const read = this.forms.flatMap(({ statement, form }) => readBy(statement, form));
    const wanted = options.returns === "targets" ? model.targets.map((target) => target.node) : [];
    this.uses = countUses([...read, ...wanted]);
    const needed = new Set(reachable([...read, ...wanted]));
    for (const { latent } of model.priors) this.variableNames.set(latent.node, this.names.take(latent.name));
    for (const value of model.values) if (needed.has(value.node)) this.named.set(value.node, value);
  }

  print(): string {
    const scope = new Scope(undefined);
    const writer = new WebpplWriter(this.context(), scope);
    const { given } = this.options;
    for (const { latent } of this.model.priors) {
      if (given === undefined) continue;
      const name = this.nameFor(latent.node);
      this.dataLines.push(`var ${name} = ${given}.${latent.name};`);
      writer.define(latent.node, name);
    }
    for (let i = 0; i < this.forms.length; ) i = this.addStatement(writer, i);
    const fields = this.returned().map(({ name, node }) => `${quoted(name)}: ${writer.value(node).text}`);
    scope.add("", `return {${fields.join(", ")}};`);
    const { name, documentation } = this.model.scenario;
    const head = [comment(name), ...commentLines(documentation ?? "")];
    const helpers = this.helpers.lines();
    const lines = [
      ...head,
      ...this.dataLines,
      "",
      ...helpers,
      ...(helpers.length > 0 ? [""] : []),
      "var model = function() {",
      ...indent(scope.lines),
      "};",
      "",
      this.options.infer,
    ];
    return `${lines.join("\n")}\n`;
  }

  /** Prints the statement at that place, or the priors that are drawn with it; returns where the next one stands. */
  private addStatement(writer: WebpplWriter, at: number): number {
    const { scope } = writer;
    const { statement, form } = this.forms[at];
    const group = this.options.given === undefined ? this.drawnTogether(at) : [];
    if (scope.lines.length > 0) scope.add("");
    for (const each of group.length > 0 ? group.map(({ prior }) => prior) : [statement]) {
      scope.add(comment(statementText(each)));
    }
    if (group.length > 0) {
      scope.add(...inOrderLines(writer, group));
      return at + group.length;
    }
    const isDrawn = statement.kind === "prior" && this.options.given === undefined;
    const name = isDrawn ? this.nameFor(statement.value) : undefined;
    scope.add(...statementLines(writer, statement, form, name));
    return at + 1;
  }

  /** The prior at that place, or the priors of one loop from there on, where some of their arguments depend on one of them. */
  private drawnTogether(at: number): InOrder[] {
    const group: InOrder[] = [];
    const rounds = this.roundsAt(at);
    for (let i = at; i < this.forms.length; i++) {
      const { statement, form } = this.forms[i];
      const isNext = i === at || (rounds !== undefined && this.roundsAt(i)?.loop === rounds.loop);
      if (statement.kind !== "prior" || !isNext) break;
      group.push({ prior: statement, form, name: this.nameFor(statement.value) });
    }
    const isRecursive = group.some(({ prior }, i) => {
      const later = new Set(group.slice(i).map((other) => other.prior.value));
      return prior.args.some((arg) => dependsOn(arg, (node) => later.has(node)));
    });
    if (!isRecursive) return [];
    const odd = group.find(({ prior, form }) => {
      // Missing elements of a recursion are no latents of a loop, but have one axis.
      const { places } = prior.latent.rounds ?? { places: [0] };
      const isAlongFirst = places.length === 1 && places[0] === 0;
      return !isAlongFirst || (form.kind !== "native" && form.kind !== "standIn");
    });
    if (odd !== undefined) fail(notInOrder(odd.prior.place, odd.prior.latent.name));
    return group;
  }

  private roundsAt(i: number) {
    const statement = this.forms[i]?.statement;
    return statement?.kind === "prior" ? statement.latent.rounds : undefined;
  }

  private returned(): readonly { readonly name: string; readonly node: Node }[] {
    if (this.options.returns === "targets") return this.model.targets;
    return this.model.priors.map(({ latent }) => ({ name: latent.name, node: latent.node }));
  }

  private context(): WriterContext {
    return {
      helpers: this.helpers,
      alongGradients: this.options.elementwise === true,
      data: (node) => this.dataName(node),
      nameFor: (node) => this.nameFor(node),
      fresh: (wish) => this.names.take(wish),
      isNamed: (node) => this.named.has(node),
      uses: (node) => this.uses.get(node) ?? 0,
      loopName: (depth) => this.names.loop(depth),
    };
  }

  private nameFor(node: Node): string {
    const known = this.variableNames.get(node);
    if (known !== undefined) return known;
    const value = this.named.get(node);
    const name = value === undefined ? this.names.number("v") : this.names.take(value.name);
    this.variableNames.set(node, name);
    return name;
  }

  private dataName(node: Node): string {
    const known = this.dataNames.get(node);
    if (known !== undefined) return known;
    const values = constantValue(node);
    if (values === undefined) throw new Error(`webppl: node ${node.id} is no constant`);
    const hint = this.named.get(node)?.name ?? this.model.hints.get(node);
    const name =
      hint === undefined || hint.endsWith("_")
        ? this.names.number(hint ?? "known")
        : this.names.take(hint, headerNames);
    this.dataLines.push(`var ${name} = ${literal(nested(values, node.shape))};`);
    this.dataNames.set(node, name);
    return name;
  }
}

const LONGEST_LITERAL = 500;

function literal(numbers: Nested): string {
  const text = spelled(numbers);
  // A long literal is read as text, which has no infinities: WebPPL transforms every number of a program.
  const isText = text.length > LONGEST_LITERAL && !text.includes("Infinity");
  return isText ? `JSON.parse('${JSON.stringify(numbers)}')` : text;
}

function spelled(numbers: Nested): string {
  return typeof numbers === "number" ? String(numbers) : `[${numbers.map(spelled).join(", ")}]`;
}

/** A field name, in quotes where it is no plain name. */
function quoted(name: string): string {
  return /^[A-Za-z]\w*$/.test(name) ? name : JSON.stringify(name);
}
