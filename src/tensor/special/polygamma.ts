/** The polygamma functions: derivatives of digamma of any order. */
import { digamma } from "./digamma.ts";
import { trigamma } from "./trigamma.ts";

/** B(2j) / (2j)! for j = 1 .. 10, of the Euler-Maclaurin formula. */
export const BERNOULLI: readonly number[] = [
  1 / 12,
  -1 / 720,
  1 / 30240,
  -1 / 1209600,
  1 / 47900160,
  -691 / 1307674368000,
  1 / 74724249600,
  -3617 / 10670622842880000,
  43867 / 5109094217170944000,
  -174611 / 802857662698291200000,
];

/** The sum over k >= 0 of (x + k)^-s for whole s >= 2 and x > 0 (DLMF 25.11.1), by Euler-Maclaurin (DLMF 25.11.5). */
function hurwitzZeta(s: number, x: number): number {
  let sum = 0;
  let y = x;
  while (y < 10 + s) {
    sum += y ** -s;
    y += 1;
  }
  let tail = y ** (1 - s) / (s - 1) + 0.5 * y ** -s;
  let factor = s * y ** (-s - 1);
  for (let j = 0; j < BERNOULLI.length; j++) {
    tail += BERNOULLI[j] * factor;
    factor *= ((s + 2 * j + 1) * (s + 2 * j + 2)) / (y * y);
  }
  return sum + tail;
}

export function factorial(n: number): number {
  let product = 1;
  for (let k = 2; k <= n; k++) product *= k;
  return product;
}

/** The n-th derivative of pi cot(pi x) as a polynomial in the cotangent, constant first: each derivative maps c^k to -pi k (c^(k-1) + c^(k+1)). */
export function cotangentPolynomial(n: number): number[] {
  let polynomial: number[] = [0, Math.PI];
  for (let i = 0; i < n; i++) {
    const next: number[] = new Array(polynomial.length + 1).fill(0);
    for (let k = 1; k < polynomial.length; k++) {
      next[k - 1] -= Math.PI * k * polynomial[k];
      next[k + 1] -= Math.PI * k * polynomial[k];
    }
    polynomial = next;
  }
  return polynomial;
}

/**
 * The derivative of digamma of whole order >= 0 at x (DLMF 5.15.1); order 0 is digamma, 1 trigamma. Negative x by reflection (DLMF 5.15.6);
 * at the poles 0, -1, .. Infinity for odd orders, NaN for even ones.
 */
export function polygamma(order: number, x: number): number {
  if (order === 0) return digamma(x);
  if (order === 1) return trigamma(x);
  const sign = order % 2 === 1 ? 1 : -1;
  if (x > 0) return x === Number.POSITIVE_INFINITY ? sign * 0 : sign * factorial(order) * hurwitzZeta(order + 1, x);
  if (Number.isNaN(x) || x === Number.NEGATIVE_INFINITY) return Number.NaN;
  if (Math.floor(x) === x) return sign === 1 ? Number.POSITIVE_INFINITY : Number.NaN;
  const away = x - Math.round(x);
  const cotangent = Math.abs(away) === 0.5 ? 0 : 1 / Math.tan(Math.PI * away);
  const steep = cotangentPolynomial(order).reduceRight((value, c) => value * cotangent + c, 0);
  // psi_n(x) = (-1)^n psi_n(1 - x) - d^n/dx^n pi cot(pi x)
  return factorial(order) * hurwitzZeta(order + 1, 1 - x) * -1 - steep;
}
