/**
 * Prints nodes as WebPPL: numbers as expressions, arrays as nested `mapN`. What is read several times, and what has a name in the
 * scenario, becomes a variable of the model.
 */
import { cumsum, transpose } from "../../tensor/build.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node, ReduceName, Shape } from "../../tensor/node.ts";
import { inversePermutation, otherAxes } from "../../tensor/shape.ts";
import { Elements, type Variables } from "../printed/element.ts";
import { atom, call, choose, type Expression, infix, level, negative } from "../printed/expression.ts";
import { type KnownNumbers, knownIndex, readKnown } from "../printed/known.ts";
import { at, type Position, positionText, running, shifted } from "../printed/position.ts";
import type { Scope } from "../printed/scope.ts";
import { isView } from "../printed/uses.ts";
import { WebpplDialect } from "./dialect.ts";
import type { Helpers } from "./helpers.ts";
import { scanValue } from "./scan.ts";

export interface WriterContext {
  readonly helpers: Helpers;
  /** The name of known numbers at the top of the program. */
  data(node: Node): string;
  nameFor(node: Node): string;
  /** A free name like this one, for what is no node. */
  fresh(wish: string): string;
  isNamed(node: Node): boolean;
  uses(node: Node): number;
  loopName(depth: number): string;
  /** True where moves go along gradients. */
  readonly alongGradients: boolean;
}

export class WebpplWriter implements Variables {
  readonly dialect: WebpplDialect;
  readonly elements: Elements;
  depth = 0;
  private readonly known: KnownNumbers;
  /** Holds for nodes that are known only in part while the elements of some latents are drawn one after the other. */
  isPartial: (node: Node) => boolean = () => false;

  constructor(
    readonly context: WriterContext,
    public scope: Scope,
  ) {
    this.dialect = new WebpplDialect(context.helpers);
    this.elements = new Elements(this.dialect, this);
    this.known = { dialect: this.dialect, isNamed: context.isNamed, variable: (node) => this.data(node) };
  }

  scalar(node: Node): Expression {
    return this.elements.element(node, []);
  }

  read(node: Node, positions: readonly Position[]): Expression | undefined {
    const variable = this.scope.find(node);
    if (variable !== undefined) return this.dialect.pick(variable.name, positions);
    if (isConstant(node)) return readKnown(this.known, node, positions);
    return this.isShared(node) ? this.dialect.pick(this.materialise(node), positions) : undefined;
  }

  private isShared(node: Node): boolean {
    if (node.op.name === "input" || this.isPartial(node)) return false;
    return this.context.isNamed(node) || (this.context.uses(node) > 1 && !isView(node));
  }

  hoist(node: Node): void {
    if (this.scope.find(node) !== undefined || isConstant(node) || this.isPartial(node)) return;
    if (isView(node)) this.hoist(node.inputs[0]);
    else this.materialise(node);
  }

  /** The variable that holds the node, defined now if there is none. */
  materialise(node: Node): string {
    const known = this.scope.find(node);
    if (known !== undefined) return known.name;
    if (node.op.name === "input") throw new Error(`webppl: nothing is known of ${node.op.buffer}`);
    const { scope, depth } = this;
    while (!this.scope.owns(node) && this.scope.outer !== undefined) this.scope = this.scope.outer;
    this.depth = this.scope.depth;
    try {
      const value = this.whole(node);
      const name = this.context.nameFor(node);
      this.scope.add(`var ${name} = ${value.text};`);
      this.define(node, name);
      return name;
    } finally {
      this.scope = scope;
      this.depth = depth;
    }
  }

  /** The node's value by its operation, as a number or a nested array. */
  private whole(node: Node): Expression {
    return this.special(node) ?? this.nested(node.shape, (positions) => this.elements.compute(node, positions));
  }

  /** A node as an array or number, by its variable where it has one. */
  value(node: Node): Expression {
    const variable = this.scope.find(node);
    if (variable !== undefined) return atom(variable.name);
    if (isConstant(node)) return node.shape.length > 0 ? atom(this.data(node)) : this.scalar(node);
    if (this.isShared(node)) return atom(this.materialise(node));
    return this.special(node) ?? this.nested(node.shape, (positions) => this.elements.element(node, positions));
  }

  /** `mapN(function(i) { .. }, n)` for every axis, around the value at a position. */
  nested(shape: Shape, value: (positions: readonly Position[]) => Expression): Expression {
    if (shape.length === 0) return value([]);
    const name = this.context.loopName(this.depth);
    this.depth++;
    try {
      const inner = this.nested(shape.slice(1), (rest) => value([running(name), ...rest]));
      const whole = this.asWhole(inner.text, name, shape[0]);
      if (whole !== undefined) return atom(whole);
      return atom(`mapN(function(${name}) { return ${inner.text}; }, ${shape[0]})`);
    } finally {
      this.depth--;
    }
  }

  /** `x` for `x[i]` at all i of an array of that size. */
  private asWhole(text: string, index: string, size: number): string | undefined {
    if (!text.endsWith(`[${index}]`)) return undefined;
    const array = text.slice(0, -index.length - 2);
    const match = /^(\w+)((?:\[[\w ]+\])*)$/.exec(array);
    if (match === null || new RegExp(`\\b${index}\\b`).test(array)) return undefined;
    const rank = match[2] === "" ? 0 : match[2].split("][").length;
    return this.shapes.get(match[1])?.[rank] === size ? array : undefined;
  }

  /** Of the variables, by name. */
  private readonly shapes = new Map<string, Shape>();

  define(node: Node, name: string): void {
    this.scope.define(node, { name, form: "plain" });
    this.shapes.set(name, node.shape);
  }

  /** The name of a known array at the top of the program. */
  data(node: Node): string {
    const name = this.context.data(node);
    this.shapes.set(name, node.shape);
    return name;
  }

  /** Operations on whole arrays that a helper does. */
  private special(node: Node): Expression | undefined {
    const { op, inputs, shape } = node;
    const { helpers } = this.context;
    switch (op.name) {
      case "cumsum":
        if (shape.length !== 1) return undefined;
        return this.sums(this.value(inputs[0]), op.reverse);
      case "concat":
        if (shape.length !== 1) return undefined;
        return this.joined(inputs);
      case "cholesky":
        return shape.length === 2 ? call(helpers.use("choleskyFactor"), this.value(inputs[0])) : undefined;
      case "triangular_solve":
        if (shape.length !== 2) return undefined;
        return call(helpers.use(op.transposed ? "solveUpper" : "solveLower"), ...inputs.map((x) => this.value(x)));
      case "scan":
        return scanValue(this, node, op.body, op.reverse);
      default:
        return undefined;
    }
  }

  private sums(row: Expression, reverse: boolean): Expression {
    const { helpers } = this.context;
    const forward = (x: Expression) => call(helpers.use("runningSums"), x);
    const turn = (x: Expression) => call(helpers.use("reversed"), x);
    return reverse ? turn(forward(turn(row))) : forward(row);
  }

  private joined(parts: readonly Node[]): Expression {
    if (parts.every((part) => part.shape[0] === 1)) {
      return atom(`[${parts.map((part) => this.elements.element(part, [at(0)]).text).join(", ")}]`);
    }
    const [first, ...rest] = parts.map((part) => this.value(part).text);
    return atom(`${first}.concat(${rest.join(", ")})`);
  }

  compound(node: Node, positions: readonly Position[]): Expression {
    const { op, inputs } = node;
    switch (op.name) {
      case "reduce":
        return this.reduced(inputs[0], op.kind, op.axes, positions);
      case "argmax":
      case "argmin": {
        const row = this.along(inputs[0], op.axis, positions);
        const values = op.name === "argmax" ? row((x) => x) : row(negative);
        return call(this.context.helpers.use("firstLargest"), values);
      }
      case "matmul": {
        const lead = positions.slice(0, -2);
        const [i, j] = positions.slice(-2);
        for (const x of inputs) this.hoist(x);
        return this.summed(inputs[0].shape[inputs[0].shape.length - 1], (k) =>
          this.dialect.binary(
            "mul",
            this.elements.element(inputs[0], [...lead, i, k]),
            this.elements.element(inputs[1], [...lead, k, j]),
          ),
        );
      }
      case "concat":
        return this.chosenPart(node, op.axis, positions);
      case "scatter_add":
        return this.scattered(node, op.axis, positions);
      case "cumsum":
        return this.byRows(node, op.axis, positions, (moved) => cumsum(moved, moved.shape.length - 1, op.reverse));
      default:
        return this.dialect.pick(this.materialiseRows(node), positions);
    }
  }

  /** Batches of matrices, and rows of running sums: an array of what the helper makes of each. */
  private materialiseRows(node: Node): string {
    const known = this.scope.find(node);
    if (known !== undefined || this.special(node) !== undefined) return this.materialise(node);
    const { op, inputs, shape } = node;
    const rank = op.name === "cumsum" ? 1 : 2;
    const { helpers } = this.context;
    for (const x of inputs) this.hoist(x);
    const part = (x: Node, lead: readonly Position[]) =>
      this.nested(x.shape.slice(lead.length), (rest) => this.elements.element(x, [...lead, ...rest]));
    const value = this.nested(shape.slice(0, -rank), (lead) => {
      const parts = inputs.map((x) => part(x, lead));
      if (op.name === "cumsum") return this.sums(parts[0], op.reverse);
      if (op.name === "cholesky") return call(helpers.use("choleskyFactor"), parts[0]);
      if (op.name !== "triangular_solve") throw new Error(`webppl: no rule for ${op.name}`);
      return call(helpers.use(op.transposed ? "solveUpper" : "solveLower"), ...parts);
    });
    const name = this.context.nameFor(node);
    this.scope.add(`var ${name} = ${value.text};`);
    this.define(node, name);
    return name;
  }

  /** An operation along an axis, by way of one along the last. */
  private byRows(node: Node, axis: number, positions: readonly Position[], build: (moved: Node) => Node): Expression {
    const rank = node.shape.length;
    if (axis === rank - 1) return this.dialect.pick(this.materialiseRows(node), positions);
    const order = [...otherAxes(rank, [axis]), axis];
    const rows = build(transpose(node.inputs[0], order));
    return this.elements.element(transpose(rows, inversePermutation(order)), positions);
  }

  /** The elements along an axis as an array, after a map. */
  private along(
    x: Node,
    axis: number,
    positions: readonly Position[],
  ): (map: (element: Expression) => Expression) => Expression {
    this.hoist(x);
    return (map) =>
      this.nested([x.shape[axis]], ([k]) =>
        map(this.elements.element(x, [...positions.slice(0, axis), k, ...positions.slice(axis)])),
      );
  }

  private summed(size: number, value: (position: Position) => Expression): Expression {
    return call(
      "sum",
      this.nested([size], ([k]) => value(k)),
    );
  }

  private reduced(x: Node, kind: ReduceName, axes: readonly number[], positions: readonly Position[]): Expression {
    if (x.shape.length > 1 || positions.length > 0) this.hoist(x);
    const places: Position[] = x.shape.map(() => at(0));
    otherAxes(x.shape.length, axes).forEach((axis, i) => {
      places[axis] = positions[i];
    });
    const over = (rest: readonly number[]): Expression => {
      const [axis, ...others] = rest;
      if (axis === undefined) return this.elements.element(x, places);
      const values = this.nested([x.shape[axis]], ([k]) => {
        places[axis] = k;
        return over(others);
      });
      return call(this.reduction(kind), values);
    };
    return over(axes);
  }

  private reduction(kind: ReduceName): string {
    const { helpers } = this.context;
    switch (kind) {
      case "sum":
        return "sum";
      case "prod":
        return "product";
      case "max":
        return helpers.use("largest");
      case "min":
        return helpers.use("smallest");
      case "logsumexp":
        return helpers.use("logSumExp");
    }
  }

  private chosenPart(node: Node, axis: number, positions: readonly Position[]): Expression {
    const along = positions[axis];
    const from = (parts: readonly Node[], first: number): Expression => {
      const [part, ...rest] = parts;
      const here = positions.map((position, i) => (i === axis ? shifted(position, -first) : position));
      const value = this.elements.element(part, here);
      if (rest.length === 0) return value;
      const next = first + part.shape[axis];
      const position: Expression = { text: positionText(along, 0), level: level.sum };
      const isHere = infix(position, "<", atom(String(next)), level.compare);
      return choose(isHere, value, from(rest, next));
    };
    return from(node.inputs, 0);
  }

  private scattered(node: Node, axis: number, positions: readonly Position[]): Expression {
    const [values, index] = node.inputs;
    this.hoist(values);
    const rank = index.shape.length;
    const wanted: Expression = { text: positionText(positions[axis], 0), level: level.sum };
    const over = (shape: Shape, places: readonly Position[]): Expression => {
      if (shape.length > 0) return this.summed(shape[0], (k) => over(shape.slice(1), [...places, k]));
      const found: Expression = { text: positionText(this.index(index, places), 0), level: level.sum };
      const value = this.elements.element(values, [
        ...positions.slice(0, axis),
        ...places,
        ...positions.slice(axis + 1),
      ]);
      return choose(infix(found, "===", wanted, level.equal), value, atom("0"));
    };
    return rank === 0 ? over([], []) : over(index.shape, []);
  }

  index(node: Node, positions: readonly Position[]): Position {
    if (isConstant(node)) return knownIndex(this.known, node, positions);
    return running(this.elements.element(node, positions).text);
  }
}
