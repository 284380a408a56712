/** Prints a checked scenario as a Stan program and its data. */
import { analyseDiscrete } from "../density/discrete/analyse.ts";
import { describeReason } from "../density/discrete/staying.ts";
import { summedTerms } from "../density/discrete/summed-terms.ts";
import type { Axis, CheckedScenario, Latent } from "../language/checked.ts";
import { discreteLatent, latentIndex } from "../language/diagnostics/emitting.ts";
import { fail } from "../language/diagnostics/make.ts";
import { isConstant } from "../tensor/evaluate.ts";
import type { Nested } from "../tensor/nested.ts";
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
import { type DataType, realType, StanData } from "./stan/data.ts";
import { Helpers } from "./stan/helpers.ts";
import { declare } from "./stan/parameters.ts";
import { stanNames } from "./stan/reserved.ts";
import { type Form, formOf, readBy, statementLines } from "./stan/statements.ts";
import { StanWriter } from "./stan/writer.ts";

export interface EmittedStan {
  readonly program: string;
  /** What the data block wants, by name. */
  readonly data: Readonly<Record<string, Nested>>;
  /** What each latent is called in the program. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * Discrete latents are summed out, as for every algorithm: targets that depend on them are left out.
 * @throws DiagnosticError where the scenario cannot be printed: opaque boxes, discrete latents that are not summed out, supports
 *   without a type
 */
export function emitStan(scenario: CheckedScenario): EmittedStan {
  const { unsummed, elimination, others } = analyseDiscrete(scenario);
  if (unsummed.length > 0) {
    fail(
      ...unsummed.map(({ latent: { name, span }, reason }) =>
        discreteLatent({ source: scenario.source, span }, name, describeReason(reason)),
      ),
    );
  }
  if (elimination === undefined) return new StanProgram(printedModel(scenario, "Stan")).print();
  const terms = summedTerms(scenario).filter((term) => !others.includes(term));
  const { unstated, rest } = without(scenario, elimination.latents);
  return new StanProgram(printedModel(rest, "Stan", { terms, unstated })).print();
}

/** The scenario without some latents and what depends on them; `unstated` are latents that stay, but without their prior. */
function without(
  scenario: CheckedScenario,
  latents: readonly Latent[],
): { readonly rest: CheckedScenario; readonly unstated: ReadonlySet<Latent> } {
  const nodes = new Set(latents.map((latent) => latent.node));
  const isFree = (node: Node) => !dependsOn(node, (each) => nodes.has(each));
  const kept = scenario.latents.filter((latent) => !nodes.has(latent.node));
  const rest = {
    ...scenario,
    latents: kept,
    observations: scenario.observations.filter(({ value, likelihood }) => [value, ...likelihood.args].every(isFree)),
    factors: scenario.factors.filter(({ value }) => isFree(value.node)),
    targets: scenario.targets.filter(({ node }) => isFree(node)),
    values: scenario.values.filter(({ value }) => isFree(value.node)),
  };
  return { rest, unstated: new Set(kept.filter(({ prior }) => !prior.args.every(isFree))) };
}

class StanProgram {
  private readonly names = new Names(stanNames);
  private readonly helpers = new Helpers();
  private readonly data = new StanData({
    nameOf: (node, type) => this.dataName(node, type),
    sizesOf: (node) => this.sizesOf(node).map(String),
  });
  private readonly forms: readonly { readonly statement: PrintedStatement; readonly form: Form }[];
  private readonly named = new Map<Node, NamedNode>();
  private readonly axes = new Map<Node, readonly Axis[]>();
  private readonly variableNames = new Map<Node, string>();
  private readonly dimNames = new Map<string, string>();
  private readonly uses: ReadonlyMap<Node, number>;
  private readonly inModel: ReadonlySet<Node>;
  private current: PrintedStatement | undefined;

  constructor(private readonly model: PrintedModel) {
    this.forms = model.statements.map((statement) => ({ statement, form: formOf(statement) }));
    const read = this.forms.flatMap(({ statement, form }) => readBy(statement, form));
    const wanted = model.targets.map((target) => target.node);
    this.uses = countUses([...read, ...wanted]);
    this.inModel = new Set(reachable(read));
    const needed = new Set(reachable([...read, ...wanted]));
    for (const { latent } of model.priors) this.axes.set(latent.node, latent.axes);
    for (const statement of model.statements) {
      if (statement.kind === "observe") this.axes.set(statement.value, statement.axes);
    }
    for (const value of model.values) {
      if (!needed.has(value.node)) continue;
      this.named.set(value.node, value);
      this.axes.set(value.node, value.axes);
    }
    // Parameters keep their names before all else: results are read by them.
    for (const { latent } of model.priors) this.variableNames.set(latent.node, this.names.take(latent.name));
    for (const { name, node } of this.named.values()) this.variableNames.set(node, this.names.take(name));
  }

  print(): EmittedStan {
    const parameters = new Scope(undefined);
    const writer = new StanWriter(this.context(), parameters);
    for (const prior of this.model.priors) {
      const { node } = prior.latent;
      const name = this.nameFor(node);
      const { declaration, form } = declare(writer, prior, name, this.sizesOf(node));
      parameters.add(declaration);
      parameters.define(node, { name, form });
    }
    const saved = this.savedValues();
    const transformed = this.definitions(
      writer,
      parameters,
      saved.filter((node) => this.inModel.has(node)),
    );
    const body = this.body(writer, new Scope(transformed));
    const generated = this.definitions(
      writer,
      transformed,
      saved.filter((node) => !this.inModel.has(node)),
    );
    this.addAliases(writer, generated);
    const { name, documentation } = this.model.scenario;
    const head = [comment(name), ...commentLines(documentation ?? "")];
    const blocks = [
      block("functions", this.helpers.lines()),
      block("data", this.data.lines()),
      block("parameters", parameters.lines),
      block("transformed parameters", transformed.lines),
      block("model", body),
      block("generated quantities", generated.lines),
    ];
    const names = this.model.priors.map(({ latent }) => [latent.name, this.nameFor(latent.node)] as const);
    return {
      program: `${[...head, ...blocks.flat()].join("\n")}\n`,
      data: this.data.numbers(),
      parameters: Object.fromEntries(names),
    };
  }

  private body(writer: StanWriter, scope: Scope): string[] {
    writer.scope = scope;
    for (const { statement, form } of this.forms) {
      this.current = statement;
      const before = scope.lines.length;
      const lines = statementLines(writer, statement, form);
      if (lines.length === 0) continue;
      const made = scope.lines.splice(before);
      if (scope.lines.length > 0) scope.add("");
      scope.add(comment(statementText(statement)), ...made, ...lines);
    }
    return scope.lines;
  }

  /** Values that depend on latents and that targets name or are made of: the output of Stan holds them. */
  private savedValues(): Node[] {
    const needed = new Set(reachable(this.model.targets.map((target) => target.node)));
    return [...this.named.keys()].filter((node) => needed.has(node) && !isConstant(node));
  }

  /** A block whose variables are kept in the output: what is computed on the way stays in braces. */
  private definitions(writer: StanWriter, outer: Scope, nodes: readonly Node[]): Scope {
    const block = new Scope(outer);
    for (const node of nodes) {
      const inner = new Scope(block);
      writer.scope = inner;
      const name = this.nameFor(node);
      const type = realType(this.sizesOf(node));
      const lines = writer.assignment(node, name);
      if (inner.lines.length > 0) {
        block.add(`${type} ${name};`, "{", ...indent([...inner.lines, ...lines]), "}");
      } else if (lines.length === 1 && lines[0].startsWith(`${name} = `)) block.add(`${type} ${lines[0]}`);
      else block.add(`${type} ${name};`, ...lines);
      block.define(node, { name, form: "plain" });
    }
    return block;
  }

  /** Targets that are another name for a latent or a value. */
  private addAliases(writer: StanWriter, generated: Scope): void {
    const names = new Set([
      ...this.model.priors.map(({ latent }) => latent.name),
      ...[...this.named.values()].map((v) => v.name),
    ]);
    writer.scope = generated;
    for (const { name, node, axes } of this.model.targets) {
      if (names.has(name)) continue;
      this.axes.set(node, axes);
      generated.add(`${realType(this.sizesOf(node))} ${this.names.take(name)} = ${writer.full(node).text};`);
    }
  }

  private context(): StanWriter["context"] {
    return {
      data: this.data,
      helpers: this.helpers,
      nameFor: (node) => this.nameFor(node),
      fresh: (wish) => this.names.take(wish),
      isNamed: (node) => this.named.has(node),
      uses: (node) => this.uses.get(node) ?? 0,
      sizesOf: (node) => this.sizesOf(node),
      loopName: (depth) => this.names.loop(depth),
      refuseIndex: () => {
        const { scenario, priors } = this.model;
        return fail(
          latentIndex(this.current?.place ?? { source: scenario.source, span: priors[0].latent.span }, "Stan"),
        );
      },
    };
  }

  private nameFor(node: Node): string {
    const known = this.variableNames.get(node);
    if (known !== undefined) return known;
    const name = this.names.number("v");
    this.variableNames.set(node, name);
    return name;
  }

  private dataName(node: Node, type: DataType): string {
    const value = this.named.get(node);
    if (value === undefined) {
      const hint = this.model.hints.get(node);
      if (hint?.endsWith("_") === false) return this.names.take(hint);
      return this.names.number(hint ?? (type === "real" ? "known" : type === "int" ? "count" : "index"));
    }
    // Whole numbers and real ones are variables of their own: the first use has the plain name.
    if (this.isDeclared.has(node)) return this.names.take(`${value.name}_${type}`);
    this.isDeclared.add(node);
    return this.nameFor(node);
  }
  private readonly isDeclared = new Set<Node>();

  private sizesOf(node: Node): (string | number)[] {
    const axes = this.axes.get(node);
    return node.shape.map((size, i) => {
      const name = axes?.[i]?.name;
      return name === undefined || this.model.scenario.dims.get(name)?.size !== size ? size : this.dimName(name, size);
    });
  }

  private dimName(dim: string, size: number): string {
    const known = this.dimNames.get(dim);
    if (known !== undefined) return known;
    const name = this.names.take(dim);
    this.dimNames.set(dim, name);
    this.data.size(name, size);
    return name;
  }
}

function block(name: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`${name} {`, ...indent(lines), "}"];
}
