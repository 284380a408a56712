/** Reads the options of an algorithm or kernel, with the defaults of its specification. */
import type { Construction, OptionSpec, OptionValue } from "./kernel.ts";

type Given = Construction["options"];

function optionOf(specs: readonly OptionSpec[], given: Given, name: string): OptionValue {
  const spec = specs.find((candidate) => candidate.name === name);
  if (spec === undefined) throw new Error(`there is no option ${name}`);
  return given[name] ?? spec.default;
}

/** A number; throws where the option holds something else (the checker has refused that before). */
export function numberOption(specs: readonly OptionSpec[], given: Given, name: string): number {
  const value = optionOf(specs, given, name);
  if (typeof value !== "number") throw new Error(`${name} must be a number`);
  return value;
}

/** A number, or undefined where the option is null. */
export function optionalNumber(specs: readonly OptionSpec[], given: Given, name: string): number | undefined {
  return optionOf(specs, given, name) === null ? undefined : numberOption(specs, given, name);
}

/** One of the words of an option. */
export function wordOption(specs: readonly OptionSpec[], given: Given, name: string): string {
  const value = optionOf(specs, given, name);
  if (typeof value !== "string") throw new Error(`${name} must be a word`);
  return value;
}

/** `rwm(steps = 10)`; a bare name stands for the construction without options. */
export function constructionOption(specs: readonly OptionSpec[], given: Given, name: string): Construction {
  const value = optionOf(specs, given, name);
  if (typeof value === "string") return { name: value, options: {} };
  if (typeof value !== "object" || value === null) throw new Error(`${name} must be a kernel such as rwm(steps = 10)`);
  return value;
}

/** The option by which black boxes without gradients may still be used: the caller builds the density accordingly. */
export const GRADIENT_OPTION: OptionSpec = {
  name: "gradient",
  type: "gradient",
  default: null,
  documentation:
    "How to get gradients of a black box that gives none: finite_difference(). By default exact ones are needed.",
};

/** A whole number from `minimum` to `maximum`. */
export function count(
  name: string,
  value: number,
  documentation: string,
  minimum = 1,
  maximum = Number.MAX_SAFE_INTEGER,
): OptionSpec {
  return { name, type: "count", default: value, documentation, minimum, maximum };
}

/** More independent runs than this fill memory with their buffers before the first of them ends. */
export const MOST_CHAINS = 1000;
/** A trajectory of 2^20 leapfrogs is longer than any that is worth its time. */
export const MOST_DEPTH = 20;
/** Draws of a chain are held in one array, of which the engine allows little longer ones. */
export const MOST_DRAWS = 100_000_000;
/** Particles of an island are held, and exchanged, whole. */
export const MOST_PARTICLES = 1_000_000;
