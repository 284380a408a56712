/** The digamma function, the derivative of lgamma. */

// Its positive zero, as a double and the remainder.
const ROOT = 1.4616321449683622;
const ROOT_REMAINDER = 9.549995429965697e-17;

/** digamma(x) for x in [1, 2], factored at its zero. Coefficients: fit.py. */
function betweenOneAndTwo(x: number): number {
  const s = x - 1;
  // biome-ignore format: one Horner scheme
  const p = 1.2503801375034054 + s * (1.8675925104074453 + s * (0.9711327526262392 + s * (0.21631407251432455 + s *
    (0.01996408274151926 + s * (0.0005811135063985677 + s * 1.0894678528383955e-06)))));
  // biome-ignore format: one Horner scheme
  const q = 1 + s * (2.1771665986671342 + s * (1.6630736963665909 + s * (0.5710455727133128 + s * (0.09111902253303285 +
    s * (0.006100975692434821 + s * 0.00012043151172286901)))));
  return ((x - ROOT - ROOT_REMAINDER) * p) / q;
}

function positive(x: number): number {
  if (x >= 8) {
    // DLMF 5.11.2, its series refitted for x >= 8.
    const r = 1 / x;
    const z = r * r;
    // biome-ignore format: one Horner scheme
    const series = 0.08333333333333333 + z * (-0.008333333333331664 + z * (0.003968253965999701 + z * (-0.004166665501516725 +
      z * (0.007575459920369176 + z * (-0.02105106090804774 + z * (0.08002337465397756 - z *
      0.299425370626735))))));
    return Math.log(x) - 0.5 * r - z * series;
  }
  if (x < 1) return betweenOneAndTwo(x + 1) - 1 / x;
  // digamma(y + n) = digamma(y) + 1/y + .. + 1/(y + n - 1) (DLMF 5.5.2), the sum as one fraction: one division.
  let numerator = 0;
  let denominator = 1;
  let y = x;
  while (y > 2) {
    y -= 1;
    numerator = numerator * y + denominator;
    denominator *= y;
  }
  return betweenOneAndTwo(y) + numerator / denominator;
}

/** psi(x) = d/dx log Gamma(x). Negative x by reflection (DLMF 5.5.4); NaN at the poles 0, -1, -2, ... */
export function digamma(x: number): number {
  if (x > 0) return x === Number.POSITIVE_INFINITY ? x : positive(x);
  const whole = Math.floor(x);
  if (!(whole < x)) return Number.NaN;
  // The nearest integer is taken off exactly, as pi x would round; the half-way points are zeros of the cotangent.
  const away = x - Math.round(x);
  const cotangent = Math.abs(away) === 0.5 ? 0 : 1 / Math.tan(Math.PI * away);
  return positive(1 - x) - Math.PI * cotangent;
}
