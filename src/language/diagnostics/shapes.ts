/** Shapes and indices that do not fit. */
import { type Mismatch, showAxes } from "../axes.ts";
import type { Axis } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { showNumber } from "../elements.ts";
import type { Span } from "../source.ts";
import { count, error, list, type Place } from "./make.ts";

/** An expression with its axes, shown under its own caret. */
export interface Shaped {
  readonly span: Span;
  /** Absent where the place has no axes yet. */
  readonly axes?: readonly Axis[];
}

export function shapesDoNotFit(place: Place, parts: readonly Shaped[], mismatch: Mismatch): Diagnostic {
  const labels = parts.map((part) => ({ span: part.span, text: part.axes === undefined ? "" : showAxes(part.axes) }));
  return { ...error("PAL2003", "shapes do not fit", place, "", [mismatch.reason]), labels };
}

export function wrongRank(
  place: Place,
  what: string,
  need: string,
  found: readonly Axis[],
  remedy?: string,
): Diagnostic {
  return error("PAL2003", `shapes do not fit: ${what} needs ${need}`, place, showAxes(found), [remedy]);
}

/** `over` names an axis that the value lacks. */
export function noSuchAxis(place: Place, name: string, axes: readonly Axis[]): Diagnostic {
  const names = axes.map((axis, i) => (axis.name === undefined ? String(i) : `\`${axis.name}\``));
  return error("PAL2018", `there is no axis \`${name}\` to go over`, place, `the value is ${showAxes(axes)}`, [
    names.length > 0 ? `over ${list(names, "or")}` : "a scalar has no axes",
  ]);
}

/**
 * @param looksOneBased several indices that hold the size and not 0
 * @param where in a loop when that is, `t = 0`; which of several indices it is, `site_of[41] is 30`
 */
export function indexOutOfRange(
  place: Place,
  index: number,
  axis: Axis,
  looksOneBased: boolean,
  { when, element }: { readonly when?: string; readonly element?: string } = {},
): Diagnostic {
  const name = axis.name === undefined ? "the axis" : `\`${axis.name}\``;
  const label = `${name} has ${count(axis.size, "element")}: 0 .. ${axis.size - 1}`;
  const message = `index ${index} is out of range${when === undefined ? "" : ` when ${when}`}`;
  return error("PAL2019", message, place, label, [
    element,
    looksOneBased
      ? "the indices look 1-based: subtract 1"
      : `indices count from 0, never from the end; the last one is ${axis.size - 1}`,
  ]);
}

/** @param what `an index`, `the start of a range` */
export function notWhole(place: Place, what: string, value: number, element?: string): Diagnostic {
  return error("PAL2020", `${what} must be a whole number`, place, `this is ${value}`, [
    element,
    "`round(..)`, `floor(..)` and `ceil(..)` make one of a number",
  ]);
}

/** @param reason `depends on the latent \`mu\`` */
export function notConstant(
  place: Place,
  what: string,
  reason: string,
  remedy = "numbers, params, data and what is computed from them are known",
): Diagnostic {
  return error("PAL2021", `${what} must be known before the run`, place, reason, [remedy]);
}

/** `y[3..3]` */
export function emptyRange(place: Place, from: number, to: number): Diagnostic {
  return error("PAL2026", "an empty range", place, `${from}..${to} holds nothing`, [
    `ranges are half open: \`a..b\` holds a, a + 1, .., b - 1`,
  ]);
}

/** `x[species.setosa]` where the axis is `feature`, whose labels are `legal`. */
export function labelOfOtherDim(
  place: Place,
  label: string,
  dim: string,
  axis: string,
  legal: readonly string[],
): Diagnostic {
  const remedy = legal.length > 0 ? `its labels: ${list(legal)}` : `it has no labels: write a number`;
  return error("PAL2027", `\`${dim}.${label}\` is a label of \`${dim}\``, place, `this axis is \`${axis}\``, [remedy]);
}

/** An index that depends on discrete latents and is out of range, or no whole number, for some of their values. */
export function indexMayLeave(place: Place, found: number, axis: Axis): Diagnostic {
  const name = axis.name === undefined ? "the axis" : `\`${axis.name}\``;
  return error(
    "PAL2170",
    `this index may be ${showNumber(found)}`,
    place,
    `${name} has ${count(axis.size, "element")}`,
    [
      `every value that its discrete latents may have is looked at, and each must give a whole number in 0 .. ${axis.size - 1}`,
      "an `if` around it makes no difference: keep the index inside itself, as in `a[max(z - 1, 0)]`",
    ],
  );
}

/** The end or start of a slice outside the axis. */
export function sliceOutOfRange(place: Place, bound: number, axis: Axis): Diagnostic {
  const name = axis.name === undefined ? "the axis" : `\`${axis.name}\``;
  return error(
    "PAL2019",
    `the slice leaves its axis at ${bound}`,
    place,
    `${name} has ${count(axis.size, "element")}`,
    [
      bound < 0
        ? "indices count from 0, never from the end"
        : `\`a..b\` holds a, a + 1, .., b - 1: the whole axis is \`0..${axis.size}\``,
    ],
  );
}

/** More elements than memory can be expected to hold. */
export function tooLarge(place: Place, axes: readonly Axis[], limit: number): Diagnostic {
  const size = axes.reduce((n, axis) => n * axis.size, 1);
  return error("PAL2028", "too large", place, `${showAxes(axes)}: ${size.toExponential(1)} elements`, [
    `a value may have at most ${limit.toLocaleString("en")} elements: check the sizes of its dims`,
  ]);
}

/** @param found the axes of the data that were to give it one */
export function dimWithoutSize(place: Place, name: string, found?: string): Diagnostic {
  const label = found === undefined ? "" : `the value is ${found}`;
  return error("PAL2022", `the dim \`${name}\` has no size`, place, label, [
    found === undefined
      ? `write \`dim ${name} = 20\`, or use it first in the head of a \`data\` statement, which gives it its size`
      : `declare it above: \`dim ${name} = 20\``,
  ]);
}

export function badDimSize(place: Place, name: string, found: string): Diagnostic {
  return error("PAL2023", `the size of dim \`${name}\` must be a whole number, at least 1`, place, `this is ${found}`, [
    "`dim n = 20`, `dim n = rows(y)` or `dim n = { a, b }`",
  ]);
}

/** `label(f, x)` of a box whose output is a number or a matrix. */
export function labelWithoutAxis(place: Place, box: string, output: string): Diagnostic {
  return error("PAL2024", `label(${box}, x) needs an output with one axis`, place, `its output is ${output}`, [
    "a label is the index of the largest score: declare the output as `-> simplex[class]`",
  ]);
}
