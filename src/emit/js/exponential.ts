/**
 * An exponential that stands in the text itself: exp(x) = 2^k 2^(j/128) e^r with |r| <= ln 2 / 256, from a table and a short series
 * (Tang 1989, "Table-driven implementation of the exponential function", ACM TOMS 15(2)). At most 0.51 units in the last place
 * off, where Math.exp is up to 0.85, and about twice as fast, as nothing is called and no register is spilled.
 */

const steps = 128;
/** Range in which neither the result nor its factors over- or underflow; beyond it the text calls Math.exp. */
export const exponentialLimit = 700;

/** Binary digits behind the point of the whole numbers that stand for reals while the table is made. */
const digits = 220n;
const unit = 1n << digits;

/** 2^(1/128) by seven square roots. */
function stepRatio(): bigint {
  let x = unit * 2n;
  for (let n = steps; n > 1; n /= 2) x = squareRoot(x << digits);
  return x;
}

/** Rounded down, by Newton's iteration from above. */
function squareRoot(n: bigint): bigint {
  let x = 1n << (BigInt(n.toString(2).length) / 2n + 1n);
  for (;;) {
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** The double nearest to x / unit. */
function toNumber(x: bigint): number {
  if (x === 0n) return 0;
  const size = x < 0n ? -x : x;
  const extra = BigInt(size.toString(2).length - 53);
  const rounded = extra > 0n ? (size + (1n << (extra - 1n))) >> extra : size << -extra;
  const value = Number(rounded) * 2 ** Number(extra - digits);
  return x < 0n ? -value : value;
}

/** x * unit for 1 <= x < 2, exactly. */
const fromNumber = (x: number) => (BigInt(x * 2 ** 52) << digits) >> 52n;

let table: Float64Array | undefined;
let powers: Float64Array | undefined;

/** For j = 0 .. 127: what the rounding of 2^(j/128) leaves out, relative to it, and 2^(j/128) rounded. */
export function exponentialTable(): Float64Array {
  if (table) return table;
  table = new Float64Array(2 * steps);
  const ratio = stepRatio();
  let power = unit;
  for (let j = 0; j < steps; j++) {
    const rounded = toNumber(power);
    const exact = fromNumber(rounded);
    table[2 * j] = toNumber(((power - exact) << digits) / exact);
    table[2 * j + 1] = rounded;
    power = (power * ratio) >> digits;
  }
  return table;
}

/** 2^(i - 1023) for i = 1 .. 2046. */
export function powersOfTwo(): Float64Array {
  powers ??= Float64Array.from({ length: 2047 }, (_, i) => 2 ** (i - 1023));
  return powers;
}

/** x as n ln 2 / 128 + r, in two parts so that n times the first is exact, and 2^(n / 128) as s; 1.5 2^52 rounds to whole numbers. */
function reduction(v: string, x: string, table: string, powers: string): string[] {
  return [
    `const ${v}n = ${x} * 184.6649652337873 + 6755399441055744 - 6755399441055744;`,
    `const ${v}r = ${x} - ${v}n * 0.005415212348111709 - ${v}n * 1.2864023111638344e-14;`,
    `const ${v}i = ${v}n | 0;`,
    `const ${v}j = (${v}i & 127) * 2;`,
    `const ${v}s = ${table}[${v}j + 1] * ${powers}[(${v}i >> 7) + 1023];`,
    `const ${v}q = ${v}r * ${v}r;`,
  ];
}

/** e^r - 1 - r beside the table's rest: the next term, r^6 / 720, is below 1e-18. */
function series(v: string, table: string): string {
  const high = `${v}q * ${v}q * (0.041666666666666664 + ${v}r * 0.008333333333333333)`;
  return `${table}[${v}j] + ${v}q * (0.5 + ${v}r * 0.16666666666666666) + ${high}`;
}

/**
 * Statements that define `target` as exp(x).
 * @param bounds what x is compared with, so that nothing over- or underflows: the limit on the side or sides that x can be on
 */
export function exponentialText(
  target: string,
  x: string,
  table: string,
  powers: string,
  bounds: readonly number[],
): string[] {
  const inside = bounds.map((bound) => `${x} ${bound < 0 ? ">" : "<"} ${bound}`).join(" && ");
  return [
    `let ${target} = 0;`,
    `if (${inside}) {`,
    ...reduction(target, x, table, powers).map((line) => `  ${line}`),
    `  ${target} = ${target}s + ${target}s * (${target}r + (${series(target, table)}));`,
    `} else ${target} = Math.exp(${x});`,
  ];
}

/**
 * Statements that define `target` as tanh(x), below 1/50 by its series, else as e / (e + 2) with e = exp(2 |x|) - 1, which the
 * table gives without cancellation; what e + 2 rounds off is put back. Less than 2 units in the last place off, as Math.tanh is, and 1
 * to the last bit beyond 22.
 */
export function tanhText(target: string, x: string, table: string, powers: string): string[] {
  const v = target;
  return [
    `const ${v}a = Math.abs(${x});`,
    `let ${v} = 0;`,
    `if (${v}a < 0.02) {`,
    `  const ${v}q = ${x} * ${x};`,
    `  const ${v}h = 0.13333333333333333 - ${v}q * (0.05396825396825397 - ${v}q * 0.021869488536155203);`,
    `  ${v} = ${x} - ${x} * (${v}q * (0.3333333333333333 - ${v}q * ${v}h));`,
    "} else {",
    `  const ${v}y = Math.min(2 * ${v}a, 44);`,
    ...reduction(v, `${v}y`, table, powers).map((line) => `  ${line}`),
    `  const ${v}u = ${v}s - 1;`,
    `  const ${v}e = ${v}u + (${v}r + (${v}u * ${v}r + ${v}s * (${series(v, table)})));`,
    `  const ${v}d = ${v}e + 2;`,
    `  const ${v}f = ${v}e / ${v}d;`,
    `  const ${v}t = ${v}f - ${v}f * (0.5 - 0.5 * ${v}f) * (${v}e - (${v}d - 2));`,
    `  ${v} = ${x} < 0 ? -${v}t : ${v}t;`,
    "}",
  ];
}
