"""Makes extra.json: log densities by mpmath (40 digits) of distributions and extremes that densities.json lacks.

    pip install mpmath && python extra.py > extra.json
"""
import json
from mpmath import mp, mpf, log, log1p, exp, pi, loggamma, besseli, cos, binomial, beta, expm1

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
print("{\"made_with\": \"mpmath, 40 digits; see extra.py\", \"rows\": [\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]}")
