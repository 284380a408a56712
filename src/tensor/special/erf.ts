/** The error function, its complement, and the complement scaled by exp(x^2). */

/** erf(x) for |x| <= 1. Coefficients: fit.py. */
function central(x: number): number {
  const z = x * x;
  // biome-ignore format: one Horner scheme
  const p = 1.1283791670955126 + z * (0.14365581715028763 + z * (0.0455033341653278 + z * (0.0018829155471563983 + z *
    (0.00019709588069752516 + z * 8.625602445726376e-08))));
  // biome-ignore format: one Horner scheme
  const q = 1 + z * (0.46064498648983654 + z * (0.0938746087651241 + z * (0.010705251871973175 + z *
    (0.0006937362332349159 + z * 2.0866484101019162e-05))));
  return (x * p) / q;
}

/**
 * erfcx(x) = exp(x^2) erfc(x) for x >= 1/2 (DLMF 7.2.5), which neither under- nor overflows: about 1 / (x sqrt(pi)) for large x.
 * Below 1/2 its argument is outside the fit; use exp(x^2) erfc(x) there.
 */
export function scaledErfc(x: number): number {
  if (x >= 6) {
    const r = 1 / x;
    const z = r * r;
    // biome-ignore format: one Horner scheme
    const p = 0.5641895835477563 + z * (13.457810672725579 + z * (102.8654392627993 + z * (292.16729160130376 + z *
      (262.7437669863988 + z * 33.90763326999529))));
    // biome-ignore format: one Horner scheme
    const q = 1 + z * (24.353348351629805 + z * (193.7509181222512 + z * (598.3384889046434 + z * (658.657285654665 + z *
      173.66985724619582))));
    return (r * p) / q;
  }
  if (x >= 2.5) {
    const s = x - 2.5;
    // biome-ignore format: one Horner scheme
    const p = 0.2108063640611436 + s * (0.3006022404102498 + s * (0.18998303085464815 + s * (0.0688729800510465 + s *
      (0.015459040682252892 + s * (0.0021488371042561755 + s * (0.0001714136216730352 + s *
      6.062108301708583e-06))))));
    // biome-ignore format: one Horner scheme
    const q = 1 + s * (1.7786445341436266 + s * (1.410216134070386 + s * (0.6516147925730013 + s * (0.19212805460954413 +
      s * (0.03706070295472616 + s * (0.004573643843171932 + s * (0.0003306847516899403 + s *
      1.074480720650311e-05)))))));
    return p / q;
  }
  const s = x - 0.5;
  // biome-ignore format: one Horner scheme
  const p = 0.6156903441929259 + s * (1.008242917121314 + s * (0.7856678457419486 + s * (0.36727018719111176 + s *
    (0.11018274809713167 + s * (0.02112878437486036 + s * (0.002397638882822643 + s *
    0.00012456461936526195))))));
  // biome-ignore format: one Horner scheme
  const q = 1 + s * (2.4702868160416016 + s * (2.749450870741648 + s * (1.8048130512231535 + s * (0.7662061077677009 + s
    * (0.21608731065322628 + s * (0.03968512637271464 + s * (0.004360092174183648 + s *
    0.00022078516251856017)))))));
  return p / q;
}

/** exp(-x^2) without the rounding error of x^2, which exp would magnify: x is split in a short head and a tail. */
function gaussian(x: number): number {
  const head = Math.fround(x);
  return Math.exp(-head * head) * Math.exp((head - x) * (head + x));
}

/** (2 / sqrt(pi)) times the integral of exp(-t^2) from 0 to x (DLMF 7.2.1). */
export function erf(x: number): number {
  if (x > 1) return x > 6 ? 1 : 1 - gaussian(x) * scaledErfc(x);
  if (x < -1) return x < -6 ? -1 : gaussian(x) * scaledErfc(-x) - 1;
  return central(x);
}

/** 1 - erf(x), accurate in the upper tail (DLMF 7.2.2); 0 beyond 27.3. */
export function erfc(x: number): number {
  if (x > 0.5) return x > 28 ? 0 : gaussian(x) * scaledErfc(x);
  if (x < -1) return x < -6 ? 2 : 2 - gaussian(x) * scaledErfc(-x);
  return 1 - central(x);
}
