/** Expressions as TeX: operators and elementary functions by mathjs, indices and sums by their axes. */

import type { BinaryOperator, CallExpression, Expression } from "../language/syntax.ts";
import { keysOf } from "./letters.ts";
import type * as mathjs from "./mathjs.ts";
import { nameTex, symbolOf, withIndices, word } from "./names.ts";
import {
  alongAxis,
  askedBox,
  axesOf,
  binding,
  byAxes,
  type Form,
  hiding,
  type InnerProblem,
  innerProblemOf,
  isReduction,
  letterOf,
  overOf,
  reducedAxes,
  type Scope,
  summing,
  takesWholeArrays,
  weightsOf,
} from "./scope.ts";

type Math = typeof mathjs;
type MathNode = mathjs.MathNode;

/** What mathjs calls the operators. */
const operators: Readonly<Record<Exclude<BinaryOperator, "@" | "%">, [mathjs.OperatorNodeOp, mathjs.OperatorNodeFn]>> =
  {
    or: ["or", "or"],
    and: ["and", "and"],
    "==": ["==", "equal"],
    "!=": ["!=", "unequal"],
    "<": ["<", "smaller"],
    "<=": ["<=", "smallerEq"],
    ">": [">", "larger"],
    ">=": [">=", "largerEq"],
    "+": ["+", "add"],
    "-": ["-", "subtract"],
    "*": ["*", "multiply"],
    "/": ["/", "divide"],
    "^": ["^", "pow"],
  };
const conditions: ReadonlySet<string> = new Set(["or", "and", "==", "!=", "<", "<=", ">", ">="]);

/** Functions that mathjs writes as mathematics does. */
const elementary: ReadonlySet<string> = new Set(
  "exp log sqrt abs sin cos tan asin acos atan sinh cosh tanh floor ceil lgamma min max".split(" "),
);
/** Functions with a sign of their own. */
const signs: Readonly<Record<string, string>> = {
  sigmoid: "\\operatorname{logit}^{-1}",
  normal_cdf: "\\Phi",
  log_normal_cdf: "\\ln\\Phi",
  digamma: "\\psi",
};
/** Sums and the like; others are written as operators. */
const reductionSigns: Readonly<Record<string, string>> = {
  sum: "\\sum",
  product: "\\prod",
  min: "\\min",
  max: "\\max",
  argmax: "\\operatorname*{arg\\,max}",
  argmin: "\\operatorname*{arg\\,min}",
  covariance: "\\operatorname{Cov}",
};
const derivativeSigns: Readonly<Record<Exclude<Form, "label">, string>> = {
  answer: "",
  gradient: "\\nabla ",
  parameter_gradient: "\\nabla_{\\!\\mathrm{parameters}}\\, ",
};
const MOST_ELEMENTS = 8;

export class ExpressionWriter {
  /** TeX that mathjs is given as a symbol, by that symbol's name. */
  private readonly pieces = new Map<string, string>();

  constructor(private readonly math: Math) {}

  tex(expression: Expression, scope: Scope): string {
    return this.print(this.node(expression, scope));
  }

  /** The right side of a definition: a function of whole arrays has the indices of what is defined behind it. */
  definition(value: Expression, scope: Scope): string {
    const tex = this.tex(value, scope);
    const isWhole =
      value.kind === "call" &&
      takesWholeArrays(value.callee.name, scope) &&
      askedBox(value, scope) === undefined &&
      weightsOf(value, scope) === undefined;
    if (!isWhole) return tex;
    return withIndices({ base: this.applied(value, scope), subscripts: [] }, this.letters(scope.frame, scope));
  }

  private print(node: MathNode): string {
    const tex: string = node.toTex({
      parenthesis: "auto",
      handler: (inner: MathNode) => (this.math.isSymbolNode(inner) ? this.spaced(inner.name) : undefined),
    });
    return tex.trim();
  }

  /** A piece that begins with a letter must not run into a command before it. */
  private spaced(name: string): string | undefined {
    const tex = this.pieces.get(name);
    return tex !== undefined && /^[A-Za-z]/.test(tex) ? ` ${tex}` : tex;
  }

  /** TeX as an operand. */
  private piece(tex: string): MathNode {
    const name = `piece${this.pieces.size}`;
    this.pieces.set(name, tex);
    return new this.math.SymbolNode(name);
  }

  /** As a value: a condition counts 0 or 1, which is written in brackets (Iverson). */
  private node(expression: Expression, scope: Scope): MathNode {
    const isCondition =
      (expression.kind === "binary" && conditions.has(expression.operator)) ||
      (expression.kind === "unary" && expression.operator === "not");
    return isCondition
      ? this.piece(`\\left[${this.print(this.condition(expression, scope))}\\right]`)
      : this.plain(expression, scope);
  }

  private condition(expression: Expression, scope: Scope): MathNode {
    const { OperatorNode } = this.math;
    if (expression.kind === "unary" && expression.operator === "not")
      return new OperatorNode("not", "not", [this.condition(expression.operand, scope)]);
    if (expression.kind !== "binary" || !conditions.has(expression.operator)) return this.plain(expression, scope);
    const joins = expression.operator === "and" || expression.operator === "or";
    const side = (e: Expression) => (joins ? this.condition(e, scope) : this.node(e, scope));
    return this.operator(expression.operator, [side(expression.left), side(expression.right)]);
  }

  private operator(operator: BinaryOperator, sides: [MathNode, MathNode]): MathNode {
    if (operator === "@") return this.piece(sides.map((side) => this.print(side)).join(" "));
    if (operator === "%") return this.piece(`\\left(${sides.map((side) => this.print(side)).join(" \\bmod ")}\\right)`);
    const [op, fn] = operators[operator];
    return new this.math.OperatorNode(op, fn, sides);
  }

  private plain(expression: Expression, scope: Scope): MathNode {
    const { ConstantNode, OperatorNode, ConditionalNode } = this.math;
    switch (expression.kind) {
      case "number":
        return new ConstantNode(expression.value);
      case "string":
        return this.piece(`\\text{${expression.value.replace(/[\\{}$&#^_%~]/g, " ")}}`);
      case "name":
        return this.piece(this.name(expression.name, scope));
      case "unary":
        return new OperatorNode("-", "unaryMinus", [this.node(expression.operand, scope)]);
      case "binary":
        return this.binary(expression, scope);
      case "if":
        return new ConditionalNode(
          this.condition(expression.condition, scope),
          this.node(expression.consequent, scope),
          this.node(expression.alternative, scope),
        );
      case "call":
        return this.call(expression, scope);
      case "index":
        return this.piece(this.indexed(expression, scope));
      case "field":
        return this.piece(this.field(expression, scope));
      case "array":
        return this.piece(this.array(expression.elements, scope));
      case "range": {
        const { from, to } = expression;
        const last = to?.kind === "number" ? to.value - 1 : `${to === undefined ? "" : this.tex(to, scope)} - 1`;
        return this.piece(`\\left\\{${from === undefined ? "0" : this.tex(from, scope)}, \\dots, ${last}\\right\\}`);
      }
      case "record":
        return this.piece(
          `\\left\\{${expression.entries.map(({ key, value }) => `${nameTex(key.name)}\\colon ${this.tex(value, scope)}`).join(", ")}\\right\\}`,
        );
      case "lambda": {
        const names = expression.parameters.map((parameter) => nameTex(parameter.name)).join(", ");
        const before = expression.parameters.length === 1 ? names : `\\left(${names}\\right)`;
        return this.piece(`${before} \\mapsto ${this.tex(expression.body, scope)}`);
      }
      case "comprehension": {
        const generators = expression.generators.map(
          ({ variable, over }) => `${nameTex(variable.name)} \\in ${this.setOf(over, scope)}`,
        );
        return this.piece(`\\left(${this.tex(expression.element, scope)}\\right)_{${generators.join(", ")}}`);
      }
    }
  }

  /** What a generator goes through. */
  private setOf(over: Expression, scope: Scope): string {
    if (over.kind === "name" && scope.dims.has(over.name)) return word(over.name);
    return this.tex(over, hiding(scope, keysOf(axesOf(over, scope), scope.frame)));
  }

  private name(name: string, scope: Scope): string {
    return withIndices(symbolOf(name), this.letters(keysOf(scope.axes.get(name) ?? [], scope.frame), scope));
  }

  /** The letters of the axes that are written. */
  private letters(keys: readonly string[], scope: Scope): string[] {
    return keys.filter((key) => !scope.hidden.has(key)).map((key) => letterOf(scope, key));
  }

  private binary(expression: Expression & { kind: "binary" }, scope: Scope): MathNode {
    const { operator, left, right } = expression;
    if (operator === "@") return this.contraction(left, right, scope);
    const a = this.node(left, scope);
    const b = this.node(right, scope);
    // A sum goes on to the right as far as it can: what it does not add up stands outside brackets.
    const closes = operator !== "/" && isOpenEnded(left, scope);
    return this.operator(operator, [closes ? this.piece(`\\left(${this.print(a)}\\right)`) : a, b]);
  }

  /** `x @ y`: a sum over the axis that meets, where it has a name on either side. */
  private contraction(left: Expression, right: Expression, scope: Scope): MathNode {
    const own = { left: axesOf(left, scope), right: axesOf(right, scope) };
    // The product of whole arrays, as functions of matrices give them, is indexed as a whole.
    if (own.left.length === 0 || own.right.length === 0) {
      const side = (e: Expression) => this.factor(e, hiding(scope, keysOf(axesOf(e, scope), scope.frame)));
      const base = `\\left(${side(left)} \\, ${side(right)}\\right)`;
      return this.piece(withIndices({ base, subscripts: [] }, this.letters(scope.frame, scope)));
    }
    const before = own.left.at(-1)?.name === undefined ? undefined : keysOf(own.left, scope.frame).at(-1);
    const behind = own.right.at(0)?.name === undefined ? undefined : keysOf(own.right, scope.frame).at(0);
    const key = behind ?? before;
    if (key === undefined) return this.piece(`${this.factor(left, scope)} ${this.factor(right, scope)}`);
    const letter = letterOf(summing(scope, [key]), key);
    const meeting = (own: string | undefined) => binding(scope, own ?? key, letter);
    const product = `${this.factor(left, meeting(before))} \\cdot ${this.factor(right, meeting(behind))}`;
    return this.piece(`\\sum_{${letter}} ${product}`);
  }

  private factor(expression: Expression, scope: Scope): string {
    const tex = this.tex(expression, scope);
    return isAdditive(expression) ? `\\left(${tex}\\right)` : tex;
  }

  private call(expression: CallExpression, scope: Scope): MathNode {
    const name = expression.callee.name;
    const args = expression.arguments.filter((argument) => argument.name?.name !== "over");
    if (askedBox(expression, scope) !== undefined) return this.piece(this.answer(expression, scope));
    const net = weightsOf(expression, scope);
    if (net !== undefined) return this.piece(this.weights(net, scope));
    const [first] = args;
    const inner = innerProblemOf(expression);
    if (inner !== undefined) return this.piece(this.innerProblem(inner, scope));
    if (isReduction(expression)) return this.piece(this.reduction(expression, first.value, scope));
    if (alongAxis.has(name) && first !== undefined) return this.piece(this.along(expression, first.value, scope));
    if (name === "square" && first !== undefined)
      return this.operator("^", [this.node(first.value, scope), new this.math.ConstantNode(2)]);
    if (elementary.has(name) && args.every((argument) => argument.name === undefined)) {
      return new this.math.FunctionNode(
        new this.math.SymbolNode(name),
        args.map((argument) => this.node(argument.value, scope)),
      );
    }
    return this.piece(scope.functions.has(name) ? this.declared(expression, scope) : this.applied(expression, scope));
  }

  /** The least point of a loss; one that is not searched to the end says how. */
  private innerProblem({ loss, start, by }: InnerProblem, scope: Scope): string {
    const axes = axesOf(start, scope);
    const keys = keysOf(axes, scope.frame);
    const outside = hiding(scope, keys);
    const how = by === undefined ? "" : `^{${this.tex(by, outside)}}`;
    const sign = `\\operatorname*{arg\\,min}${how}`;
    const point = loss.kind === "lambda" ? loss.parameters[0]?.name : undefined;
    const inside = point === undefined ? outside : { ...outside, axes: new Map([...scope.axes, [point, axes]]) };
    const text =
      loss.kind === "lambda" && point !== undefined
        ? `_{${nameTex(point)}} \\left(${this.tex(loss.body, inside)}\\right)`
        : ` ${this.tex(loss, outside)}`;
    const base = `\\left(${sign}${text}\\right)`;
    return withIndices({ base, subscripts: [] }, this.letters(keys, scope));
  }

  /** A function of the scenario: it may look at whole arrays, so indices stand behind it. */
  private declared(expression: CallExpression, scope: Scope): string {
    const keys = keysOf(axesOf(expression, scope), scope.frame);
    const indices = keys.filter((key) => scope.frame.includes(key) || scope.bound.has(key));
    return withIndices({ base: this.applied(expression, scope), subscripts: [] }, this.letters(indices, scope));
  }

  private weights(net: string, scope: Scope): string {
    const base = `\\operatorname{parameters}\\left(${nameTex(net)}\\right)`;
    const keys = keysOf(scope.weights.get(net) ?? [], scope.frame);
    return withIndices({ base, subscripts: [] }, this.letters(keys, scope));
  }

  /** `f(a, b)` for functions and distributions; options by name. */
  private applied({ module, callee, arguments: args }: CallExpression, scope: Scope): string {
    const { name } = callee;
    const isDistribution = /^[A-Z]/.test(name);
    const shown = args.map((argument) => {
      const keys = keysOf(axesOf(argument.value, scope), scope.frame);
      // Axes of an argument of a distribution that the statement does not have are those of one event.
      const events = keys.filter((key) => isDistribution && !scope.frame.includes(key) && !scope.bound.has(key));
      const tex = this.tex(argument.value, hiding(scope, takesWholeArrays(name, scope) ? keys : events));
      return argument.name === undefined ? tex : `${word(argument.name.name)} = ${tex}`;
    });
    const known = scope.functions.has(name) ? nameTex(name) : (signs[name] ?? functionTex(name));
    const own = isDistribution ? distributionTex(name) : known;
    return `${module === undefined ? "" : `${word(module.name)}.`}${own}\\left(${shown.join(", ")}\\right)`;
  }

  /** The answer of a box to each row of its argument. */
  private answer(expression: CallExpression, scope: Scope): string {
    const asked = askedBox(expression, scope);
    if (asked === undefined) return "";
    const { name, box, argument, form } = asked;
    const keys = keysOf(axesOf(argument, scope), scope.frame);
    const inputs = box.inputAxes.length === 0 ? [] : keys.slice(-box.inputAxes.length);
    const row = this.tex(argument, hiding(scope, inputs));
    if (form === "label") return `\\operatorname{label}\\left(${nameTex(name)}, ${row}\\right)`;
    const base = `${derivativeSigns[form]}${nameTex(name)}\\left(${row}\\right)`;
    const answered = keysOf([...box.outputAxes, ...byAxes(asked, scope)], scope.frame);
    return withIndices({ base, subscripts: [] }, this.letters(answered, scope));
  }

  private reduction(expression: CallExpression, argument: Expression, scope: Scope): string {
    const axes = axesOf(argument, scope);
    const keys = keysOf(axes, scope.frame);
    const gone = reducedAxes(expression, axes).map((i) => keys[i]);
    const kept = expression.callee.name === "covariance" ? keys.filter((key) => !gone.includes(key)) : [];
    const inner = summing(hiding(scope, kept), gone);
    const body = this.tex(argument, inner);
    const below = gone.map((key) => letterOf(inner, key)).join(", ");
    const name = expression.callee.name;
    const sign = reductionSigns[name] ?? `\\operatorname{${name}}`;
    const index = below === "" ? "" : `_{${below}}`;
    const bare = (name === "sum" || name === "product") && !isAdditive(argument);
    return `${sign}${index} ${bare ? body : `\\left(${body}\\right)`}`;
  }

  private along(expression: CallExpression, argument: Expression, scope: Scope): string {
    const axes = axesOf(argument, scope);
    const keys = keysOf(axes, scope.frame);
    const over = overOf(expression) === undefined ? [axes.length - 1] : reducedAxes(expression, axes);
    const along = over.flatMap((i) => keys.at(i) ?? []);
    const body = this.tex(argument, hiding(scope, along));
    const base = `${functionTex(expression.callee.name)}\\left(${body}\\right)`;
    return withIndices({ base, subscripts: [] }, this.letters(along, scope));
  }

  private indexed({ object, indices }: Expression & { kind: "index" }, scope: Scope): string {
    const keys = keysOf(axesOf(object, scope), []);
    const all = Array.from({ length: Math.max(keys.length, indices.length) }, (_, i) => i);
    const shown = all.flatMap((i) => this.index(indices.at(i), keys.at(i), scope));
    const symbol =
      object.kind === "name"
        ? symbolOf(object.name)
        : { base: this.factor(object, hiding(scope, keys)), subscripts: [] };
    return withIndices(symbol, shown);
  }

  /** One index; where none is written the whole axis is meant. */
  private index(index: Expression | undefined, key: string | undefined, scope: Scope): string[] {
    if (index === undefined) return key === undefined || scope.hidden.has(key) ? [] : [letterOf(scope, key)];
    if (index.kind !== "range") return [this.tex(index, scope)];
    if (index.from === undefined && index.to === undefined) return this.index(undefined, key, scope);
    const [own] = keysOf([{ size: 0 }], scope.frame);
    if (scope.hidden.has(own)) return [];
    const letter = letterOf(scope, own);
    const from = index.from === undefined ? "0" : this.tex(index.from, scope);
    return [from === "0" ? letter : `${letter} + ${from}`];
  }

  /** `feature.petal_width` is an index with a name; anything else is a part of something. */
  private field({ object, field }: Expression & { kind: "field" }, scope: Scope): string {
    if (object.kind === "name" && scope.dims.has(object.name)) return word(field.name);
    return `${this.tex(object, scope)}.${word(field.name)}`;
  }

  private array(elements: readonly Expression[], scope: Scope): string {
    if (elements.length > 0 && elements.every((element) => element.kind === "array")) {
      const rows = elements.map((row) => (row.kind === "array" ? row.elements : []).map((e) => this.tex(e, scope)));
      return `\\begin{pmatrix} ${rows.map((row) => row.join(" & ")).join(" \\\\ ")} \\end{pmatrix}`;
    }
    const tex = (some: readonly Expression[]) => some.map((element) => this.tex(element, scope));
    const shown =
      elements.length > MOST_ELEMENTS
        ? [...tex(elements.slice(0, 3)), "\\dots", ...tex(elements.slice(-1))]
        : tex(elements);
    return `\\left(${shown.join(", ")}\\right)`;
  }
}

/** Names of distributions are upright; the normal one has its letter. */
function distributionTex(name: string): string {
  return name === "Normal" || name === "MvNormal" ? "\\mathcal{N}" : word(name);
}

function functionTex(name: string): string {
  return /^[a-z]$/.test(name) ? name : `\\operatorname{${name.replaceAll("_", "\\_")}}`;
}

/** Whether what follows would seem to belong to the expression. */
function isOpenEnded(expression: Expression, scope: Scope): boolean {
  if (expression.kind === "binary" && expression.operator === "@")
    return (axesOf(expression.left, scope).at(-1)?.name ?? axesOf(expression.right, scope).at(0)?.name) !== undefined;
  return (
    expression.kind === "call" &&
    isReduction(expression) &&
    ["sum", "product"].includes(expression.callee.name) &&
    !isAdditive(expression.arguments[0].value)
  );
}

function isAdditive(expression: Expression): boolean {
  if (expression.kind === "unary") return expression.operator === "-";
  return expression.kind === "if" || (expression.kind === "binary" && ["+", "-"].includes(expression.operator));
}
