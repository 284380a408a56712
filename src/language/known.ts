/** Values that must be known before the run: whole numbers in indices and sizes, options, data. */
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { notConstant, notWhole, wrongRank } from "./diagnostics/shapes.ts";
import { notANumber } from "./diagnostics/supports.ts";
import { elaborate } from "./elaborate.ts";
import { textOf } from "./elements.ts";
import { loopVariableOf } from "./loops/loop.ts";
import { checkMissing } from "./missing.ts";
import { AlreadyReported } from "./scope.ts";
import type { Expression } from "./syntax.ts";

/** A scalar whole number that is known before the run. */
export function knownWhole(context: Context, expression: Expression, what: string): number {
  const value = knownNumber(context, expression, what);
  if (!Number.isInteger(value)) fail(notWhole(at(context, expression), what, value));
  return value;
}

/** A scalar that is known before the run. */
export function knownNumber(context: Context, expression: Expression, what: string): number {
  const value = elaborate(context, expression);
  if (value.axes.length > 0) fail(wrongRank(at(context, expression), what, "a scalar", value.axes));
  const [number] = knownValue(context, expression, value, what);
  checkMissing(context, expression, value);
  if (Number.isNaN(number)) fail(notANumber(at(context, expression), textOf(context.source, expression.span)));
  return number;
}

/** The numbers of a value that depends on no latent and asks no box, row-major. */
export function knownValue(
  context: Context,
  expression: Expression,
  value: Value,
  what: string,
  remedy?: string,
): Float64Array {
  const known = constantValue(value.node);
  if (known !== undefined) return known;
  const missing = missingPart(context, value.node);
  if (missing !== undefined && !context.scope.sayOnce(`missing in ${missing}`)) throw new AlreadyReported(missing);
  return fail(notConstant(at(context, expression), what, whatIsUnknown(context, value.node), remedy));
}

/** What keeps a node from being known: a latent, a black box, or what an expression around it goes through. */
type Unknown =
  | { readonly latent: string }
  | { readonly box: string }
  /** The element of an array that is not known, or elements of an array that a recursion has not yet defined. */
  | { readonly inner: "element" | "recursion" };

const latentPrefix = "latent:";

/** The first latent that a node depends on, or else what it reads of the expression around it, or the first black box it asks. */
export function unknownPart(node: Node): Unknown | undefined {
  const seen = new Set<Node>();
  const stack = [node];
  let inner: Unknown | undefined;
  let box: Unknown | undefined;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.op.name === "input" && loopVariableOf(next.op.buffer) === undefined) {
      const { buffer } = next.op;
      if (buffer.startsWith(latentPrefix)) return { latent: latentOf(buffer) };
      inner ??= { inner: buffer.startsWith("element:") ? "element" : "recursion" };
    }
    if ("box" in next.op) box ??= { box: next.op.box };
    stack.push(...next.inputs);
  }
  return inner ?? box;
}

/** The name of the latent whose value a buffer holds. */
export function latentOf(buffer: string): string {
  return buffer.startsWith(latentPrefix) ? buffer.slice(latentPrefix.length) : buffer;
}

/** The name of data whose missing values a node depends on. */
function missingPart(context: Context, node: Node): string | undefined {
  const part = unknownPart(node);
  return part !== undefined && "latent" in part && context.scope.names("data").includes(part.latent)
    ? part.latent
    : undefined;
}

/** Why a node is not known before the run, to stand behind its text: `depends on the latent \`mu\``, `asks the black box \`f\``. */
export function whatIsUnknown(context: Context, node: Node): string {
  const missing = missingPart(context, node);
  if (missing !== undefined) return `depends on missing values of \`${missing}\``;
  const part = unknownPart(node);
  if (part !== undefined) {
    if ("latent" in part) return `depends on the latent \`${part.latent}\``;
    if ("box" in part) return `asks the black box \`${part.box}\``;
    return part.inner === "element"
      ? "is an element of what is not known before the run"
      : "reads elements that the recursion is defining";
  }
  const variables = reachable([node]).flatMap(({ op }) =>
    op.name === "input" ? (loopVariableOf(op.buffer) ?? []) : [],
  );
  return variables.length > 0 ? `changes with the index \`${variables[0]}\` of a loop` : "is not known";
}
