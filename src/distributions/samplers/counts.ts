/** Exact draws of Poisson and binomial counts. */
import type { Random } from "../../inference/random.ts";
import { lgamma } from "../../tensor/special/index.ts";

/** Poisson by sequential search of the distribution function; takes about `rate` steps. */
function poissonBySearch(random: Random, rate: number): number {
  let u = random.uniform();
  let p = Math.exp(-rate);
  let k = 0;
  while (u > p) {
    u -= p;
    k++;
    p *= rate / k;
    // The sum of all probabilities may round to less than u.
    if (p === 0) break;
  }
  return k;
}

/** Poisson by transformed rejection: Hörmann 1993, "The transformed rejection method for generating Poisson random variables", PTRS. */
function poissonByRejection(random: Random, rate: number): number {
  const b = 0.931 + 2.53 * Math.sqrt(rate);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const vr = 0.9277 - 3.6224 / (b - 2);
  const logRate = Math.log(rate);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + rate + 0.43);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || (us < 0.013 && v > us)) continue;
    if (Math.log((v * inverseAlpha) / (a / (us * us) + b)) <= k * logRate - rate - lgamma(k + 1)) return k;
  }
}

/** A Poisson(rate) count, rate >= 0. */
export function poissonVariate(random: Random, rate: number): number {
  return rate < 10 ? poissonBySearch(random, rate) : poissonByRejection(random, rate);
}

/** Binomial by sequential search from 0; takes about n p steps. */
function binomialBySearch(random: Random, n: number, p: number): number {
  const odds = p / (1 - p);
  let u = random.uniform();
  let q = Math.exp(n * Math.log1p(-p));
  let k = 0;
  while (u > q && k < n) {
    u -= q;
    q *= ((n - k) / (k + 1)) * odds;
    k++;
  }
  return k;
}

/** Binomial by transformed rejection: Hörmann 1993, "The generation of binomial random variates", BTRS; needs n p >= 10, p <= 1/2. */
function binomialByRejection(random: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const vr = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p) - Math.log1p(-p);
  const mode = Math.floor((n + 1) * p);
  const atMode = lgamma(mode + 1) + lgamma(n - mode + 1);
  for (;;) {
    const u = random.uniform() - 0.5;
    const v = random.uniform();
    const us = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / us + b) * u + c);
    if (us >= 0.07 && v <= vr) return k;
    if (k < 0 || k > n) continue;
    const bound = atMode - lgamma(k + 1) - lgamma(n - k + 1) + (k - mode) * logOdds;
    if (Math.log((v * alpha) / (a / (us * us) + b)) <= bound) return k;
  }
}

/** A Binomial(n, p) count. */
export function binomialVariate(random: Random, n: number, p: number): number {
  if (p > 0.5) return n - binomialVariate(random, n, 1 - p);
  return n * p < 10 ? binomialBySearch(random, n, p) : binomialByRejection(random, n, p);
}
