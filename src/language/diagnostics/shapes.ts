/** Shapes and indices that do not fit. */
import { type Mismatch, showAxes } from "../axes.ts";
import type { Axis } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Span } from "../source.ts";
import { error, type Place } from "./make.ts";

/** An expression with its axes, shown under its own caret. */
export interface Shaped {
  readonly span: Span;
  readonly axes: readonly Axis[];
}

export function shapesDoNotFit(place: Place, parts: readonly Shaped[], mismatch: Mismatch): Diagnostic {
  const labels = parts.map((part) => ({ span: part.span, text: showAxes(part.axes) }));
  return { ...error("PAL2003", "shapes do not fit", place, "", [mismatch.reason]), labels };
}

export function wrongRank(place: Place, what: string, need: string, found: readonly Axis[]): Diagnostic {
  return error("PAL2003", `shapes do not fit: ${what} needs ${need}`, place, showAxes(found));
}

export function noSuchAxis(place: Place, name: string, axes: readonly Axis[]): Diagnostic {
  return error("PAL2018", `there is no axis \`${name}\` to go over`, place, `the value is ${showAxes(axes)}`);
}

export function indexOutOfRange(place: Place, index: number, axis: Axis, looksOneBased: boolean): Diagnostic {
  const name = axis.name === undefined ? "an axis" : `\`${axis.name}\``;
  return error("PAL2019", `index ${index} is out of range`, place, `${name} has ${axis.size} elements: 0 .. ${axis.size - 1}`, [
    index < 0
      ? "indices count from 0; a negative one does not count from the end"
      : looksOneBased
        ? "the indices look 1-based; subtract 1"
        : undefined,
  ]);
}

export function indexNotWhole(place: Place, value: number): Diagnostic {
  return error("PAL2020", "an index must be a whole number", place, `this is ${value}`);
}

export function notConstant(place: Place, what: string, reason: string): Diagnostic {
  return error("PAL2021", `${what} must be known before the run`, place, reason);
}

export function dimWithoutSize(place: Place, name: string): Diagnostic {
  return error("PAL2022", `the dim \`${name}\` has no size`, place, "", [
    `write \`dim ${name} = 20\`, or use it first in the head of a \`data\` statement, which gives it its size`,
  ]);
}

export function badDimSize(place: Place, name: string, found: string): Diagnostic {
  return error("PAL2023", `the size of dim \`${name}\` must be a whole number, at least 1`, place, `this is ${found}`);
}
