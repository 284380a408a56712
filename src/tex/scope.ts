/** What the text of a formula depends on: the axes of names, their letters, and which axes are left unwritten. */
import type { Axis, Box, CheckedScenario } from "../language/checked.ts";
import { elementwise } from "../language/functions/elementwise.ts";
import type { CallExpression, Expression } from "../language/syntax.ts";
import { type AxisKey, keysOf, type Letters } from "./letters.ts";

/** What can be asked with an input. */
export type Asked = Pick<Box, "inputAxes" | "outputAxes">;

export interface Scope {
  readonly letters: Letters;
  /** Axes of every name of the scenario that stands for a value. */
  readonly axes: ReadonlyMap<string, readonly Axis[]>;
  /** Models and networks. */
  readonly boxes: ReadonlyMap<string, Asked>;
  /** Axes of the weights of networks. */
  readonly weights: ReadonlyMap<string, readonly Axis[]>;
  /** Functions that the scenario declares. */
  readonly functions: ReadonlySet<string>;
  readonly dims: CheckedScenario["dims"];
  /** Keys of the axes of the statement. */
  readonly frame: readonly AxisKey[];
  /** Axes without an index: those of one event, of the input of a box. */
  readonly hidden: ReadonlySet<AxisKey>;
  /** Letters of axes that a sum around the expression goes over. */
  readonly bound: ReadonlyMap<AxisKey, string>;
}

export function letterOf(scope: Scope, key: AxisKey): string {
  return scope.bound.get(key) ?? scope.letters.of(key);
}

export function hiding(scope: Scope, keys: Iterable<AxisKey>): Scope {
  return { ...scope, hidden: new Set([...scope.hidden, ...keys]) };
}

/** The scope inside a sum over these axes. Where an index of the statement has the letter already, it gets a prime. */
export function summing(scope: Scope, keys: readonly AxisKey[]): Scope {
  const hidden = new Set([...scope.hidden].filter((key) => !keys.includes(key)));
  const written = scope.frame.filter((key) => !scope.hidden.has(key)).map((key) => scope.letters.of(key));
  const used = new Set([...written, ...scope.bound.values()]);
  const bound = new Map(scope.bound);
  for (const key of keys) {
    let letter = scope.letters.of(key);
    while (used.has(letter)) letter += "'";
    used.add(letter);
    bound.set(key, letter);
  }
  return { ...scope, hidden, bound };
}

export function binding(scope: Scope, key: AxisKey, letter: string): Scope {
  return {
    ...scope,
    hidden: new Set([...scope.hidden].filter((hidden) => hidden !== key)),
    bound: new Map([...scope.bound, [key, letter]]),
  };
}

/** Functions that go over axes and drop them. */
export const reductions: ReadonlySet<string> = new Set(
  "sum product mean median variance sd logsumexp min max argmax argmin covariance".split(" "),
);

/** Functions along one axis that keep it. */
export const alongAxis: ReadonlySet<string> = new Set(["softmax", "log_softmax", "cumsum"]);
const byElement: ReadonlySet<string> = new Set(elementwise.map(({ name }) => name));

/**
 * Whether a function looks at whole arrays: neither element by element nor over or along an axis, or one that a scenario or a
 * module declares. Its arguments have no indices, and what its result is like is not known here.
 */
export function takesWholeArrays(name: string, scope: Scope): boolean {
  if (scope.functions.has(name)) return true;
  return !/^[A-Z]/.test(name) && !byElement.has(name) && !reductions.has(name) && !alongAxis.has(name);
}

/** `over = ..` of a call. */
export function overOf(expression: Expression): Expression | undefined {
  if (expression.kind !== "call") return undefined;
  return expression.arguments.find((argument) => argument.name?.name === "over")?.value;
}

/** Whether a call adds up (or the like) over axes: min and max of two values do not. */
export function isReduction(expression: Expression): boolean {
  if (expression.kind !== "call" || !reductions.has(expression.callee.name)) return false;
  if (innerProblemOf(expression) !== undefined) return false;
  return expression.arguments.filter((argument) => argument.name === undefined).length === 1;
}

export interface InnerProblem {
  readonly loss: Expression;
  readonly start: Expression;
  readonly by: Expression | undefined;
}

/** The parts of `argmin(w => loss, start = e)`. */
export function innerProblemOf(expression: CallExpression): InnerProblem | undefined {
  const option = (name: string) => expression.arguments.find((argument) => argument.name?.name === name)?.value;
  const [loss, start] = [expression.arguments.find((argument) => argument.name === undefined)?.value, option("start")];
  if (expression.callee.name !== "argmin" || loss === undefined || start === undefined) return undefined;
  return { loss, start, by: option("by") };
}

/** The axes that a reduction goes over: positions in those of its argument. */
export function reducedAxes(expression: Expression, axes: readonly Axis[]): number[] {
  const over = overOf(expression);
  if (over === undefined) return axes.map((_, i) => i);
  const items = over.kind === "array" ? over.elements : [over];
  return items.flatMap((item) => {
    if (item.kind === "number") return [item.value];
    const at = item.kind === "name" ? axes.findIndex((axis) => axis.name === item.name) : -1;
    return at < 0 ? [] : [at];
  });
}

/** The axes of an expression, as far as its names tell: what the checker found for names, put together by the rules. */
export function axesOf(expression: Expression, scope: Scope): readonly Axis[] {
  const all = (parts: readonly (Expression | undefined)[]) =>
    parts.reduce((axes: readonly Axis[], part) => (part === undefined ? axes : union(axes, axesOf(part, scope))), []);
  switch (expression.kind) {
    case "name":
      return scope.axes.get(expression.name) ?? [];
    case "unary":
      return axesOf(expression.operand, scope);
    case "binary": {
      const { left, right } = expression;
      if (expression.operator !== "@") return all([left, right]);
      return union(axesOf(left, scope).slice(0, -1), axesOf(right, scope).slice(1));
    }
    case "if":
      return all([expression.condition, expression.consequent, expression.alternative]);
    case "array":
      return [{ size: expression.elements.length }, ...all(expression.elements)];
    case "index":
      return indexedAxes(expression, scope);
    case "call":
      return callAxes(expression, scope);
    default:
      return [];
  }
}

function callAxes(expression: CallExpression, scope: Scope): readonly Axis[] {
  const asked = askedBox(expression, scope);
  if (asked !== undefined) {
    const { box, argument, form } = asked;
    const axes = axesOf(argument, scope);
    const rows = axes.slice(0, Math.max(0, axes.length - box.inputAxes.length));
    if (form === "label") return rows;
    return [...rows, ...box.outputAxes, ...byAxes(asked, scope)];
  }
  const weights = weightsOf(expression, scope);
  if (weights !== undefined) return scope.weights.get(weights) ?? [];
  const inner = innerProblemOf(expression);
  if (inner !== undefined) return axesOf(inner.start, scope);
  const args = expression.arguments.filter(({ name }) => name?.name !== "over").map(({ value }) => value);
  const axes = args.reduce((known: readonly Axis[], part) => union(known, axesOf(part, scope)), []);
  if (isReduction(expression)) {
    const gone = reducedAxes(expression, axes);
    const kept = axes.filter((_, i) => !gone.includes(i));
    return expression.callee.name === "covariance" ? [...kept, ...kept] : kept;
  }
  const { name } = expression.callee;
  return takesWholeArrays(name, scope) && !scope.functions.has(name) ? [] : axes;
}

export type Form = "answer" | "label" | "gradient" | "parameter_gradient";
const forms: ReadonlySet<string> = new Set<Form>(["label", "gradient", "parameter_gradient"]);

interface Question {
  readonly name: string;
  readonly box: Asked;
  readonly argument: Expression;
  readonly form: Form;
}

/** What is asked of a box: `f(x)`, `label(f, x)` or a derivative; undefined for other calls. */
export function askedBox({ callee, arguments: args }: CallExpression, scope: Scope): Question | undefined {
  const form = forms.has(callee.name) ? (callee.name as Form) : "answer";
  const [first, second] = args;
  const name = form === "answer" ? callee.name : first?.value.kind === "name" ? first.value.name : "";
  const box = scope.boxes.get(name);
  const argument = (form === "answer" ? first : second)?.value;
  return box === undefined || argument === undefined ? undefined : { name, box, argument, form };
}

/** The axes of what a derivative is taken by. */
export function byAxes({ form, name, box }: Question, scope: Scope): readonly Axis[] {
  if (form === "gradient") return box.inputAxes;
  return form === "parameter_gradient" ? (scope.weights.get(name) ?? []) : [];
}

/** The name of the net in `parameters(N)`. */
export function weightsOf({ callee, arguments: args }: CallExpression, scope: Scope): string | undefined {
  const [first] = args;
  if (callee.name !== "parameters" || first?.value.kind !== "name") return undefined;
  return scope.boxes.has(first.value.name) ? first.value.name : undefined;
}

function indexedAxes(expression: Expression & { kind: "index" }, scope: Scope): readonly Axis[] {
  return axesOf(expression.object, scope).flatMap((axis, i) => {
    const index = expression.indices.at(i);
    if (index === undefined) return [axis];
    if (index.kind === "range") return index.from === undefined && index.to === undefined ? [axis] : [{ size: 0 }];
    return axesOf(index, scope);
  });
}

/** Axes of both: by name, anonymous ones from the right. */
export function union(left: readonly Axis[], right: readonly Axis[]): readonly Axis[] {
  const known = new Set(keysOf(left, []));
  const rightKeys = keysOf(right, []);
  const takesNames = !left.some((axis) => axis.name === undefined) && left.length > 0;
  return [...left, ...right.filter((axis, i) => !known.has(rightKeys[i]) && !(axis.name === undefined && takesNames))];
}
