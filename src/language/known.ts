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

/** The first latent that a node depends on, or the first black box it asks. */
export function unknownPart(node: Node): { readonly latent: string } | { readonly box: string } | undefined {
  const seen = new Set<Node>();
  const stack = [node];
  let box: string | undefined;
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const isIndex = next.op.name === "input" && loopVariableOf(next.op.buffer) !== undefined;
    if (next.op.name === "input" && !isIndex) return { latent: latentOf(next.op.buffer) };
    if ("box" in next.op) box ??= next.op.box;
    stack.push(...next.inputs);
  }
  return box === undefined ? undefined : { box };
}

/** The name of the latent whose value a buffer holds. */
export function latentOf(buffer: string): string {
  return buffer.replace(/^latent:/, "");
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
  if (part !== undefined)
    return "latent" in part ? `depends on the latent \`${part.latent}\`` : `asks the black box \`${part.box}\``;
  const variables = reachable([node]).flatMap(({ op }) =>
    op.name === "input" ? (loopVariableOf(op.buffer) ?? []) : [],
  );
  return variables.length > 0 ? `changes with the index \`${variables[0]}\` of a loop` : "is not known";
}
