/** The log gamma function from its textbook series, apart from the one that Palimpsest evaluates. */

/**
 * log Gamma(x) for x > 0: Stirling's series (Abramowitz & Stegun 6.1.41) from 12 on, where five terms leave an error below 1e-14, reached by
 * the recurrence log Gamma(x) = log Gamma(x + 1) - log x.
 */
export function logGamma(x: number): number {
  let product = 1;
  while (x < 12) product *= x++;
  const r = 1 / x;
  const r2 = r * r;
  const series = r * (1 / 12 - r2 * (1 / 360 - r2 * (1 / 1260 - r2 * (1 / 1680 - r2 / 1188))));
  return (x - 0.5) * Math.log(x) - x + 0.5 * Math.log(2 * Math.PI) + series - Math.log(product);
}
