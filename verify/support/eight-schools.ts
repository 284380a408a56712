/** The eight schools by quadrature over tau, everything else integrated in closed form: exact to rounding for the purpose of a check. */
import { fileURLToPath } from "node:url";
import type { Moments } from "./compare.ts";

export const eightSchoolsFile = fileURLToPath(new URL("../../models/eight_schools/scenario.pal", import.meta.url));

const y = [28, 8, -3, 7, -1, 1, 18, 12];
const sigma = [15, 10, 16, 11, 9, 11, 10, 18];
const muVariance = 25;
const tauScale = 5;

export interface EightSchools {
  readonly moments: Readonly<Record<string, Moments>>;
  readonly logEvidence: number;
}

/**
 * Given tau all is normal (Gelman et al. 2013, section 5.4, with the prior of mu as one more observation): y[j] ~ Normal(mu, s[j]^2 + tau^2)
 * gives mu and the evidence; theta[j] is mu drawn to y[j] by the factor tau^2 / (tau^2 + s[j]^2). tau = 5 tan(pi u / 2) with u uniform is
 * the half Cauchy prior, and the midpoint rule in u has an error of order 1 / points^2.
 */
export function eightSchoolsByQuadrature(points = 20_000): EightSchools {
  let evidence = 0;
  const names = ["mu", "tau", ...y.map((_, j) => `theta[${j}]`)];
  const first = names.map(() => 0);
  const second = names.map(() => 0);
  const observe = (i: number, weight: number, mean: number, variance: number) => {
    first[i] += weight * mean;
    second[i] += weight * (mean * mean + variance);
  };
  for (let n = 0; n < points; n++) {
    const tau = tauScale * Math.tan((0.5 * Math.PI * (n + 0.5)) / points);
    const precisions = sigma.map((s) => 1 / (s * s + tau * tau));
    const precision = 1 / muVariance + precisions.reduce((a, b) => a + b);
    const mu = precisions.reduce((sum, w, j) => sum + w * y[j], 0) / precision;
    let log = -0.5 * (Math.log(muVariance * precision) + (mu * mu) / muVariance);
    for (const [j, w] of precisions.entries()) log += 0.5 * (Math.log(w / (2 * Math.PI)) - w * (y[j] - mu) ** 2);
    const weight = Math.exp(log) / points;
    evidence += weight;
    observe(0, weight, mu, 1 / precision);
    observe(1, weight, tau, 0);
    for (const [j, s] of sigma.entries()) {
      const pull = tau * tau * precisions[j];
      observe(2 + j, weight, mu + pull * (y[j] - mu), (1 - pull) ** 2 / precision + pull * s * s);
    }
  }
  const moments = names.map((name, i) => {
    const mean = first[i] / evidence;
    return [name, { mean, sd: Math.sqrt(second[i] / evidence - mean * mean) }] as const;
  });
  return { moments: Object.fromEntries(moments), logEvidence: Math.log(evidence) };
}
