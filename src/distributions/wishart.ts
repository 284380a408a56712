/** The Wishart distribution of positive definite matrices, and that of its inverse. */
import type { Random } from "../inference/random.ts";
import { choleskyFactor, solveLower, timesTransposed } from "../linear/cholesky.ts";
import { add, broadcast, gt, lgamma, mul, select, square, sub, sum, triangularSolve } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node, Shape } from "../tensor/node.ts";
import type { Distribution, Unmet } from "./distribution.ts";
import { factorOf, logDeterminant } from "./factors.ts";
import { guardedMatrix, order } from "./matrix-guard.ts";
import { matrix, scalar } from "./parameters.ts";
import { logGammaVariate } from "./samplers/gamma.ts";
import { LOG_PI, LOG_TWO, shared } from "./terms.ts";
import { split, unbatched } from "./unbatched.ts";

/** df n/2 log 2 + log Gamma_n(df/2), with the multivariate gamma function (DLMF 35.3.5). */
function logNormaliser(df: Node, n: number): Node {
  let total = add(mul(df, 0.5 * n * LOG_TWO), 0.25 * n * (n - 1) * LOG_PI);
  for (let j = 0; j < n; j++) total = add(total, lgamma(mul(0.5, sub(df, j))));
  return total;
}

/** log |L| for each of the batch, once where it shares L. */
function logDet(l: Node): Node {
  const one = unbatched(l, 2);
  return one ? broadcast(logDeterminant(one), split(l.shape, 2).batch, []) : logDeterminant(l);
}

/** The sum of squares of l^-1 m: the trace of (l l')^-1 (m m'). */
function trace(l: Node, m: Node): Node {
  const rank = l.shape.length;
  return sum(square(triangularSolve(l, m)), [rank - 2, rank - 1]);
}

/** The density where df is above n - 1, else -Infinity. */
function whereProper(df: Node, n: number, density: (df: Node) => Node): Node {
  if (constantValue(df)?.every((x) => x > n - 1)) return density(df);
  const proper = gt(df, n - 1);
  return select(proper, density(select(proper, df, n)), Number.NEGATIVE_INFINITY);
}

function requires([df]: readonly Node[], event: Shape): Unmet | undefined {
  const n = event[0];
  const bad = constantValue(df)?.find((x) => !(x > n - 1));
  return bad === undefined
    ? undefined
    : { parameter: 0, need: `more than ${n - 1} for matrices of ${n} rows`, value: bad };
}

/**
 * Writes the lower triangular A of Bartlett's decomposition into a new array: A A' is Wishart(df, I). Its diagonal holds roots
 * of chi-squares, the elements below are standard normal (Smith and Hocking 1972, AS 53).
 */
function bartlett(random: Random, df: number, n: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    a[i * n + i] = Math.SQRT2 * Math.exp(0.5 * logGammaVariate(random, 0.5 * (df - i)));
    for (let j = 0; j < i; j++) a[i * n + j] = random.normal();
  }
  return a;
}

function transposed(a: Float64Array, n: number): Float64Array {
  return a.map((_, i) => a[(i % n) * n + Math.floor(i / n)]);
}

function product(a: Float64Array, b: Float64Array, n: number): Float64Array {
  const c = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let k = 0; k < n; k++) for (let j = 0; j < n; j++) c[i * n + j] += a[i * n + k] * b[k * n + j];
  return c;
}

/** What the distribution and that of the inverse differ in, where L is the factor of the scale matrix and M that of x. */
interface Kind extends Pick<Distribution, "name" | "documentation"> {
  /** log |M|^(..) |L|^(..) for matrices of n rows, from log |L| and log |M|. */
  determinants(df: Node, n: number, ofScale: Node, ofX: Node): Node;
  /** The trace that is halved in the exponent. */
  trace(scale: Node, x: Node): Node;
  /** R of a draw R R', from L and the A of Bartlett's decomposition, both of n rows. */
  root(factor: Float64Array, a: Float64Array, n: number): Float64Array;
}

function build(kind: Kind): Distribution {
  return {
    name: kind.name,
    parameters: [scalar("df", "positive"), matrix("scale", "covariance")],
    eventRank: 2,
    discrete: false,
    documentation: kind.documentation,
    support: () => ({ kind: "covariance" }),
    requires,
    logDensity: (x, [df, scale]) =>
      guardedMatrix(x, "covariance", (x) => {
        const n = x.shape[x.shape.length - 1];
        const factor = factorOf(scale);
        const own = factorOf(x);
        return whereProper(df, n, (df) => {
          const determinants = kind.determinants(df, n, logDet(factor), logDet(own));
          const constant = shared([df], (df) => logNormaliser(df, n));
          return sub(sub(determinants, mul(0.5, kind.trace(factor, own))), constant);
        });
      }),
    sample(random, [df, scale], out, offset, size) {
      const n = order(size);
      const factor = choleskyFactor(scale, n);
      if ("pivot" in factor || !(df[0] > n - 1)) {
        out.fill(Number.NaN, offset, offset + size);
        return;
      }
      timesTransposed(kind.root(factor, bartlett(random, df[0], n), n), n, out, offset);
    },
  };
}

export const Wishart = build({
  name: "Wishart",
  documentation:
    "Wishart distribution of positive definite matrices with degrees of freedom above n - 1 and scale matrix, mean df scale (as Stan's wishart).",
  determinants: (df, n, ofScale, ofX) => sub(mul(sub(df, n + 1), ofX), mul(df, ofScale)),
  trace,
  root: product,
});

export const InverseWishart = build({
  name: "InverseWishart",
  documentation:
    "The inverse of a Wishart(df, scale^-1) matrix, with degrees of freedom above n - 1, mean scale / (df - n - 1) (as Stan's inv_wishart).",
  determinants: (df, n, ofScale, ofX) => sub(mul(df, ofScale), mul(add(df, n + 1), ofX)),
  trace: (scale, x) => trace(x, scale),
  // With A A' of Wishart(df, I), X = (L A^-T) (L A^-T)'.
  root(factor, a, n) {
    const columns = transposed(factor, n);
    solveLower(a, columns, n, n);
    return transposed(columns, n);
  },
});
