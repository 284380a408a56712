/**
 * Prints nodes as Stan: scalars, vectors and matrices as whole expressions where Stan has the operation, everything else as
 * variables that loops fill. What is read several times, and what has a name in the scenario, becomes a variable.
 */

import { reduce, uniformValue } from "../../tensor/build.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import { makeNode, type Node, type ReduceName } from "../../tensor/node.ts";
import { Elements, type Variables } from "../printed/element.ts";
import { atom, call, type Expression } from "../printed/expression.ts";
import { type KnownNumbers, knownIndex, readKnown, showsView } from "../printed/known.ts";
import { type Position, positionText, running } from "../printed/position.ts";
import type { Scope, Variable } from "../printed/scope.ts";
import { isView } from "../printed/uses.ts";
import { type DataType, realType, type StanData } from "./data.ts";
import { StanDialect } from "./dialect.ts";
import { fillLines } from "./fill.ts";
import type { Helpers } from "./helpers.ts";
import { loops } from "./loops.ts";
import { vectorOf } from "./quotes.ts";
import { type Whole, wholeOperation } from "./whole.ts";

/** What the writer is told about the program. */
export interface WriterContext {
  readonly data: StanData;
  readonly helpers: Helpers;
  /** A name for a new variable: the scenario's for a named value. */
  nameFor(node: Node): string;
  /** A free name like this one, for what is no node. */
  fresh(wish: string): string;
  isNamed(node: Node): boolean;
  uses(node: Node): number;
  /** Sizes as printed where the node is declared. */
  sizesOf(node: Node): readonly (string | number)[];
  /** A name for the loop variable at that depth. */
  loopName(depth: number): string;
  /** Throws: an index that is not known cannot be printed. */
  refuseIndex(): never;
}

/** Thrown where an expression needs a statement of its own, and none may stand there (in a declaration). */
export class NeedsStatement extends Error {}

export class StanWriter implements Variables {
  readonly dialect: StanDialect;
  readonly elements: Elements;
  scope: Scope;
  /** Loops that are open around what is printed now. */
  depth = 0;
  /** True in declarations of parameters: everything must be one expression. */
  inlineOnly = false;
  private readonly copies = new Map<Node, Node>();

  constructor(
    readonly context: WriterContext,
    scope: Scope,
  ) {
    this.dialect = new StanDialect(context.helpers);
    this.elements = new Elements(this.dialect, this);
    this.scope = scope;
  }

  scalar(node: Node): Expression {
    return this.elements.element(node, []);
  }

  read(node: Node, positions: readonly Position[]): Expression | undefined {
    const variable = this.scope.find(node);
    if (variable !== undefined) return this.dialect.pick(variable.name, positions);
    if (isConstant(node)) return readKnown(this.known("real"), node, positions);
    const isProduct = this.isVectorProduct(node);
    if (positions.length === 0 && isProduct && !this.isShared(node)) {
      const product = wholeOperation(this, node);
      if (product !== undefined) return product.expression;
    }
    if (!this.isShared(node) && !isProduct) return undefined;
    return this.dialect.pick(this.materialise(node).name, positions);
  }

  hoist(node: Node): void {
    if (this.scope.find(node) !== undefined || isConstant(node) || this.inlineOnly) return;
    if (isView(node)) this.hoist(node.inputs[0]);
    else this.materialise(node);
  }

  compound(node: Node, positions: readonly Position[]): Expression {
    if (positions.length === 0) {
      const whole = wholeOperation(this, node);
      if (whole !== undefined) return whole.expression;
      if (node.op.name === "reduce") return this.scalar(inSteps(node, node.op.kind));
    }
    return this.dialect.pick(this.materialise(node).name, positions);
  }

  index(node: Node, positions: readonly Position[]): Position {
    if (!isConstant(node)) return this.context.refuseIndex();
    return knownIndex(this.known("index"), node, positions);
  }

  private known(type: DataType): KnownNumbers {
    const { data, isNamed } = this.context;
    return { dialect: this.dialect, isNamed, variable: (node) => data.variable(node, type) };
  }

  private isShared(node: Node): boolean {
    if (this.inlineOnly || node.op.name === "input") return false;
    return this.context.isNamed(node) || (this.context.uses(node) > 1 && !isView(node));
  }

  /** A matrix product reshaped to a vector or a number: matrix by vector. */
  private isVectorProduct(node: Node): boolean {
    const [product] = node.inputs;
    return (
      node.op.name === "reshape" &&
      node.shape.length < 2 &&
      product.op.name === "matmul" &&
      product.shape.includes(1) &&
      !this.isVariable(product)
    );
  }

  /** Whether the node is read as a variable and not as its operation. */
  isVariable(node: Node): boolean {
    return this.scope.find(node) !== undefined || isConstant(node) || this.isShared(node);
  }

  /** The variable that holds the node, made now if there is none. */
  materialise(node: Node): Variable {
    const known = this.scope.find(node);
    if (known !== undefined) return known;
    if (this.inlineOnly) throw new NeedsStatement();
    if (node.op.name === "input") throw new Error(`stan: nothing is known of ${node.op.buffer}`);
    const { scope, depth } = this;
    // A value that does not change within the loop is computed before it.
    while (!this.scope.owns(node) && this.scope.outer !== undefined) this.scope = this.scope.outer;
    this.depth = this.scope.depth;
    try {
      // Named last, so that what it is made of has the smaller numbers.
      const lines = this.definition(node, UNNAMED);
      const name = this.context.nameFor(node);
      const variable: Variable = { name, form: "plain" };
      this.scope.add(...lines.map((line) => line.replaceAll(UNNAMED, name)));
      this.scope.define(node, variable);
      return variable;
    } finally {
      this.scope = scope;
      this.depth = depth;
    }
  }

  /** The lines that declare a variable and give it the node's value. */
  private definition(node: Node, name: string): string[] {
    const type = realType(this.context.sizesOf(node));
    const lines = this.assignment(node, name);
    if (lines.length === 1 && lines[0].startsWith(`${name} = `)) return [`${type} ${lines[0]}`];
    return [`${type} ${name};`, ...lines];
  }

  /** The lines that give a declared variable the node's value. */
  assignment(node: Node, name: string): string[] {
    if (node.shape.length === 0) return [`${name} = ${this.elements.compute(node, []).text};`];
    const whole = wholeOperation(this, node);
    if (whole !== undefined) return [`${name} = ${this.spread(whole, node).text};`];
    return this.fill(node, name);
  }

  /** Lines that assign every element of a declared variable. */
  fill(node: Node, name: string): string[] {
    const special = fillLines(this, node, name);
    if (special !== undefined) return special;
    return this.eachElement(node, name, (positions) => this.elements.compute(node, positions));
  }

  /** Loops over all positions of a node, assigning an expression to each element. */
  eachElement(node: Node, name: string, value: (positions: readonly Position[]) => Expression): string[] {
    const variables = this.loopVariables(node.shape.length);
    this.depth += variables.length;
    try {
      const positions = variables.map(running);
      const body = `${this.dialect.pick(name, positions).text} = ${value(positions).text};`;
      return loops(
        variables.map((variable, axis) => [variable, node.shape[axis]] as const),
        [body],
      );
    } finally {
      this.depth -= variables.length;
    }
  }

  loopVariables(count: number): string[] {
    return Array.from({ length: count }, (_, i) => this.context.loopName(this.depth + i));
  }

  /** The node as one expression of its shape, or as a scalar that stands for all of its elements. Rank 2 at most. */
  whole(node: Node): Whole {
    if (node.shape.length === 0) return { kind: "real", expression: this.scalar(node) };
    const kind = node.shape.length === 1 ? "vector" : "matrix";
    const variable = this.scope.find(node);
    if (variable !== undefined) {
      if (variable.form === "plain" || kind === "vector") return { kind, expression: atom(variable.name) };
      return { kind, expression: atom(this.asMatrix(node)) };
    }
    if (isConstant(node)) return this.wholeConstant(node, kind);
    if (!this.isShared(node)) {
      const whole = wholeOperation(this, node);
      if (whole !== undefined) return whole;
    }
    return { kind, expression: atom(this.materialise(node).name) };
  }

  private wholeConstant(node: Node, kind: "vector" | "matrix"): Whole {
    const uniform = uniformValue(node);
    if (uniform !== undefined && !this.context.isNamed(node)) {
      return { kind: "real", expression: this.dialect.number(uniform) };
    }
    if (showsView(node, this.context.isNamed)) {
      const whole = wholeOperation(this, node);
      if (whole !== undefined) return whole;
    }
    const values = constantValue(node) ?? new Float64Array();
    if (kind === "vector" && !this.context.isNamed(node) && values.length > 0 && values.length <= MOST_INLINE) {
      const expression = vectorOf(Array.from(values, (x) => this.dialect.number(x)));
      if (expression.text.length <= LONGEST_INLINE) return { kind, expression };
    }
    return { kind, expression: atom(this.context.data.variable(node, "real")) };
  }

  /** An array of vectors copied into a matrix, once for each block. */
  private asMatrix(node: Node): string {
    const copy = this.copies.get(node) ?? makeNode({ name: "reshape" }, [node], node.shape);
    this.copies.set(node, copy);
    return this.materialise(copy).name;
  }

  /** The whole node where a scalar may not stand for it. */
  spread(whole: Whole, node: Node): Expression {
    if (whole.kind !== "real" || node.shape.length === 0) return whole.expression;
    const sizes = node.shape.map((size) => atom(String(size)));
    return call(node.shape.length === 1 ? "rep_vector" : "rep_matrix", whole.expression, ...sizes);
  }

  /** The node as a vector or matrix of its own shape. */
  full(node: Node): Expression {
    return this.spread(this.whole(node), node);
  }

  /** A variable of the node's shape, for what must be indexed. */
  variableOf(node: Node): Variable {
    const known = this.scope.find(node);
    if (known !== undefined) return known;
    if (isConstant(node)) return { name: this.context.data.variable(node, "real"), form: "plain" };
    return this.materialise(node);
  }

  /** The last axis of a node at positions of the others: a scalar where it repeats one, else a vector or row vector. */
  row(
    node: Node,
    lead: readonly Position[],
  ): { readonly expression: Expression; readonly kind: "real" | "row" | "vector" } {
    const uniform = uniformValue(node);
    if (uniform !== undefined && !this.context.isNamed(node)) {
      return { expression: this.dialect.number(uniform), kind: "real" };
    }
    if (lead.length === 0) {
      const { expression, kind } = this.whole(node);
      return { expression, kind: kind === "real" ? "real" : "vector" };
    }
    const { op } = node;
    const last = node.shape.length - 1;
    if (op.name === "broadcast" && this.scope.find(node) === undefined) {
      const inner = node.inputs[0];
      const places = op.axes.filter((axis) => axis !== last).map((axis) => lead[axis]);
      if (!op.axes.includes(last)) {
        this.hoist(inner);
        return { expression: this.elements.element(inner, places), kind: "real" };
      }
      return this.row(inner, places);
    }
    const variable = this.variableOf(node);
    const places = lead.map((position) => positionText(position, 1)).join(", ");
    return { expression: atom(`${variable.name}[${places}]`), kind: variable.form === "rows" ? "vector" : "row" };
  }
}

/** Stands for a name that is still to be given. */
const UNNAMED = "\u0001";

/** Known vectors of at most so many elements and characters stand in the program text. */
const MOST_INLINE = 4;
const LONGEST_INLINE = 40;

/** The reduction of an array of many axes over the last of them, then over the others. */
function inSteps(node: Node, kind: ReduceName): Node {
  const [x] = node.inputs;
  return reduce(kind, reduce(kind, x, [x.shape.length - 1]));
}
