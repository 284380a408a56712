/** Priors, observations and factors as lines that add to `target`, with all constants kept. */

import { distributions } from "../../distributions/registry.ts";
import { unbatched } from "../../distributions/unbatched.ts";
import { neg, uniformValue } from "../../tensor/build.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { atom, call, type Expression } from "../printed/expression.ts";
import type { PrintedStatement } from "../printed/model.ts";
import { type Position, running } from "../printed/position.ts";
import { type ArgumentForm, type StanDistribution, stanDistributions, withoutStatement } from "./distributions.ts";
import { loops } from "./loops.ts";
import { transposed } from "./quotes.ts";
import type { StanWriter } from "./writer.ts";

/** How a statement is printed: as a call of a distribution of Stan, as the expression of its density, or not at all. */
export type Form =
  | { readonly kind: "call"; readonly distribution: StanDistribution; readonly eventRank: number }
  | { readonly kind: "density"; readonly node: Node }
  | { readonly kind: "nothing" };

export function formOf(statement: PrintedStatement): Form {
  if (statement.kind === "factor") return { kind: "density", node: statement.value };
  const { distribution, value, args } = statement;
  const isOurs = distributions.get(distribution.name) === distribution;
  if (isOurs && withoutStatement.has(distribution.name)) return { kind: "nothing" };
  const known = isOurs ? stanDistributions[distribution.name] : undefined;
  if (known !== undefined && canCall(known, value, args)) {
    return { kind: "call", distribution: known, eventRank: distribution.eventRank };
  }
  return { kind: "density", node: distribution.logDensity(value, args) };
}

/** Whether its values are whole numbers, of Stan's type `int`. */
function isWhole({ variate }: StanDistribution): boolean {
  return variate === "int" || variate === "category" || variate === "counts";
}

/** Whole numbers cannot be made of what depends on parameters. */
function canCall(known: StanDistribution, value: Node, args: readonly Node[]): boolean {
  if (isWhole(known) && !isConstant(value)) return false;
  return known.arguments.every((form, i) => form !== "int" || isConstant(args[i]));
}

/** The nodes that printing the statement reads. */
export function readBy(statement: PrintedStatement, form: Form): readonly Node[] {
  if (form.kind === "nothing") return [];
  if (statement.kind === "factor") return [statement.value];
  const read = form.kind === "density" ? [form.node] : [statement.value, ...statement.args];
  const counted = statement.kind === "observe" && statement.counted !== undefined ? [statement.counted] : [];
  return [...read, ...counted];
}

export function statementLines(writer: StanWriter, statement: PrintedStatement, form: Form): string[] {
  const lines = ownLines(writer, statement, form);
  if (statement.kind !== "observe" || statement.counted === undefined) return lines;
  return [...lines, "// less what the priors of missing elements count", ...sumLines(writer, neg(statement.counted))];
}

function ownLines(writer: StanWriter, statement: PrintedStatement, form: Form): string[] {
  if (form.kind === "nothing") return [];
  if (form.kind === "density") return sumLines(writer, form.node);
  if (statement.kind === "factor") throw new Error("stan: a factor has no distribution");
  return new Call(writer, form.distribution, form.eventRank, statement.value, statement.args).lines();
}

/** Adds up all elements of a node. */
function sumLines(writer: StanWriter, node: Node): string[] {
  if (node.shape.length === 0) return [`target += ${writer.scalar(node).text};`];
  if (node.shape.length <= 2) return [`target += ${call("sum", writer.full(node)).text};`];
  const { name } = writer.variableOf(node);
  const leading = node.shape.slice(0, -2);
  const variables = writer.loopVariables(leading.length);
  const matrix = writer.dialect.pick(name, variables.map(running));
  return loops(
    variables.map((variable, i) => [variable, leading[i]] as const),
    [`target += ${call("sum", matrix).text};`],
  );
}

/** One statement as calls of a distribution of Stan, in a loop where it takes fewer axes than there are. */
class Call {
  constructor(
    private readonly writer: StanWriter,
    private readonly known: StanDistribution,
    private readonly eventRank: number,
    private readonly value: Node,
    private readonly args: readonly Node[],
  ) {}

  lines(): string[] {
    const { known, value, eventRank } = this;
    const batchRank = value.shape.length - eventRank;
    const events = known.arguments.some((form, i) => this.isBatchedEvent(form, this.args[i]));
    const takesMany = eventRank === 0 && !events && known.single !== true;
    if (batchRank === 2 && known.variate === "real") return [this.ofMatrices()];
    const loopRank = takesMany ? Math.max(0, batchRank - 1) : batchRank;
    const sizes = value.shape.slice(0, loopRank);
    const variables = this.writer.loopVariables(loopRank);
    this.writer.depth += loopRank;
    try {
      const lead = variables.map(running);
      const many = takesMany && batchRank > 0;
      const repeats = many ? value.shape[batchRank - 1] : 1;
      const line = this.line(this.variate(lead, many), (form, arg) => this.argument(form, arg, lead, many), repeats);
      return loops(
        variables.map((variable, i) => [variable, sizes[i]] as const),
        [line],
      );
    } finally {
      this.writer.depth -= loopRank;
    }
  }

  private isBatchedEvent(form: ArgumentForm, arg: Node): boolean {
    const rank = form === "vector" ? 1 : form === "matrix" ? 2 : 0;
    return rank > 0 && arg.shape.length > rank && unbatched(arg, rank) === undefined;
  }

  private line(variate: string, argument: (form: ArgumentForm, arg: Node) => string, repeats: number): string {
    const { known } = this;
    const printed = known.arguments.map((form, i) => argument(form, this.args[i]));
    const ordered = known.order?.(printed) ?? printed;
    const name = `${known.name}_${isWhole(known) ? "lpmf" : "lpdf"}`;
    const doubled = known.folded !== true ? "" : repeats === 1 ? " + log2()" : ` + ${repeats} * log2()`;
    return `target += ${name}(${variate} | ${ordered.join(", ")})${doubled};`;
  }

  /** Numbers in a matrix all in one call, column by column. */
  private ofMatrices(): string {
    const { writer, value } = this;
    const flat = (node: Node) => {
      const whole = writer.whole(node);
      return whole.kind === "real" ? whole.expression : call("to_vector", whole.expression);
    };
    return this.line(call("to_vector", this.fullVariate(value)).text, (_, arg) => flat(arg).text, sizeOf(value.shape));
  }

  /** Never one number that stands for many: each element counts. */
  private fullVariate(value: Node): Expression {
    if (isConstant(value)) return atom(this.writer.context.data.variable(value, "real"));
    return this.writer.full(value);
  }

  private variate(lead: readonly Position[], many: boolean): string {
    const { writer, known, value } = this;
    switch (known.variate) {
      case "int":
      case "counts":
        return this.whole(value, "int", lead);
      case "category":
        return this.whole(value, "index", lead);
      case "real":
        if (!many) return writer.elements.element(value, lead).text;
        if (lead.length === 0) return this.fullVariate(value).text;
        return writer.dialect.pick(writer.variableOf(value).name, lead).text;
      case "vector":
        return this.eventVector(value, lead).text;
      case "matrix":
        return this.eventMatrix(value, lead).text;
    }
  }

  private argument(form: ArgumentForm, arg: Node, lead: readonly Position[], many: boolean): string {
    const { writer } = this;
    switch (form) {
      case "int": {
        const uniform = uniformValue(arg);
        if (uniform !== undefined) return String(uniform);
        return this.whole(arg, "int", lead);
      }
      case "real":
        if (many) return writer.row(arg, lead).expression.text;
        if (lead.length > 0) writer.hoist(arg);
        return writer.elements.element(arg, lead).text;
      case "vector": {
        const one = unbatched(arg, 1);
        if (one !== undefined && lead.length > 0) writer.hoist(one);
        return this.eventVector(one ?? arg, one === undefined ? lead : []).text;
      }
      case "matrix": {
        const one = unbatched(arg, 2);
        if (one !== undefined && lead.length > 0) writer.hoist(one);
        return this.eventMatrix(one ?? arg, one === undefined ? lead : []).text;
      }
    }
  }

  /** Known whole numbers: a literal where it is a single one without a name. */
  private whole(node: Node, type: "int" | "index", lead: readonly Position[]): string {
    const { writer } = this;
    const value = uniformValue(node);
    if (node.shape.length === 0 && value !== undefined && !writer.context.isNamed(node)) {
      return String(type === "index" ? value + 1 : value);
    }
    return writer.dialect.pick(writer.context.data.variable(node, type), lead).text;
  }

  private eventVector(node: Node, lead: readonly Position[]): Expression {
    const row = this.writer.row(node, lead);
    if (row.kind === "vector") return row.expression;
    if (row.kind === "row") return transposed(row.expression);
    return call("rep_vector", row.expression, atom(String(node.shape[node.shape.length - 1])));
  }

  private eventMatrix(node: Node, lead: readonly Position[]): Expression {
    if (lead.length === 0) return this.writer.full(node);
    return this.writer.dialect.pick(this.writer.variableOf(node).name, lead);
  }
}
