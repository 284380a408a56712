/** The trigamma function, the derivative of digamma. */

function positive(x: number): number {
  // trigamma(x) = 1/x^2 + trigamma(x + 1) (DLMF 5.15.5), until the asymptotic series holds.
  let sum = 0;
  let y = x;
  while (y < 8) {
    sum += 1 / (y * y);
    y += 1;
  }
  // DLMF 5.15.8, its series refitted for y >= 8.
  const r = 1 / y;
  const z = r * r;
  // biome-ignore format: one Horner scheme
  const series = 0.16666666666666666 + z * (-0.03333333333330476 + z * (0.023809523770911365 + z * (-0.03333331335581846 + z
    * (0.07575246348177586 + z * (-0.2523946862734603 + z * (1.1093601965597248 - z * 4.575304142113963))))));
  return sum + (r + z * (0.5 + r * series));
}

/** psi'(x), positive. Negative x by reflection (DLMF 5.15.6); Infinity at the poles 0, -1, -2, ... */
export function trigamma(x: number): number {
  if (x > 0) return positive(x);
  const whole = Math.floor(x);
  if (whole === x) return x === Number.NEGATIVE_INFINITY ? Number.NaN : Number.POSITIVE_INFINITY;
  const sine = Math.sin(Math.PI * Math.min(x - whole, whole + 1 - x)) / Math.PI;
  return 1 / (sine * sine) - positive(1 - x);
}
