/** Distribution functions in logarithms, to rounding in both tails: what `Truncated` and `Censored` need. */
import {
  add,
  atan,
  div,
  erf,
  exp,
  floor,
  gt,
  log,
  log1p,
  logGammaP,
  logGammaQ,
  logNormalCdf,
  logStudentCdf,
  lt,
  max,
  min,
  mul,
  neg,
  type Operand,
  reciprocal,
  select,
  softplus,
  sub,
} from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import type { Distribution } from "./distribution.ts";
import { LOG_PI, LOG_SMALLEST, LOG_TWO, logOneMinusExp, safeLogComplement, shared, timesLog } from "./terms.ts";

/** Both functions of a distribution. */
export type Cdf = Required<Pick<Distribution, "logCdf" | "logCcdf">>;

type OfX = (x: Node, args: readonly Node[]) => Node;

/** f of x where x is above `bound`, else `otherwise`; there `safe` stands for x, so that no derivative becomes NaN. */
function above(x: Node, bound: Operand, safe: Operand, f: (x: Node) => Node, otherwise: number): Node {
  const inside = gt(x, bound);
  if (constantValue(inside)?.every((c) => c !== 0)) return f(x);
  return select(inside, f(select(inside, x, safe)), otherwise);
}

/** The same where x is below `bound`. */
function below(x: Node, bound: Operand, safe: Operand, f: (x: Node) => Node, otherwise: number): Node {
  const inside = lt(x, bound);
  if (constantValue(inside)?.every((c) => c !== 0)) return f(x);
  return select(inside, f(select(inside, x, safe)), otherwise);
}

/** log(1 - exp(-h)) for h >= 0: -Infinity at 0, without a derivative there, nor where exp(-h) is 0 and h may be infinite. */
function logOneMinusExpOf(h: Node): Node {
  return above(h, 0, 1, (h) => below(h, -LOG_SMALLEST, 1, (h) => logOneMinusExp(neg(h)), 0), Number.NEGATIVE_INFINITY);
}

/** Of a distribution on the positive numbers, from its cumulative hazard H: the survival function is exp(-H). */
export function byHazard(hazard: OfX): Cdf {
  return {
    logCdf: (x, args) => above(x, 0, 1, (x) => logOneMinusExpOf(hazard(x, args)), Number.NEGATIVE_INFINITY),
    logCcdf: (x, args) => above(x, 0, 1, (x) => neg(hazard(x, args)), 0),
  };
}

/** Of a location-scale family, from the functions of its standard form. */
export function byStandard(logCdf: (z: Node) => Node, logCcdf: (z: Node) => Node): Cdf {
  const standard = (x: Node, [location, scale]: readonly Node[]) => mul(sub(x, location), shared([scale], reciprocal));
  return {
    logCdf: (x, args) => logCdf(standard(x, args)),
    logCcdf: (x, args) => logCcdf(standard(x, args)),
  };
}

/** Of a location-scale family that is symmetric. */
export const symmetric = (logCdf: (z: Node) => Node): Cdf => byStandard(logCdf, (z) => logCdf(neg(z)));

/** Of a distribution on the positive numbers with a scale as last argument, from the functions of z = x / scale > 0. */
export function byScale(logCdf: (z: Node) => Node, logCcdf: (z: Node) => Node): Cdf {
  const standard = (x: Node, args: readonly Node[]) => mul(x, shared([args[args.length - 1]], reciprocal));
  return {
    logCdf: (x, args) => above(x, 0, 1, (x) => logCdf(standard(x, args)), Number.NEGATIVE_INFINITY),
    logCcdf: (x, args) => above(x, 0, 1, (x) => logCcdf(standard(x, args)), 0),
  };
}

/** Of a distribution whose first argument is a shape that must be known: its functions of that shape and z = x / scale or x rate. */
export function byShape(
  logCdf: (shape: Node, z: Node) => Node,
  logCcdf: (shape: Node, z: Node) => Node,
  standard: (x: Node, args: readonly Node[]) => readonly [shape: Node, z: Node],
): Cdf & Pick<Distribution, "knownForCdf"> {
  return {
    knownForCdf: [0],
    logCdf: (x, args) => above(x, 0, 1, (x) => logCdf(...standard(x, args)), Number.NEGATIVE_INFINITY),
    logCcdf: (x, args) => above(x, 0, 1, (x) => logCcdf(...standard(x, args)), 0),
  };
}

/** Of a variate that the increasing `map` takes from the positive numbers to the line, where its functions are known. */
export function onPositive(of: Cdf, map: (x: Node) => Node): Cdf {
  return {
    logCdf: (x, args) => above(x, 0, 1, (x) => of.logCdf(map(x), args), Number.NEGATIVE_INFINITY),
    logCcdf: (x, args) => above(x, 0, 1, (x) => of.logCcdf(map(x), args), 0),
  };
}

/** The same from (0, 1). */
export function onUnit(of: Cdf, map: (x: Node) => Node): Cdf {
  const inside = (x: Node, f: (x: Node) => Node, atZero: number, atOne: number) =>
    above(x, 0, 0.5, (x) => below(x, 1, 0.5, f, atOne), atZero);
  return {
    logCdf: (x, args) => inside(x, (x) => of.logCdf(map(x), args), Number.NEGATIVE_INFINITY, 0),
    logCcdf: (x, args) => inside(x, (x) => of.logCcdf(map(x), args), 0, Number.NEGATIVE_INFINITY),
  };
}

export const normalCdf = symmetric(logNormalCdf);
export const halfNormalCdf = byScale(
  (z) => log(erf(mul(Math.SQRT1_2, z))),
  (z) => add(logNormalCdf(neg(z)), LOG_TWO),
);

/** log(1/2 + atan(z) / pi), without cancellation in the left tail. */
function logCauchyCdf(z: Node): Node {
  const far = lt(z, -1);
  const tail = atan(neg(reciprocal(select(far, z, -2))));
  return select(far, sub(log(tail), LOG_PI), log(add(0.5, mul(1 / Math.PI, atan(max(z, -1.5))))));
}
export const cauchyCdf = symmetric(logCauchyCdf);
export const halfCauchyCdf = byScale(
  (z) => add(log(atan(z)), LOG_TWO - LOG_PI),
  (z) => add(logCauchyCdf(neg(z)), LOG_TWO),
);

export const laplaceCdf = symmetric((z) => select(lt(z, 0), sub(z, LOG_TWO), log1p(mul(-0.5, exp(neg(max(z, 0)))))));
export const logisticCdf = symmetric((z) => neg(softplus(neg(z))));

/** Beyond it 1 - exp(-exp(-z)) is exp(-z); beyond its opposite it is 1. */
const GUMBEL_TAIL = 37;
export const gumbelCdf = byStandard(
  (z) => neg(exp(neg(z))),
  (z) => {
    const far = gt(z, GUMBEL_TAIL);
    const near = max(min(z, GUMBEL_TAIL), -GUMBEL_TAIL);
    return select(far, neg(z), logOneMinusExp(neg(exp(neg(near)))));
  },
);

export const uniformCdf: Cdf = {
  logCdf: (x, [lower, upper]) =>
    above(
      x,
      lower,
      upper,
      (x) => below(x, upper, lower, (x) => log(div(sub(x, lower), sub(upper, lower))), 0),
      Number.NEGATIVE_INFINITY,
    ),
  logCcdf: (x, [lower, upper]) =>
    below(
      x,
      upper,
      lower,
      (x) => above(x, lower, upper, (x) => log(div(sub(upper, x), sub(upper, lower))), 0),
      Number.NEGATIVE_INFINITY,
    ),
};

/** The survival function of Pareto's distribution is (scale / x)^shape above the scale. */
export const paretoCdf = byHazard((x, [scale, shape]) =>
  above(x, scale, mul(2, scale), (x) => mul(shape, log(div(x, scale))), 0),
);

/** log(1 - exp(t)) for t < 0, relatively exact also where it is tiny. */
function logOneLess(t: Node): Node {
  const isTiny = lt(t, -1);
  return select(isTiny, log1p(neg(exp(min(t, -1)))), logOneMinusExp(max(t, -1)));
}

/** b log(1 - x^a) is the logarithm of the survival function of Kumaraswamy's distribution. */
export const kumaraswamyCdf = byHazard((x, [a, b]) =>
  below(x, 1, 0.5, (x) => neg(mul(b, logOneLess(mul(a, log(x))))), Number.POSITIVE_INFINITY),
);

export const gammaCdf = byShape(logGammaP, logGammaQ, (x, [shape, rate]) => [shape, mul(x, rate)]);
export const chiSquareCdf = byShape(logGammaP, logGammaQ, (x, [df]) => [mul(0.5, df), mul(0.5, x)]);
/** A reciprocal: its distribution function is the survival function of the gamma variate. */
export const inverseGammaCdf = byShape(logGammaQ, logGammaP, (x, [shape, scale]) => [shape, div(scale, x)]);

export const studentCdf: Cdf & Pick<Distribution, "knownForCdf"> = {
  knownForCdf: [0],
  logCdf: (x, [df, location, scale]) => logStudentCdf(df, mul(sub(x, location), shared([scale], reciprocal))),
  logCcdf: (x, [df, location, scale]) => logStudentCdf(df, mul(sub(location, x), shared([scale], reciprocal))),
};

/** log(1 - 2 F(-z)) for z > 0, which keeps 9 digits down to z = 1e-7. */
export const halfStudentCdf = byShape(
  (df, z) => logOneMinusExpOf(neg(add(logStudentCdf(df, neg(z)), LOG_TWO))),
  (df, z) => add(logStudentCdf(df, neg(z)), LOG_TWO),
  (x, [df, scale]) => [df, mul(x, shared([scale], reciprocal))],
);

/** Of counts from 0, from the functions of how many are counted, k + 1 for X <= k. */
function byCount(
  logCdf: (n: Node, args: readonly Node[]) => Node,
  logCcdf: (n: Node, args: readonly Node[]) => Node,
): Cdf {
  const counted = (x: Node, f: (n: Node) => Node, otherwise: number) => above(add(floor(x), 1), 0, 1, f, otherwise);
  return {
    logCdf: (x, args) => counted(x, (n) => logCdf(n, args), Number.NEGATIVE_INFINITY),
    logCcdf: (x, args) => counted(x, (n) => logCcdf(n, args), 0),
  };
}

/** P(X <= k) = Q(k + 1, rate) (DLMF 8.4.8 with 8.2.4). */
export const poissonCdf = byCount(
  (n, [rate]) => logGammaQ(n, rate),
  (n, [rate]) => logGammaP(n, rate),
);
export const poissonLogCdf = byCount(
  (n, [logRate]) => logGammaQ(n, exp(logRate)),
  (n, [logRate]) => logGammaP(n, exp(logRate)),
);
/** P(X > k) = (1 - p)^(k + 1). */
export const geometricCdf = byCount(
  (n, [p]) => logOneMinusExpOf(neg(timesLog(n, p, safeLogComplement))),
  (n, [p]) => timesLog(n, p, safeLogComplement),
);
