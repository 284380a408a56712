/** How elements and numbers are written in messages. */
import { indexOf } from "../tensor/shape.ts";
import type { Observation } from "./checked.ts";
import type { Source, Span } from "./source.ts";

/** `x[3, 1]` for a flat, row-major position; the bare name for a scalar. */
export function elementName(name: string, shape: readonly number[], position: number): string {
  return indexedName(name, indexOf(shape, position));
}

/** The same by its index. */
export function indexedName(name: string, index: readonly number[]): string {
  return index.length === 0 ? name : `${name}[${index.join(", ")}]`;
}

/** The element at a flat position of an observed value, as it is called in the data. */
export function observedName({ text, value, places }: Observation, position: number): string {
  return places === undefined
    ? elementName(text, value.shape, position)
    : elementName(text, places.shape, places.positions[position]);
}

/** Up to six significant digits, as a person would write them. */
export function showNumber(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
  return Number.isInteger(value) && Math.abs(value) < 1e15
    ? String(value)
    : String(Number.parseFloat(value.toPrecision(6)));
}

/** A piece of the text as it was written. */
export function textOf(source: Source, span: Span): string {
  return source.text.slice(span.start, span.end);
}

/** The text of an expression as something an index can follow. */
export function indexable(text: string): string {
  return /^[\w.]+(\(.*\)|\[.*\])?$/s.test(text) ? text : `(${text})`;
}
