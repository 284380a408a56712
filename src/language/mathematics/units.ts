/** Units of measurement: conversion with a check of dimensions. */
import type { Unit } from "mathjs";
import { math } from "./mathjs.ts";

const dimensions = [
  "mass",
  "length",
  "time",
  "current",
  "temperature",
  "luminous intensity",
  "amount",
  "angle",
  "bits",
];

/** Why there is no conversion: a text that is no unit, or two units of different dimensions. */
export type UnitProblem =
  | { readonly kind: "unknown"; readonly text: string }
  | { readonly kind: "dimensions"; readonly from: string; readonly to: string };

/** A quantity such as `5 mg/mL` in units of `to`. */
export function convertQuantity(quantity: string, to: string): number | UnitProblem {
  const checked = check(quantity, to);
  return "problem" in checked ? checked.problem : checked.source.toNumber(to);
}

/** Numbers that count units of `from`, as numbers that count those of `to`. */
export function convertNumbers(values: Float64Array, from: string, to: string): Float64Array | UnitProblem {
  const checked = check(from, to);
  if ("problem" in checked) return checked.problem;
  if (checked.source.value !== null) return { kind: "unknown", text: from };
  return values.map((value) => math.unit(value, from).toNumber(to));
}

function check(from: string, to: string): { readonly source: Unit } | { readonly problem: UnitProblem } {
  const [source, target] = [parse(from), parse(to)];
  if (source === undefined) return { problem: { kind: "unknown", text: from } };
  if (target === undefined || target.value !== null) return { problem: { kind: "unknown", text: to } };
  if (source.equalBase(target)) return { source };
  return { problem: { kind: "dimensions", from: dimensionOf(source), to: dimensionOf(target) } };
}

function parse(text: string): Unit | undefined {
  try {
    return math.unit(text);
  } catch {
    return undefined;
  }
}

/** `mass / length^3` */
function dimensionOf(unit: { readonly dimensions?: readonly number[] }): string {
  const powers = (unit.dimensions ?? []).map((power, i) => [dimensions[i], power] as const);
  const show = ([name, power]: readonly [string, number]) =>
    Math.abs(power) === 1 ? name : `${name}^${Number(Math.abs(power).toFixed(3))}`;
  const above = powers.filter(([, power]) => power > 1e-12).map(show);
  const below = powers.filter(([, power]) => power < -1e-12).map(show);
  if (above.length + below.length === 0) return "a plain number";
  const over = above.length > 0 ? above.join(" * ") : "1";
  return below.length === 0 ? over : `${over} / ${below.join(" / ")}`;
}
