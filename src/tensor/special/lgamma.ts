/** The logarithm of the absolute value of the gamma function. */

const HALF_LOG_TWO_PI_LESS_HALF = 0.4189385332046727; // (log(2 pi) - 1) / 2
const LOG_PI = 1.1447298858494002;

/** lgamma(2 + s) for s in [-3/4, 1]; exact zero at s = 0, so that it is accurate next to x = 2. Coefficients: fit.py. */
function besideTwo(s: number): number {
  // biome-ignore format: one Horner scheme
  const p = 0.42278433509846713 + s * (1.0325120906121787 + s * (0.9403341611986121 + s * (0.4136664573794235 + s *
    (0.09257830129764004 + s * (0.009919183664591805 + s * (0.00040284796155565743 + s * (1.8985185142590897e-06
    - s * 1.5381199556785763e-08)))))));
  // biome-ignore format: one Horner scheme
  const q = 1 + s * (1.6794497767347385 + s * (1.102498925024764 + s * (0.3564013273502669 + s * (0.05848745311609921 +
    s * (0.004461353064040303 + s * 0.00011659569723112963)))));
  return (s * p) / q;
}

function positive(x: number): number {
  if (x >= 8) {
    // Stirling; DLMF 5.11.1, its series refitted for x >= 8. Grouped so that large x does not overflow early.
    const r = 1 / x;
    const z = r * r;
    // biome-ignore format: one Horner scheme
    const series = 0.08333333333333333 + z * (-0.002777777777773988 + z * (0.0007936507897524059 + z * (-0.0005952365845057049
      + z * (0.0008414700852503147 + z * (-0.001890382993887715 + z * 0.005065905360156132)))));
    return (x - 0.5) * (Math.log(x) - 1) + (HALF_LOG_TWO_PI_LESS_HALF + series * r);
  }
  if (x > 3) {
    let product = 1;
    let y = x;
    while (y > 3) {
      y -= 1;
      product *= y;
    }
    return Math.log(product) + besideTwo(y - 2);
  }
  if (x >= 1.25) return besideTwo(x - 2);
  // x - 1 is exact around the zero at 1, which so keeps its relative accuracy.
  if (x >= 0.25) return besideTwo(x - 1) - Math.log(x);
  return besideTwo(x) - Math.log1p(x) - Math.log(x);
}

/**
 * log |Gamma(x)| (DLMF 5.2): a few units in the last place for x > 0, also next to its zeros 1 and 2. Negative x by reflection (DLMF 5.5.3),
 * where the error is relative to the larger of 1 and the value. Infinity at 0, the negative integers and both infinities.
 */
export function lgamma(x: number): number {
  if (x > 0) return x === Number.POSITIVE_INFINITY ? x : positive(x);
  if (Number.isNaN(x)) return x;
  const whole = Math.floor(x);
  if (whole === x) return Number.POSITIVE_INFINITY;
  const distance = Math.min(x - whole, whole + 1 - x);
  // log(pi / (|x sin(pi x)| Gamma(-x))); tiny |x| apart, where -log |x| is all that is left.
  if (x > -1e-17) return -Math.log(-x);
  return LOG_PI - Math.log(Math.sin(Math.PI * distance)) - Math.log(-x) - positive(-x);
}
