/** What stands on the left of an `observe`: its numbers, and for data with missing values which elements of the data they are. */
import { constant } from "../tensor/build.ts";
import { constantValue, evaluate } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { range } from "../tensor/shape.ts";
import { answerKnown } from "./answers.ts";
import type { Value } from "./checked.ts";
import { at, type Context } from "./context.ts";
import { fail } from "./diagnostics/make.ts";
import { observingBox, observingLatent } from "./diagnostics/roles.ts";
import { missingInExpression, missingValue, notANumber } from "./diagnostics/supports.ts";
import { elementName } from "./elements.ts";
import { computedGaps, type Filled, missingPositions } from "./filled.ts";
import { unknownPart } from "./known.ts";
import { inFile } from "./missing.ts";
import { observedData } from "./missing-uses.ts";
import { describe, observedText } from "./observed.ts";
import type { Meaning } from "./scope.ts";
import type { ObserveStatement } from "./syntax.ts";

export interface LeftSide {
  readonly value: Value;
  /** The numbers, row-major; NaN where missing. */
  readonly data: Float64Array;
  /** Set where some are missing or may be: the data that these are elements of, and which. */
  readonly of?: {
    readonly name: string;
    readonly data: Value;
    readonly filled?: Filled;
    readonly positions: readonly number[];
  };
}

/** @throws DiagnosticError where it is not known before the run, or something missing was computed with */
export function leftSide(context: Context, statement: ObserveStatement, asked: Value): LeftSide {
  const value = withAnswers(context, asked);
  const data = observedMeaning(context, statement);
  const numbers = constantValue(value.node);
  if (numbers !== undefined) {
    if (missingPositions(numbers).length === 0) return { value, data: numbers };
    const positions = data && positionsIn(value.node, data.meaning.value.node);
    if (data === undefined || positions === undefined) {
      const text = observedText(context, statement);
      const asData = `what is missing may stand in data that are observed as they are: \`data z = ${text}\`, then \`observe z ~ ..\``;
      const [computed] = computedGaps(value.node);
      if (computed !== undefined) return refuseNaN(context, statement, value, computed);
      return refuseMissing(context, statement, value, numbers, asData);
    }
    const computed = positions.findIndex((position) => data.meaning.computed?.has(position));
    if (computed >= 0) return refuseNaN(context, statement, value, computed);
    return { value, data: numbers, of: { name: data.name, data: data.meaning.value, positions } };
  }
  const filled = data?.meaning.filled;
  const positions = filled && positionsIn(value.node, filled.value.node);
  const known = data && constantValue(data.meaning.value.node);
  if (data !== undefined && filled !== undefined && positions !== undefined && known !== undefined) {
    const of = { name: data.name, data: data.meaning.value, filled, positions };
    return { value, data: Float64Array.from(positions, (position) => known[position]), of };
  }
  return refuseUnknown(context, statement, value);
}

/** Black boxes of known layers answer at known inputs; the answers are what is observed. */
function withAnswers(context: Context, value: Value): Value {
  const { nodes, questions } = answerKnown([value.node], (name) => {
    const meaning = context.scope.find(name);
    return meaning?.kind === "box" ? meaning.box : undefined;
  });
  context.answered.push(...questions);
  return { ...value, node: nodes[0] };
}

function observedMeaning(
  context: Context,
  statement: ObserveStatement,
): { readonly name: string; readonly meaning: Meaning & { kind: "data" } } | undefined {
  const name = observedData(statement.value);
  const meaning = name && context.scope.resolve(name);
  return meaning?.kind === "data" ? { name: name?.name ?? "", meaning } : undefined;
}

/** For a node that only rearranges the elements of `data`: the flat position of each of its elements there. */
function positionsIn(node: Node, data: Node): number[] | undefined {
  const size = sizeOf(data.shape);
  const through = (numbers: Float64Array) =>
    evaluate(
      substitute([node], (each) => (each === data ? constant(numbers, data.shape) : undefined)),
      {},
    )[0];
  try {
    const positions = [...through(Float64Array.from(range(size)))];
    // A computation may hit upon whole numbers once, not twice.
    const marks = Float64Array.from(range(size), (i) => Math.sin(i + 1));
    return through(marks).every((mark, i) => mark === marks[positions[i]]) ? positions : undefined;
  } catch {
    return undefined;
  }
}

function refuseMissing(
  context: Context,
  statement: ObserveStatement,
  value: Value,
  numbers: Float64Array,
  remedy: string,
): never {
  const text = observedText(context, statement);
  const position = numbers.findIndex(Number.isNaN);
  const element = describe(context, statement, { text, shape: value.node.shape }, position, "is missing");
  return fail(missingValue(at(context, statement.value), element, remedy));
}

/** An element that is NaN though nothing that it is computed from is missing. */
function refuseNaN(context: Context, statement: ObserveStatement, value: Value, position: number): never {
  const text = observedText(context, statement);
  const element = describe(context, statement, { text, shape: value.node.shape }, position, "is NaN");
  return fail(notANumber(at(context, statement.value), "an observed value", element));
}

/** Latents and boxes on the left; latents may be what is missing of data. */
function refuseUnknown(context: Context, statement: ObserveStatement, value: Value): never {
  const place = at(context, statement.value);
  const text = observedText(context, statement);
  const part = unknownPart(value.node);
  // A loop is over where its observations are looked at, so that no index and no element is left open.
  if (part === undefined || "inner" in part) throw new Error("what depends on no latent and no box is known");
  if ("box" in part) return fail(observingBox(place, text));
  const data = context.scope.data().find(({ name }) => name === part.latent);
  if (data !== undefined) {
    const { shape } = data.value.node;
    const position = constantValue(data.value.node)?.findIndex(Number.isNaN) ?? 0;
    const element = `${elementName(data.name, shape, position)} is missing${inFile(data.origin, shape, position)}`;
    return fail(missingInExpression(place, data.name, element));
  }
  return fail(observingLatent(place, text, part.latent, context.scope.spanOf(part.latent) ?? statement.span));
}
