/** A net with one hidden layer, trained by gradient descent in plain loops from given first weights. */

/** Row h: the input weights of hidden unit h, its bias, and its weight in the score. */
export type Hidden = Float64Array[];

/**
 * `steps` steps of gradient descent on mean(log(1 + exp(z)) - label z) + penalty / 2 sum(w^2), where the score of a row x is
 * z = sum over units of w[h][d + 1] tanh(w[h][..d] x + w[h][d]).
 */
export function trainHidden(
  first: Hidden,
  x: readonly (readonly number[])[],
  label: readonly number[],
  { penalty, steps, rate }: { readonly penalty: number; readonly steps: number; readonly rate: number },
): Hidden {
  const d = x[0].length;
  const n = x.length;
  const w = first.map((row) => row.slice());
  for (let step = 0; step < steps; step++) {
    const gradient = w.map((row) => row.map((value) => penalty * value));
    for (const [i, row] of x.entries()) {
      const active = w.map((unit) => Math.tanh(row.reduce((z, value, k) => z + value * unit[k], unit[d])));
      const score = w.reduce((z, unit, h) => z + unit[d + 1] * active[h], 0);
      const error = (1 / (1 + Math.exp(-score)) - label[i]) / n;
      for (const [h, unit] of w.entries()) {
        gradient[h][d + 1] += error * active[h];
        const back = error * unit[d + 1] * (1 - active[h] ** 2);
        for (let k = 0; k < d; k++) gradient[h][k] += back * row[k];
        gradient[h][d] += back;
      }
    }
    for (const [h, unit] of w.entries()) for (let k = 0; k < unit.length; k++) unit[k] -= rate * gradient[h][k];
  }
  return w;
}
