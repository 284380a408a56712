/** Functions that a printed Stan program brings along, because Stan has none of that meaning. */

const bodies: Readonly<Record<string, readonly string[]>> = {
  sign_of: ["real sign_of(real x) {", "  return x > 0 ? 1.0 : x < 0 ? -1.0 : 0.0;", "}"],
  log_normal_cdf: ["real log_normal_cdf(real x) {", "  return std_normal_lcdf(x | );", "}"],
  bessel_ratio: [
    "// I1(x) / I0(x) of the modified Bessel functions",
    "real bessel_ratio(real x) {",
    "  real size = abs(x);",
    "  real ratio = exp(log_modified_bessel_first_kind(1, size) - log_modified_bessel_first_kind(0, size));",
    "  return x < 0 ? -ratio : ratio;",
    "}",
  ],
  log_gamma_p: ["real log_gamma_p(real a, real x) {", "  return gamma_lcdf(x | a, 1);", "}"],
  log_gamma_q: ["real log_gamma_q(real a, real x) {", "  return gamma_lccdf(x | a, 1);", "}"],
  log_student_below: ["real log_student_below(real df, real t) {", "  return student_t_lcdf(t | df, 0, 1);", "}"],
  modulo: ["// has the sign of b", "real modulo(real a, real b) {", "  return a - b * floor(a / b);", "}"],
  first_largest: [
    "// the index of the first largest element, counted from 0",
    "real first_largest(vector x) {",
    "  int best = 1;",
    "  for (i in 2:size(x)) if (x[i] > x[best]) best = i;",
    "  return best - 1.0;",
    "}",
  ],
};

export const helperNames: readonly string[] = Object.keys(bodies);

export class Helpers {
  private readonly used = new Set<string>();

  /** Marks the helper as needed, and returns its name. */
  use(name: string): string {
    if (bodies[name] === undefined) throw new Error(`stan: no helper ${name}`);
    this.used.add(name);
    return name;
  }

  /** The lines of the functions block, without its braces. */
  lines(): string[] {
    return Object.entries(bodies).flatMap(([name, lines]) => (this.used.has(name) ? lines : []));
  }
}
