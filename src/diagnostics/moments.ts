/** Means, variances and quantiles of plain arrays. */

export function mean(x: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += x[i];
  return sum / x.length;
}

/** Divisor n - 1. */
export function variance(x: ArrayLike<number>): number {
  const centre = mean(x);
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] - centre) ** 2;
  return sum / (x.length - 1);
}

/** Ascending copy. */
export function sorted(x: ArrayLike<number>): Float64Array {
  return Float64Array.from(x).sort();
}

/** The quantile of ascending values, by linear interpolation (type 7 of Hyndman & Fan 1996, the default of R and NumPy). */
export function quantile(ascending: ArrayLike<number>, probability: number): number {
  const at = probability * (ascending.length - 1);
  const below = Math.floor(at);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (at - below) * (ascending[above] - ascending[below]);
}

/** NaN of no values. */
export function median(x: ArrayLike<number>): number {
  return x.length === 0 ? Number.NaN : quantile(sorted(x), 0.5);
}

/** All values in one array, chain after chain. */
export function pooled(chains: readonly ArrayLike<number>[]): Float64Array {
  const all = new Float64Array(chains.reduce((sum, chain) => sum + chain.length, 0));
  let at = 0;
  for (const chain of chains) {
    all.set(chain, at);
    at += chain.length;
  }
  return all;
}
