/**
 * Exponential, hyperbolic tangent and logarithms of two doubles at once, written where they are used. The exponential and the
 * tangent are those of `js/exponential.ts`; the logarithms are those of FreeBSD's msun (s_log.c, s_log1p.c), less than one unit in
 * the last place off, without branches. What these do not cover (overflow, zero, infinity, NaN) is asked of the functions of `Math`.
 */
import type { Bytes } from "./encode.ts";
import type { FunctionWriter } from "./function.ts";
import { bits, f64x2, get, i32, set, when } from "./instructions.ts";

/** What the writer of a loop offers: numbers that stay in locals, and functions of `Math` for single numbers. */
export interface Surroundings {
  readonly f: FunctionWriter;
  /** A number in both lanes. */
  number(value: number): Bytes;
  /** A pattern of bits in both lanes. */
  pattern(value: bigint): Bytes;
  /** A function of `Math` on each lane. */
  each(name: string, x: number): Bytes;
  /** Address of the table of the exponential. */
  table(): number;
}

const { add, sub, mul, div } = f64x2;

interface Reduced {
  readonly code: Bytes;
  /** Locals: r, e^r - 1 - r with the rest of the table, and 2^(n / 128). */
  readonly r: number;
  readonly series: number;
  readonly scale: number;
}

/** x as n ln 2 / 128 + r; see `js/exponential.ts` for the numbers. */
function reduce(s: Surroundings, x: number): Reduced {
  const { f } = s;
  const number = (value: number) => s.number(value);
  const [shifted, n, r, q, first, second, series, scale] = Array.from({ length: 8 }, () => f.local("v128"));
  const entry = (lane: number) => {
    const at = i32.shl(i32.and(bits.whole(get(shifted), lane), i32.const(127)), i32.const(4));
    return f64x2.load(at, s.table());
  };
  // rounding to a whole number leaves that number in the last bits
  const power = bits.shiftLeft(bits.shiftRight32(get(shifted), i32.const(7)), i32.const(52));
  const high = mul(mul(get(q), get(q)), add(number(0.041666666666666664), mul(get(r), number(0.008333333333333333))));
  const low = mul(get(q), add(number(0.5), mul(get(r), number(0.16666666666666666))));
  const code = [
    set(shifted, add(mul(get(x), number(184.6649652337873)), number(6755399441055744))),
    set(n, sub(get(shifted), number(6755399441055744))),
    set(r, sub(sub(get(x), mul(get(n), number(0.005415212348111709))), mul(get(n), number(1.2864023111638344e-14)))),
    set(q, mul(get(r), get(r))),
    set(first, entry(0)),
    set(second, entry(2)),
    set(scale, bits.add(f64x2.shuffle(get(first), get(second), 1, 3), power)),
    set(series, add(add(f64x2.shuffle(get(first), get(second), 0, 2), low), high)),
  ];
  f.release("v128", [shifted, n, q, first, second]);
  return { code, r, series, scale };
}

/** Sets `target` to exp(x). */
export function exponential(s: Surroundings, x: number, target: number): Bytes {
  const { code, r, series, scale } = reduce(s, x);
  const fast = [code, set(target, add(get(scale), mul(get(scale), add(get(r), get(series)))))];
  s.f.release("v128", [r, series, scale]);
  const inRange = bits.allTrue(f64x2.lt(f64x2.abs(get(x)), s.number(700)));
  return when(inRange, fast, set(target, s.each("exp", x)));
}

/** Sets `target` to tanh(x): both forms of `js/exponential.ts`, and of these the one that holds. */
export function tangent(s: Surroundings, x: number, target: number): Bytes {
  const { f } = s;
  const number = (value: number) => s.number(value);
  const [y, u, d] = Array.from({ length: 3 }, () => f.local("v128"));
  const { code, r, series, scale } = reduce(s, y);
  const correction = mul(
    mul(get(target), sub(number(0.5), mul(number(0.5), get(target)))),
    sub(get(y), sub(get(d), number(2))),
  );
  const high = sub(
    number(0.13333333333333333),
    mul(get(u), sub(number(0.05396825396825397), mul(get(u), number(0.021869488536155203)))),
  );
  const near = sub(get(x), mul(get(x), mul(get(u), sub(number(0.3333333333333333), mul(get(u), high)))));
  const out = [
    set(y, f64x2.min(mul(number(2), f64x2.abs(get(x))), number(44))),
    code,
    set(u, sub(get(scale), number(1))),
    set(y, add(get(u), add(get(r), add(mul(get(u), get(r)), mul(get(scale), get(series)))))),
    set(d, add(get(y), number(2))),
    set(target, div(get(y), get(d))),
    set(target, sub(get(target), correction)),
    set(target, bits.select(f64x2.neg(get(target)), get(target), f64x2.lt(get(x), number(0)))),
    set(u, mul(get(x), get(x))),
    set(target, bits.select(near, get(target), f64x2.lt(f64x2.abs(get(x)), number(0.02)))),
  ];
  f.release("v128", [y, u, d, r, series, scale]);
  return out;
}

/** Coefficients of (log(1 + f) - f + f^2 / 2) as a series in s = f / (2 + f), from s_log.c. */
const lg = [
  0.6666666666666735, 0.3999999999940942, 0.2857142874366239, 0.22222198432149784, 0.1818357216161805,
  0.15313837699209373, 0.14798198605116586,
];

/** Sets `target` to log(x) with x in the local `u`; `rest` is a small number that is added to log(u). */
function logarithmOf(s: Surroundings, u: number, rest: Bytes | undefined, target: number): Bytes {
  const { f } = s;
  const number = (value: number) => s.number(value);
  const [d, k, g, t, z, w, half] = Array.from({ length: 7 }, () => f.local("v128"));
  const odd = add(number(lg[1]), mul(get(w), add(number(lg[3]), mul(get(w), number(lg[5])))));
  const even = add(
    number(lg[0]),
    mul(get(w), add(number(lg[2]), mul(get(w), add(number(lg[4]), mul(get(w), number(lg[6])))))),
  );
  const low = mul(get(k), number(1.9082149292705877e-10));
  const correction = add(mul(get(t), add(get(half), get(z))), rest ? add(low, rest) : low);
  const code = [
    // the exponent of x / sqrt(1/2), so that the rest is between sqrt(1/2) and sqrt(2)
    set(d, bits.sub(get(u), s.pattern(0x3fe6a09e00000000n))),
    set(k, bits.shiftRight32(get(d), i32.const(20))),
    set(k, f64x2.convertLow(bits.highWords(get(k)))),
    set(g, sub(bits.sub(get(u), bits.and(get(d), s.pattern(-0x10000000000000n))), number(1))),
    set(t, div(get(g), add(number(2), get(g)))),
    set(z, mul(get(t), get(t))),
    set(w, mul(get(z), get(z))),
    set(half, mul(number(0.5), mul(get(g), get(g)))),
    set(z, add(mul(get(w), odd), mul(get(z), even))),
    set(target, sub(mul(get(k), number(0.6931471803691238)), sub(sub(get(half), correction), get(g)))),
  ];
  f.release("v128", [d, k, g, t, z, w, half]);
  return code;
}

/** Normal positive numbers: what the series covers. */
function inRange(s: Surroundings, u: number): Bytes {
  const enough = f64x2.ge(get(u), s.number(2.2250738585072014e-308));
  return bits.allTrue(bits.and(enough, f64x2.lt(get(u), s.number(Number.POSITIVE_INFINITY))));
}

/** Sets `target` to log(x). */
export function logarithm(s: Surroundings, x: number, target: number): Bytes {
  return when(inRange(s, x), logarithmOf(s, x, undefined, target), set(target, s.each("log", x)));
}

/** Sets `target` to log(1 + x), as log(u) with u = 1 + x rounded, and what the rounding left out. */
export function logarithmOfOneMore(s: Surroundings, x: number, target: number): Bytes {
  const u = s.f.local("v128");
  const rest = div(sub(get(x), sub(get(u), s.number(1))), get(u));
  const code = [
    set(u, add(s.number(1), get(x))),
    when(inRange(s, u), logarithmOf(s, u, rest, target), set(target, s.each("log1p", x))),
  ];
  s.f.release("v128", [u]);
  return code;
}
