"""Makes extra.json: log densities by mpmath (40 digits) of distributions and extremes that densities.json lacks.

    pip install mpmath && python extra.py > extra.json
"""
import json
from mpmath import mp, mpf, log, log1p, exp, pi, loggamma, besseli, cos, binomial, beta, expm1, matrix, det

mp.dps = 40
rows = []


def row(distribution, arguments, value, f):
    conv = lambda v: [conv(x) for x in v] if isinstance(v, list) else mpf(v)
    rows.append({"distribution": distribution, "arguments": arguments, "value": value,
                 "log_density": float(f(conv(value), *[conv(a) for a in arguments]))})


normal = lambda x, m, s: -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2
student = lambda x, df, m, s: (loggamma((df + 1) / 2) - loggamma(df / 2) - log(df * pi) / 2 - log(s)
                               - (df + 1) / 2 * log1p(((x - m) / s) ** 2 / df))
for df in (0.3, 3.5, 40, 5e3, 1e8, 1e12):
    for x in (0.2, 3.7, 60.0):
        row("StudentT", [df, 0.5, 1.7], x, student)
        row("HalfStudentT", [df, 1.7], x, lambda x, df, s: student(x, df, mpf(0), s) + log(2))
logit_normal = lambda x, m, s: normal(log(x) - log1p(-x), m, s) - log(x) - log1p(-x)
kumaraswamy = lambda x, a, b: log(a) + log(b) + (a - 1) * log(x) + (b - 1) * log(1 - x**a)
for x in (1e-12, 0.02, 0.5, 0.93, 1 - 2.0**-40):
    row("LogitNormal", [0.3, 1.4], x, logit_normal)
    row("LogitNormal", [-4.0, 0.2], x, logit_normal)
    row("Kumaraswamy", [0.4, 2.5], x, kumaraswamy)
    row("Kumaraswamy", [7.0, 0.3], x, kumaraswamy)
    row("Beta", [0.01, 0.02], x, lambda x, a, b: (a - 1) * log(x) + (b - 1) * log1p(-x) - log(beta(a, b)))
for n, k in ((12, 0), (12, 5), (12, 12), (3000, 41)):
    for eta in (-9.5, -0.3, 4.2, 200.0):
        row("BinomialLogit", [n, eta], k,
            lambda k, n, eta: log(binomial(n, k)) - k * log1p(exp(-eta)) - (n - k) * log1p(exp(eta)))
for k, p in ((0, 0.0), (4, 1.0), (0, 1e-18), (4, 1 - 2.0**-50)):
    row("Binomial", [4, p], k, lambda k, n, p: log(binomial(n, k)) + (k * log(p) if k else 0) + ((n - k) * log1p(-p) if n != k else 0))
row("Poisson", [0.0], 0, lambda k, r: mpf(0))
row("Poisson", [300.5], 255, lambda k, r: k * log(r) - r - loggamma(k + 1))
row("Bernoulli", [1.0], 1, lambda k, p: mpf(0))
row("Bernoulli", [1e-300], 1, lambda k, p: log(p))
row("Geometric", [1.0], 0, lambda k, p: mpf(0))
row("Geometric", [1e-9], 2000000000, lambda k, p: k * log1p(-p) + log(p))
row("Gamma", [1.0, 2.5], 0.0, lambda x, a, b: log(b))
row("Exponential", [2.5], 0.0, lambda x, b: log(b))
row("Weibull", [1.0, 2.5], 0.0, lambda x, k, s: -log(s))
row("Pareto", [3.0, 2.0], 3.0, lambda x, s, a: log(a) - log(s))
negative_binomial = lambda y, m, d: (loggamma(y + d) - loggamma(d) - loggamma(y + 1) + d * log(d / (d + m))
                                     + (y * log(m / (d + m)) if y else 0))
for d in (1e-6, 0.4, 1999.0, 2001.0, 1e5, 1e9, 1e15):
    for y in (0, 3, 57, 4000):
        row("NegativeBinomial", [6.5, d], y, negative_binomial)
beta_binomial = lambda k, n, a, b: log(binomial(n, k)) + log(beta(k + a, n - k + b)) - log(beta(a, b))
for a, b in ((0.2, 7.0), (1e7, 3e7), (1e10, 2.0)):
    for k in (0, 9, 30):
        row("BetaBinomial", [30, a, b], k, beta_binomial)
for k in (0.0, 1e-6, 15.9, 499.0, 501.0, 1e5, 1e9):
    for d in (0.0, 1e-3, 2.0, -3.0):
        row("VonMises", [0.1, k], d, lambda x, m, k: k * cos(x - m) - log(2 * pi * besseli(0, k)))
cuts = [-1.5, 0.25, 0.25 + 1e-9, 6.0]
sig = lambda x: 1 / (1 + exp(-x))
for eta in (-30.0, 0.4, 5.0, 45.0):
    for k in range(5):
        def ordered(k, eta, c):
            k = int(k)
            upper = 1 if k == 0 else sig(eta - c[k - 1])
            lower = 0 if k == 4 else sig(eta - c[k])
            mp.dps = 120
            value = log(upper - lower)
            return value
        mp.dps = 120
        row("OrderedLogistic", [eta, cuts], k, ordered)
        mp.dps = 40
row("Uniform", [-1.0, 3.0], 3.0, lambda x, a, b: -log(b - a))
row("HalfFlat", [], 2.0, lambda x: mpf(0))
row("Flat", [], -2.0, lambda x: mpf(0))


def matrix_row(distribution, arguments, value, f):
    """As `row`, for arguments that are matrices; f gets mpmath matrices for nested lists."""
    def conv(v):
        if not isinstance(v, list):
            return mpf(v)
        return matrix(v) if isinstance(v[0], list) else [mpf(x) for x in v]
    rows.append({"distribution": distribution, "arguments": arguments, "value": value,
                 "log_density": float(f(conv(value), *[conv(a) for a in arguments]))})


def quadratic(d, p):
    n = len(d)
    return sum(d[i] * p[i, j] * d[j] for i in range(n) for j in range(n))


def mv_normal_precision(x, m, p):
    d = [a - b for a, b in zip(x, m)]
    return (log(det(p)) - len(d) * log(2 * pi) - quadratic(d, p)) / 2


def mv_student(x, df, m, s):
    n = len(x)
    d = [a - b for a, b in zip(x, m)]
    return (loggamma((df + n) / 2) - loggamma(df / 2) - n * log(df * pi) / 2 - log(det(s)) / 2
            - (df + n) / 2 * log1p(quadratic(d, s**-1) / df))


def multigamma(a, n):
    return mpf(n) * (n - 1) / 4 * log(pi) + sum(loggamma(a - mpf(j) / 2) for j in range(n))


def wishart(x, df, s):
    n = x.rows
    t = s**-1 * x
    return ((df - n - 1) / 2 * log(det(x)) - sum(t[i, i] for i in range(n)) / 2 - df * n / 2 * log(2)
            - df / 2 * log(det(s)) - multigamma(df / 2, n))


def inverse_wishart(x, df, s):
    n = x.rows
    t = s * x**-1
    return (df / 2 * log(det(s)) - df * n / 2 * log(2) - multigamma(df / 2, n)
            - (df + n + 1) / 2 * log(det(x)) - sum(t[i, i] for i in range(n)) / 2)


def lkj(l, eta):
    """Lewandowski, Kurowicka and Joe 2009, eq. 16, for the correlation matrix, and its Jacobian to the factor's elements."""
    n = l.rows
    c = mpf(0)
    for k in range(1, n):
        c += (2 * eta - 2 + n - k) * (n - k) * log(2) + (n - k) * log(beta(eta + mpf(n - k - 1) / 2, eta + mpf(n - k - 1) / 2))
    jacobian = sum((n - 1 - i) * log(l[i, i]) for i in range(1, n))
    return -c + (eta - 1) * 2 * sum(log(l[i, i]) for i in range(n)) + jacobian


def random_walk(x, sd):
    return sum(normal(b, a, sd) for a, b in zip([mpf(0)] + x[:-1], x))


p3 = [[2.5, -0.3, 0.4], [-0.3, 1.25, 0.6], [0.4, 0.6, 0.75]]
s2 = [[0.5, 0.2], [0.2, 2.0]]
s4 = [[4.0, 1.0, 0.5, 0.0], [1.0, 3.0, -0.25, 0.1], [0.5, -0.25, 2.0, 0.3], [0.0, 0.1, 0.3, 1.0]]
for x in ([0.3, -1.2, 2.0], [0.0, 0.0, 0.0], [30.0, -45.0, 5.0], [1e6, 0.0, 0.0], [0.125, 3.0, -2.0]):
    matrix_row("MvNormalPrecision", [[0.5, -0.25, 1.0], p3], x, mv_normal_precision)
    for df in (0.3, 3.5, 1e5, 1e9):
        matrix_row("MvStudentT", [df, [0.5, -0.25, 1.0], p3], x, mv_student)
matrix_row("MvNormalPrecision", [[0.5, -0.25], s2], [0.7, 1e-3], mv_normal_precision)
for df, v, x in ((1.5, s2, [[1.0, 0.3], [0.3, 0.2]]), (40.5, s2, [[20.0, 7.0], [7.0, 88.0]]), (3.25, s4, s4),
                 (2000.0, s2, [[1001.0, 390.0], [390.0, 4100.0]]), (7.0, s2, [[1e-6, 0.0], [0.0, 1e6]]),
                 (4.5, [[3.0]], [[0.7]])):
    matrix_row("Wishart", [df, v], x, wishart)
    matrix_row("InverseWishart", [df, v], x, inverse_wishart)
factors = [
    [[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.48, -0.64, 0.6]],
    [[1.0, 0.0], [0.6, 0.8]],
    [[1.0, 0.0], [-0.28, 0.96]],
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [[1.0, 0.0, 0.0, 0.0], [0.8, 0.6, 0.0, 0.0], [0.36, 0.48, 0.8, 0.0], [0.5, 0.5, 0.5, 0.5]],
    [[1.0, 0.0, 0.0], [0.28, 0.96, 0.0], [-0.36, 0.48, 0.8]],
    [[1.0]],
]
for l in factors:
    for eta in (0.4, 1.0, 3.5, 1000.0):
        matrix_row("LKJCholesky", [eta], l, lkj)
for sd in (0.5, 3.25):
    for x in ([1.0], [0.25, -0.5, 1.5, 1.25], [0.0, 0.0, 0.0], [40.0, -40.0, 40.0]):
        matrix_row("GaussianRandomWalk", [sd], x, random_walk)
print("{\"made_with\": \"mpmath, 40 digits; see extra.py\", \"rows\": [\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]}")
