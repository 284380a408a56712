/** Missing values: allowed in data that stand alone on the left of one `observe`, an error wherever something is computed. */
import { constantValue, isConstant } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { indexOf } from "../tensor/shape.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { missingInExpression, notANumber } from "./diagnostics/supports.ts";
import { elementName, indexable, textOf } from "./elements.ts";
import { AlreadyReported, type Origin } from "./scope.ts";
import type { Expression } from "./syntax.ts";

/** Refuses an expression whose value is NaN whatever the latents are, naming the data it comes from where it can. */
export function checkMissing(context: Context, expression: Expression, value: Value): void {
  const bad = notANumberIn(value.node);
  if (bad === undefined) return;
  const nodes = nodesBelow(bad);
  const all = context.scope.data();
  for (const read of all) {
    const numbers = nodes.has(read.value.node) ? constantValue(read.value.node) : undefined;
    if (numbers === undefined || !numbers.some(Number.isNaN)) continue;
    const { name, value: data, origin } = all.find((other) => other.name === read.gapsFrom) ?? read;
    const position = constantValue(data.node)?.findIndex(Number.isNaN) ?? 0;
    if (!context.scope.sayOnce(`missing in ${name}`)) throw new AlreadyReported(name);
    const element = `${elementName(name, data.node.shape, position)} is missing${inFile(origin, data.node.shape, position)}`;
    fail(missingInExpression(at(context, expression), name, element));
  }
  if (bad !== value.node)
    fail(notANumber(at(context, expression), `a part of \`${textOf(context.source, expression.span)}\``));
}

/** Nodes below which no such part was found: every expression is made of earlier ones. */
const sound = new WeakSet<Node>();

/** The first largest known part of a computation that holds a NaN; what a `select` may leave out is not counted. */
function notANumberIn(root: Node): Node | undefined {
  const seen: Node[] = [];
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (sound.has(node)) continue;
    sound.add(node);
    seen.push(node);
    if (!isConstant(node)) {
      if (node.op.name !== "select") stack.push(...node.inputs);
    } else if (constantValue(node)?.some(Number.isNaN)) {
      for (const each of seen) sound.delete(each);
      return node;
    }
  }
  return undefined;
}

function nodesBelow(root: Node): Set<Node> {
  const seen = new Set<Node>();
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    stack.push(...node.inputs);
  }
  return seen;
}

/** ` (counts.csv, line 19, column "y")` for the element at a flat position; empty for data from no file. */
export function inFile(origin: Origin | undefined, shape: readonly number[], position: number): string {
  if (origin === undefined) return "";
  const index = indexOf(shape, position);
  const parts = [origin.file];
  const line = origin.lines?.[index[0] ?? 0];
  if (line !== undefined) parts.push(`line ${line}`);
  const { columns } = origin;
  const column = columns?.length === 1 ? columns[0] : columns?.[index[1] ?? 0];
  if (column !== undefined) parts.push(`column "${column}"`);
  return ` (${parts.join(", ")})`;
}

/** `y[3] is 7 (counts.csv, line 5, column "y")`, `what` being "is 7"; the place only where the expression is data of a file. */
export function located(
  context: Context,
  expression: Expression,
  text: string,
  shape: readonly number[],
  position: number,
  what: string,
): string {
  const meaning = expression.kind === "name" ? context.scope.resolve(expression) : undefined;
  const origin = meaning?.kind === "data" ? meaning.origin : undefined;
  const element = elementName(shape.length > 0 ? indexable(text) : text, shape, position);
  return `${element} ${what}${inFile(origin, shape, position)}`;
}

/** `y[3] is missing (counts.csv, line 5, column "y")` */
export function missingElement(context: Context, name: string, position: number): string {
  const data = context.scope.data().find((candidate) => candidate.name === name);
  if (data === undefined) return name;
  const { shape } = data.value.node;
  return `${elementName(name, shape, position)} is missing${inFile(data.origin, shape, position)}`;
}
