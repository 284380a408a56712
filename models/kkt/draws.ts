/** The digits of a net that tells odd ones from even ones, or ten classes apart. */
import { type Digit, take } from "./digits.ts";

/** Takes half as many odd digits as `count`, then as many even ones. */
export function takeHalves(left: Digit[], count: number): Digit[] {
  const odd = take(left, count / 2, ({ digit }) => digit % 2 === 1);
  return [...odd, ...take(left, count / 2, ({ digit }) => digit % 2 === 0)];
}

/** Takes one digit of each of the ten kinds. */
export function takeOfEach(left: Digit[]): Digit[] {
  return Array.from({ length: 10 }, (_, kind) => take(left, 1, ({ digit }) => digit === kind)).flat();
}

/** 1 for odd digits, -1 for even ones. */
export function parity(digits: readonly Digit[]): Float64Array {
  return Float64Array.from(digits, ({ digit }) => (digit % 2 === 1 ? 1 : -1));
}

/** [digit, kind] */
export function oneHot(digits: readonly Digit[]): Float64Array {
  return Float64Array.from({ length: 10 * digits.length }, (_, i) =>
    digits[Math.floor(i / 10)].digit === i % 10 ? 1 : 0,
  );
}

export function bytesOf(digits: readonly Digit[]): Uint8Array {
  return Uint8Array.from(digits.flatMap(({ bytes }) => [...bytes]));
}
