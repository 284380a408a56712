/** What a sweep varies: values by name, and all their combinations. */

import { badVariation } from "../language/diagnostics/command-line-sweeps.ts";
import { fail } from "../language/diagnostics/make.ts";

/** A name with its values as they are written in the table and given to the scenario. */
export interface Variation {
  readonly name: string;
  readonly values: readonly string[];
}

/** A value for each varied name. */
export type Combination = Readonly<Record<string, string>>;

/** Values of one range at most: more are a slip of the step. */
const mostValues = 100_000;
/** How near the last step must come to the end of the range, in steps. */
const slack = 1e-6;
/** Digits that are left of a value: 0.1 + 0.2 is 0.3. */
const digits = 12;

/** `shift=0:3:0.25` or `seed=1,2,3`. @throws DiagnosticError PAL6120 */
export function parseVariation(text: string): Variation {
  const match = /^([A-Za-z_]\w*)=(.+)$/s.exec(text);
  if (match === null) return fail(badVariation(text, "it has the form NAME=VALUES"));
  const [, name, written] = match;
  const range = written.split(":");
  if (range.length === 1) return { name, values: listed(text, written) };
  if (range.length !== 3) return fail(badVariation(text, "a range has three numbers, start:stop:step"));
  const numbers = range.map((part) => (part.trim() === "" ? Number.NaN : Number(part.replaceAll("_", ""))));
  if (!numbers.every(Number.isFinite)) return fail(badVariation(text, "the three parts of a range are numbers"));
  return { name, values: steps(text, numbers[0], numbers[1], numbers[2]) };
}

function listed(text: string, written: string): string[] {
  const values = written.split(",").map((value) => value.trim());
  if (values.includes("")) return fail(badVariation(text, "one of its values is empty"));
  const twice = values.find((value, i) => values.indexOf(value) < i);
  return twice === undefined ? values : fail(badVariation(text, `${twice} is in it twice`));
}

function steps(text: string, start: number, stop: number, step: number): string[] {
  const count = (stop - start) / step;
  if (step === 0 || !(count >= 0))
    return fail(badVariation(text, `steps of ${step} do not lead from ${start} to ${stop}`));
  if (count >= mostValues) return fail(badVariation(text, "it has too many values"));
  const whole = Math.round(count);
  if (Math.abs(count - whole) > slack) {
    const reached = Number((start + Math.floor(count) * step).toPrecision(digits));
    return fail(badVariation(text, `steps of ${step} reach ${reached} and then pass ${stop}`));
  }
  return Array.from({ length: whole + 1 }, (_, i) => {
    return String(i === whole ? stop : Number((start + i * step).toPrecision(digits)));
  });
}

/** All combinations, the last name varying fastest. */
export function combinationsOf(variations: readonly Variation[]): Combination[] {
  return variations.reduce<Combination[]>(
    (all, { name, values }) => all.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))),
    [{}],
  );
}

export function countOf(variations: readonly Variation[]): number {
  return variations.reduce((count, { values }) => count * values.length, 1);
}
