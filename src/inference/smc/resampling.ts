/** Systematic resampling (Kitagawa 1996; Douc, Cappe & Moulines 2005): one uniform places all offspring. */

/** Writes the ancestor of each of the new particles, in increasing order. `weights` sum to 1; `uniform` is in (0, 1). */
export function systematic(weights: Float64Array, uniform: number, ancestors: Int32Array): void {
  const n = weights.length;
  let k = 0;
  let cumulated = weights[0];
  for (let i = 0; i < n; i++) {
    const position = (i + uniform) / n;
    while (cumulated < position && k < n - 1) cumulated += weights[++k];
    ancestors[i] = k;
  }
}
