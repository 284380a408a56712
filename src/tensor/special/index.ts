/** The special functions that tensor operations stand for, each a pure function of numbers. */
export { i1I0, logI0 } from "./bessel.ts";
export { digamma } from "./digamma.ts";
export { erf, erfc, scaledErfc } from "./erf.ts";
export { logGammaP, logGammaQ } from "./incomplete-gamma.ts";
export { lgamma } from "./lgamma.ts";
export { logNormalCdf } from "./log-normal-cdf.ts";
export { sigmoid, softplus } from "./logistic.ts";
export { polygamma } from "./polygamma.ts";
export { logStudentCdf } from "./student-cdf.ts";
export { trigamma } from "./trigamma.ts";
