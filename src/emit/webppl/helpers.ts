/**
 * Functions that a printed WebPPL program brings along. They use only operators and functions that WebPPL differentiates, so that its
 * HMC can move through them.
 */

interface Helper {
  readonly lines: readonly string[];
  readonly needs?: readonly string[];
}

const helpers: Readonly<Record<string, Helper>> = {
  square: { lines: ["var square = function(x) { return x * x; };"] },
  sign: { lines: ["var sign = function(x) { return x > 0 ? 1 : x < 0 ? -1 : 0; };"] },
  modulo: { lines: ["var modulo = function(a, b) { return a - b * Math.floor(a / b); };"] },
  roundUp: { lines: ["var roundUp = function(x) { return Math.floor(x + 0.5); };"] },
  // Kahan: exact to rounding near 0.
  log1p: {
    lines: [
      "var log1p = function(x) {",
      "  var u = 1 + x;",
      "  return u === 1 ? x : u === Infinity ? x : Math.log(u) * x / (u - 1);",
      "};",
    ],
  },
  expm1: {
    lines: [
      "var expm1 = function(x) {",
      "  var u = Math.exp(x);",
      "  return u === 1 ? x : u === 0 ? -1 : u === Infinity ? u : (u - 1) * x / Math.log(u);",
      "};",
    ],
  },
  logOnePlusExp: {
    lines: ["var logOnePlusExp = function(x) { return x > 0 ? x + log1p(Math.exp(-x)) : log1p(Math.exp(x)); };"],
    needs: ["log1p"],
  },
  // Stirling's series from 12 on (Abramowitz & Stegun 6.1.41), reached by log Gamma(x) = log Gamma(x + 1) - log x.
  lgamma: {
    lines: [
      "var lgamma = function(x) {",
      "  if (x < 12) {",
      "    return lgamma(x + 1) - Math.log(x);",
      "  }",
      "  var r = 1 / x;",
      "  var s = r * r;",
      "  var series = r * (1 / 12 - s * (1 / 360 - s * (1 / 1260 - s * (1 / 1680 - s * (1 / 1188 - s * 691 / 360360)))));",
      "  return (x - 0.5) * Math.log(x) - x + 0.9189385332046727 + series;",
      "};",
    ],
  },
  digamma: {
    lines: [
      "var digamma = function(x) {",
      "  if (x < 12) {",
      "    return digamma(x + 1) - 1 / x;",
      "  }",
      "  var s = 1 / (x * x);",
      "  return Math.log(x) - 0.5 / x - s * (1 / 12 - s * (1 / 120 - s * (1 / 252 - s * (1 / 240 - s * 5 / 660))));",
      "};",
    ],
  },
  trigamma: {
    lines: [
      "var trigamma = function(x) {",
      "  if (x < 12) {",
      "    return trigamma(x + 1) + 1 / (x * x);",
      "  }",
      "  var s = 1 / (x * x);",
      "  return 1 / x + s / 2 + s / x * (1 / 6 - s * (1 / 30 - s * (1 / 42 - s * (1 / 30 - s * 5 / 66))));",
      "};",
    ],
  },
  // The series of DLMF 7.6.2 within 2.5, the continued fraction of 7.9.3 beyond.
  erf: {
    lines: [
      "var erfSeries = function(x, k, term, total) {",
      "  var next = term * 2 * x * x / (2 * k + 1);",
      "  return next < 1e-17 * total ? total : erfSeries(x, k + 1, next, total + next);",
      "};",
      "var erf = function(x) {",
      "  if (x < 0) {",
      "    return -erf(-x);",
      "  }",
      "  if (x === 0) {",
      "    return 2 * x / Math.sqrt(Math.PI);",
      "  }",
      "  return x > 2.5 ? 1 - erfc(x) : 2 / Math.sqrt(Math.PI) * x * Math.exp(-x * x) * erfSeries(x, 1, 1, 1);",
      "};",
      "var erfcFraction = function(x, k) {",
      "  return k > 60 ? x : x + k / 2 / erfcFraction(x, k + 1);",
      "};",
      "var erfc = function(x) {",
      "  return x > 2.5 ? Math.exp(-x * x) / (Math.sqrt(Math.PI) * erfcFraction(x, 1)) : 1 - erf(x);",
      "};",
    ],
  },
  erfc: { lines: [], needs: ["erf"] },
  logNormalCdf: {
    lines: [
      "var logNormalCdf = function(x) {",
      "  var y = -x / Math.sqrt(2);",
      "  return y > 2.5 ? -y * y - Math.log(2 * Math.sqrt(Math.PI) * erfcFraction(y, 1)) : Math.log(erfc(y) / 2);",
      "};",
    ],
    needs: ["erf"],
  },
  // The power series of DLMF 10.25.2 within 30, the expansion of 10.40.1 beyond.
  logI0: {
    lines: [
      "var besselSeries = function(y, order, k, term, total) {",
      "  var next = term * y / (k * (k + order));",
      "  return next < 1e-17 * total ? total : besselSeries(y, order, k + 1, next, total + next);",
      "};",
      "var besselExpansion = function(x, order, k, term, total) {",
      "  var next = -term * (4 * order * order - (2 * k - 1) * (2 * k - 1)) / (k * 8 * x);",
      "  return k > 20 ? total : besselExpansion(x, order, k + 1, next, total + next);",
      "};",
      "var logI0 = function(x) {",
      "  var a = x < 0 ? -x : x;",
      "  return a < 30",
      "    ? Math.log(besselSeries(a * a / 4, 0, 1, 1, 1))",
      "    : a - 0.5 * Math.log(2 * Math.PI * a) + Math.log(besselExpansion(a, 0, 1, 1, 1));",
      "};",
    ],
  },
  besselRatio: {
    lines: [
      "var besselRatio = function(x) {",
      "  if (x < 0) {",
      "    return -besselRatio(-x);",
      "  }",
      "  return x < 30",
      "    ? x / 2 * besselSeries(x * x / 4, 1, 1, 1, 1) / besselSeries(x * x / 4, 0, 1, 1, 1)",
      "    : besselExpansion(x, 1, 1, 1, 1) / besselExpansion(x, 0, 1, 1, 1);",
      "};",
    ],
    needs: ["logI0"],
  },
  // The series of DLMF 8.7.1 below a + 1, the continued fraction of 8.9.2 above.
  logGammaP: {
    lines: [
      "var gammaSeries = function(a, x, k, term, total) {",
      "  var next = term * x / (a + k);",
      "  return next < 1e-17 * total ? total : gammaSeries(a, x, k + 1, next, total + next);",
      "};",
      "var gammaFraction = function(a, x, k) {",
      "  var here = x + 2 * k + 1 - a;",
      "  return k > 400 ? here : here - (k + 1) * (k + 1 - a) / gammaFraction(a, x, k + 1);",
      "};",
      "var logGammaP = function(a, x) {",
      "  return x < a + 1",
      "    ? a * Math.log(x) - x - lgamma(a + 1) + Math.log(gammaSeries(a, x, 1, 1, 1))",
      "    : log1p(-Math.exp(logGammaQ(a, x)));",
      "};",
      "var logGammaQ = function(a, x) {",
      "  return x < a + 1",
      "    ? log1p(-Math.exp(logGammaP(a, x)))",
      "    : a * Math.log(x) - x - lgamma(a) - Math.log(gammaFraction(a, x, 0));",
      "};",
    ],
    needs: ["lgamma", "log1p"],
  },
  logGammaQ: { lines: [], needs: ["logGammaP"] },
  // The continued fraction of the incomplete beta function, DLMF 8.17.22.
  logStudentCdf: {
    lines: [
      "var betaFraction = function(a, b, x, k) {",
      "  var m = Math.floor(k / 2);",
      "  var d = k % 2 === 0",
      "    ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))",
      "    : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));",
      "  return k > 300 ? 1 : 1 + d / betaFraction(a, b, x, k + 1);",
      "};",
      "var logBetaTail = function(a, b, x, rest) {",
      "  var scale = lgamma(a + b) - lgamma(a) - lgamma(b) + a * Math.log(x) + b * Math.log(rest);",
      "  return scale - Math.log(a) - Math.log(betaFraction(a, b, x, 1));",
      "};",
      "var logStudentCdf = function(df, t) {",
      "  var x = df / (df + t * t);",
      "  var rest = t * t / (df + t * t);",
      "  var half = df / 2;",
      "  var logTail = t === 0",
      "    ? 0",
      "    : x < (half + 1) / (half + 2.5)",
      "    ? logBetaTail(half, 0.5, x, rest)",
      "    : log1p(-Math.exp(logBetaTail(0.5, half, rest, x)));",
      "  return t < 0 ? logTail - Math.log(2) : log1p(-0.5 * Math.exp(logTail));",
      "};",
    ],
    needs: ["lgamma", "log1p"],
  },
  largest: {
    lines: ["var largest = function(xs) { return reduce(function(x, y) { return Math.max(x, y); }, -Infinity, xs); };"],
  },
  smallest: {
    lines: ["var smallest = function(xs) { return reduce(function(x, y) { return Math.min(x, y); }, Infinity, xs); };"],
  },
  logSumExp: {
    lines: [
      "var logSumExp = function(xs) {",
      "  var m = largest(xs);",
      "  return m === -Infinity || m === Infinity",
      "    ? m",
      "    : m + Math.log(sum(map(function(x) { return Math.exp(x - m); }, xs)));",
      "};",
    ],
    needs: ["largest"],
  },
  firstLargest: {
    lines: [
      "// the index of the first largest element",
      "var firstLargest = function(xs) {",
      "  var from = function(i, best) {",
      "    return i === xs.length ? best : from(i + 1, xs[i] > xs[best] ? i : best);",
      "  };",
      "  return from(1, 0);",
      "};",
    ],
  },
  runningSums: {
    lines: [
      "var runningSums = function(xs) {",
      "  var from = function(i, total, sums) {",
      "    if (i === xs.length) {",
      "      return sums;",
      "    }",
      "    var next = total + xs[i];",
      "    return from(i + 1, next, sums.concat([next]));",
      "  };",
      "  return from(0, 0, []);",
      "};",
    ],
  },
  reversed: {
    lines: ["var reversed = function(xs) { return mapN(function(i) { return xs[xs.length - 1 - i]; }, xs.length); };"],
  },
  choleskyFactor: {
    lines: [
      "// the lower triangle L with L L' = a",
      "var choleskyFactor = function(a) {",
      "  var n = a.length;",
      "  var row = function(i, rows) {",
      "    var from = function(j, done) {",
      "      if (j > i) {",
      "        return done;",
      "      }",
      "      var other = j === i ? done : rows[j];",
      "      var rest = a[i][j] - sum(mapN(function(k) { return done[k] * other[k]; }, j));",
      "      return from(j + 1, done.concat([j === i ? Math.sqrt(rest) : rest / other[j]]));",
      "    };",
      "    return from(0, []).concat(mapN(function(k) { return 0; }, n - 1 - i));",
      "  };",
      "  var all = function(i, rows) {",
      "    return i === n ? rows : all(i + 1, rows.concat([row(i, rows)]));",
      "  };",
      "  return all(0, []);",
      "};",
    ],
  },
  solveLower: {
    lines: [
      "// x with l x = b for a lower triangle l",
      "var solveLower = function(l, b) {",
      "  var columns = b[0].length;",
      "  var from = function(i, x) {",
      "    if (i === l.length) {",
      "      return x;",
      "    }",
      "    var row = mapN(function(c) {",
      "      return (b[i][c] - sum(mapN(function(k) { return l[i][k] * x[k][c]; }, i))) / l[i][i];",
      "    }, columns);",
      "    return from(i + 1, x.concat([row]));",
      "  };",
      "  return from(0, []);",
      "};",
    ],
  },
  solveUpper: {
    lines: [
      "// x with l' x = b for a lower triangle l",
      "var solveUpper = function(l, b) {",
      "  var n = l.length;",
      "  var columns = b[0].length;",
      "  var from = function(i, x) {",
      "    if (i < 0) {",
      "      return x;",
      "    }",
      "    var row = mapN(function(c) {",
      "      var known = sum(mapN(function(k) { return l[i + 1 + k][i] * x[k][c]; }, n - 1 - i));",
      "      return (b[i][c] - known) / l[i][i];",
      "    }, columns);",
      "    return from(i - 1, [row].concat(x));",
      "  };",
      "  return from(n - 1, []);",
      "};",
    ],
  },
  inOrder: {
    lines: [
      "// what draw(0, start), draw(1, ..), .. come to in the end",
      "var inOrder = function(draw, start, n) {",
      "  var from = function(t, drawn) {",
      "    return t === n ? drawn : from(t + 1, draw(t, drawn));",
      "  };",
      "  return from(0, start);",
      "};",
    ],
  },
  recursion: {
    lines: [
      "// the rows step(0, start), step(1, row 0), ..",
      "var recursion = function(step, start, n) {",
      "  var from = function(t, carry, rows) {",
      "    if (t === n) {",
      "      return rows;",
      "    }",
      "    var next = step(t, carry);",
      "    return from(t + 1, next, rows.concat([next]));",
      "  };",
      "  return from(0, start, []);",
      "};",
    ],
  },
};

/** Every name that helpers define. */
export const helperNames: readonly string[] = Object.values(helpers).flatMap(({ lines }) =>
  lines.flatMap((line) => /^var (\w+) = function/.exec(line)?.[1] ?? []),
);

export class Helpers {
  private readonly used = new Set<string>();

  /** Marks the helper and what it needs, and returns its name. */
  use(name: string): string {
    const helper = helpers[name];
    if (helper === undefined) throw new Error(`webppl: no helper ${name}`);
    this.used.add(name);
    for (const other of helper.needs ?? []) this.use(other);
    return name;
  }

  lines(): string[] {
    return Object.entries(helpers).flatMap(([name, { lines }]) => (this.used.has(name) ? lines : []));
  }
}
