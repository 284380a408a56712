"""Makes combined.json: log densities by mpmath (60 digits) of distributions made of others.

Names: `Truncated[lower](Normal)` has its own arguments in the order of the brackets, then those of its parts.

    pip install mpmath && python combined.py > combined.json
"""
import json
from mpmath import mp, mpf, log, log1p, exp, expm1, pi, loggamma, erf, erfc, sqrt, atan, binomial, betainc, gammainc

mp.dps = 60
rows = []


def conv(v):
    return [conv(x) for x in v] if isinstance(v, list) else mpf(v)


def row(distribution, arguments, value, log_density):
    rows.append({"distribution": distribution, "arguments": arguments, "value": value, "log_density": float(log_density)})


def normal(x, m, s):
    return -((x - m) / s) ** 2 / 2 - log(s) - log(2 * pi) / 2


def phi(z):
    """P(Z <= z), exact in both tails."""
    return erfc(-z / sqrt(2)) / 2


def by_normal(transform, jacobian):
    return (lambda x, m, s: normal(transform(x), m, s) + jacobian(x),
            lambda x, m, s: phi((transform(x) - m) / s), lambda x, m, s: phi(-(transform(x) - m) / s))


def by_hazard(log_rate, hazard):
    return (lambda x, *a: log_rate(x, *a) - hazard(x, *a),
            lambda x, *a: -expm1(-hazard(x, *a)), lambda x, *a: exp(-hazard(x, *a)))


def location_scale(density, cdf, ccdf):
    return (lambda x, m, s: density((x - m) / s) - log(s), lambda x, m, s: cdf((x - m) / s), lambda x, m, s: ccdf((x - m) / s))


def cauchy(z):
    return atan(-1 / z) / pi if z < 0 else mpf(1) / 2 + atan(z) / pi


def laplace(z):
    return exp(z) / 2 if z < 0 else 1 - exp(-z) / 2


logistic = lambda z: 1 / (1 + exp(-z))
families = {
    "Normal": by_normal(lambda x: x, lambda x: 0),
    "LogNormal": by_normal(log, lambda x: -log(x)),
    "LogitNormal": by_normal(lambda x: log(x) - log1p(-x), lambda x: -log(x) - log1p(-x)),
    "HalfNormal": (lambda x, s: normal(x, 0, s) + log(2), lambda x, s: erf(x / s / sqrt(2)), lambda x, s: 2 * phi(-x / s)),
    "Cauchy": location_scale(lambda z: -log(pi) - log1p(z**2), cauchy, lambda z: cauchy(-z)),
    "HalfCauchy": (lambda x, s: log(2 / pi / s) - log1p((x / s) ** 2), lambda x, s: 2 * atan(x / s) / pi,
                   lambda x, s: 2 * atan(s / x) / pi),
    "Laplace": location_scale(lambda z: -abs(z) - log(2), laplace, lambda z: laplace(-z)),
    "Logistic": location_scale(lambda z: -z - 2 * log1p(exp(-z)), logistic, lambda z: logistic(-z)),
    "Gumbel": location_scale(lambda z: -z - exp(-z), lambda z: exp(-exp(-z)), lambda z: -expm1(-exp(-z))),
    "Exponential": by_hazard(lambda x, r: log(r), lambda x, r: r * x),
    "Weibull": by_hazard(lambda x, k, s: log(k / s) + (k - 1) * log(x / s), lambda x, k, s: (x / s) ** k),
    "Rayleigh": by_hazard(lambda x, s: log(x) - 2 * log(s), lambda x, s: (x / s) ** 2 / 2),
    "Pareto": by_hazard(lambda x, s, a: log(a / x), lambda x, s, a: a * log(x / s)),
    "Kumaraswamy": by_hazard(lambda x, a, b: log(a * b) + (a - 1) * log(x) - log(1 - x**a), lambda x, a, b: -b * log(1 - x**a)),
    "Uniform": (lambda x, a, b: -log(b - a), lambda x, a, b: (x - a) / (b - a), lambda x, a, b: (b - x) / (b - a)),
}


def student(x, df, m, s):
    return (loggamma((df + 1) / 2) - loggamma(df / 2) - log(df * pi) / 2 - log(s) - (df + 1) / 2 * log1p(((x - m) / s) ** 2 / df))


def student_tail(t, df):
    """P(T > t) of t > 0."""
    return betainc(df / 2, mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def student_cdf(x, df, m, s):
    t = (x - m) / s
    return 1 - student_tail(t, df) if t > 0 else student_tail(-t, df)


def gamma_family(density, shape, variate, falling=False):
    p = lambda x, *a: gammainc(shape(*a), 0, variate(x, *a), regularized=True)
    q = lambda x, *a: gammainc(shape(*a), variate(x, *a), regularized=True)
    return (density, q, p) if falling else (density, p, q)


families.update({
    "StudentT": (student, student_cdf, lambda x, df, m, s: student_cdf(2 * m - x, df, m, s)),
    "HalfStudentT": (lambda x, df, s: student(x, df, mpf(0), s) + log(2), lambda x, df, s: 1 - 2 * student_tail(x / s, df),
                     lambda x, df, s: 2 * student_tail(x / s, df)),
    "Gamma": gamma_family(lambda x, a, r: a * log(r) + (a - 1) * log(x) - r * x - loggamma(a), lambda a, r: a, lambda x, a, r: r * x),
    "ChiSquare": gamma_family(lambda x, k: (k / 2 - 1) * log(x) - x / 2 - k / 2 * log(2) - loggamma(k / 2), lambda k: k / 2,
                              lambda x, k: x / 2),
    "InverseGamma": gamma_family(lambda x, a, s: a * log(s) - (a + 1) * log(x) - s / x - loggamma(a), lambda a, s: a,
                                 lambda x, a, s: s / x, falling=True),
})


def mass(name, a, lower, upper):
    _, cdf, ccdf = families[name]
    if lower is None:
        return cdf(upper, *a)
    if upper is None:
        return ccdf(lower, *a)
    high = cdf(upper, *a)
    return high - cdf(lower, *a) if high < 0.75 else ccdf(lower, *a) - ccdf(upper, *a)


def truncated(name, a, lower, upper, x):
    given = [(n, b) for n, b in (("lower", lower), ("upper", upper)) if b is not None]
    own = [b for _, b in given]
    density = families[name][0]
    bound = lambda b: None if b is None else mpf(b)
    value = density(mpf(x), *conv(a)) - log(mass(name, conv(a), bound(lower), bound(upper)))
    row(f"Truncated[{','.join(n for n, _ in given)}]({name})", own + a, x, value)


real = [("Normal", [0.5, 2.0]), ("Cauchy", [0.5, 2.0]), ("Laplace", [0.5, 2.0]), ("Logistic", [0.5, 2.0]), ("Gumbel", [0.5, 2.0]), ("StudentT", [3.5, 0.5, 2.0]),
        ("StudentT", [40.0, 0.5, 2.0])]
for name, a in real:
    for lower, upper, x in ((0.0, None, 0.7), (None, 1.0, -3.0), (-1.0, 1.5, 0.25), (20.0, None, 21.5), (None, -15.0, -15.25),
                            (18.0, 19.0, 18.5), (-19.0, -18.0, -18.5), (-30.0, 40.0, 2.0), (1.0, 1.0 + 1e-6, 1.0 + 5e-7),
                            (3.0, 3.001, 3.0005), (60.0, None, 60.125)):
        if name == "Gumbel" and (upper is not None and upper < -10):
            continue
        truncated(name, a, lower, upper, x)
positive = [("LogNormal", [0.25, 0.5]), ("HalfNormal", [1.5]), ("HalfCauchy", [1.5]), ("Exponential", [0.75]), ("Weibull", [1.75, 2.0]),
            ("Weibull", [0.6, 2.0]), ("Rayleigh", [1.5]), ("Pareto", [0.25, 1.5]), ("Gamma", [2.5, 1.5]), ("Gamma", [0.3, 0.5]), ("Gamma", [40.0, 30.0]), ("ChiSquare", [5.0]),
            ("InverseGamma", [3.0, 2.0]), ("HalfStudentT", [4.0, 1.5])]
for name, a in positive:
    for lower, upper, x in ((0.5, None, 0.75), (None, 2.0, 0.5), (0.5, 3.0, 1.0), (12.0, None, 13.0), (None, 0.375, 0.3125),
                            (10.0, 10.5, 10.25), (-1.0, 4.0, 0.5), (2.0, 2.0 + 1e-6, 2.0 + 5e-7)):
        bound = 0.25 if name == "Pareto" else 1e-60
        if lower is not None and lower < bound:
            truncated(name, a, bound, upper, x)
            rows[-1]["arguments"][0] = lower
        else:
            truncated(name, a, lower, upper, x)
unit = [("LogitNormal", [0.3, 1.4]), ("Kumaraswamy", [0.5, 2.5]), ("Kumaraswamy", [3.0, 0.75]), ("Uniform", [0.0, 1.0])]
for name, a in unit:
    for lower, upper, x in ((0.25, None, 0.5), (None, 0.25, 0.125), (0.25, 0.75, 0.5), (0.998046875, None, 0.9990234375), (None, 2**-20, 2**-21)):
        truncated(name, a, lower, upper, x)


def poisson(k, rate):
    return k * log(rate) - rate - loggamma(k + 1)


def binom(k, n, p):
    return log(binomial(n, k)) + k * log(p) + (n - k) * log1p(-p)


def geometric(k, p):
    return k * log1p(-p) + log(p)


counts = {"Poisson": poisson, "Binomial": binom, "Geometric": geometric}
tails = {"Poisson": lambda k, rate: gammainc(k, 0, rate, regularized=True),
         "Binomial": lambda k, n, p: betainc(k, n - k + 1, 0, p, regularized=True),
         "Geometric": lambda k, p: exp(k * log1p(-p))}


def log_sum(name, a, low, high):
    return log(sum(exp(counts[name](mpf(k), *a)) for k in range(low, high + 1)))


def at_least(name, a, low):
    return log(tails[name](mpf(low), *a)) if low > 0 else mpf(0)


for name, a in (("Poisson", [3.5]), ("Binomial", [20.0, 0.3]), ("Geometric", [0.2])):
    b = conv(a)
    for lower, upper, x in ((1, None, 2), (4, None, 6), (13, None, 14), (None, 2, 1), (2, 9, 5), (1.5, 8.5, 3), (0, 5, 0)):
        low = 0 if lower is None else int(-(-lower // 1))
        top = 20 if name == "Binomial" else None
        high = top if upper is None else int(upper // 1)
        m = at_least(name, b, low) if high is None else log_sum(name, b, low, high)
        given = [n for n, v in (("lower", lower), ("upper", upper)) if v is not None]
        row(f"Truncated[{','.join(given)}]({name})", [v for v in (lower, upper) if v is not None] + a, x, counts[name](mpf(x), *b) - m)
    row(f"Censored[upper]({name})", [6] + a, 6, at_least(name, b, 6))
    row(f"Censored[upper]({name})", [6] + a, 3, counts[name](mpf(3), *b))
    row(f"Censored[lower,upper]({name})", [2, 8] + a, 2, log_sum(name, b, 0, 2))
    row(f"Censored[lower,upper]({name})", [2, 8] + a, 8, at_least(name, b, 8))
    for p in (0.25, 1e-9, 0.0):
        for k in (0, 4):
            inner = counts[name](mpf(k), *b)
            value = log(mpf(p) + (1 - mpf(p)) * exp(inner)) if k == 0 else log1p(-mpf(p)) + inner
            row(f"ZeroInflated({name})", [p] + a, k, value)
row("ZeroInflated(Poisson)", [1.0, 3.5], 0, 0)
row("Truncated[lower](Poisson)", [40, 3.5], 41, poisson(mpf(41), mpf(3.5)) - at_least("Poisson", [mpf(3.5)], 40))
row("Truncated[lower](Poisson)", [2000, 3.5], 2003, poisson(mpf(2003), mpf(3.5)) - at_least("Poisson", [mpf(3.5)], 2000))
for n, p, low, x in ((1000.0, 0.002, 1, 3), (1000.0, 0.002, 30, 31), (1000.0, 0.5, 990, 995)):
    row("Truncated[lower](Binomial)", [low, n, p], x, binom(mpf(x), mpf(n), mpf(p)) - at_least("Binomial", [mpf(n), mpf(p)], low))
row("Truncated[lower](PoissonLog)", [12, 0.5], 14, poisson(mpf(14), exp(mpf(0.5))) - at_least("Poisson", [exp(mpf(0.5))], 12))
row("Truncated[upper](PoissonLog)", [1, 5.5], 0, -exp(mpf(5.5)) - log((1 + exp(mpf(5.5))) * exp(-exp(mpf(5.5)))))
row("Truncated[lower](Poisson)", [1, 1e-9], 1, poisson(mpf(1), mpf(1e-9)) - log(-expm1(-mpf(1e-9))))
for name, a, lower, upper, x in (("Normal", [0.5, 2.0], -1.0, 3.0, 1.0), ("Weibull", [1.75, 2.0], 0.5, 9.0, 1.0),
                                 ("Cauchy", [0.5, 2.0], -40.0, 1e3, 0.0), ("Normal", [0.5, 0.1], -1.0, 3.0, 0.75)):
    density, cdf, ccdf = families[name]
    b = conv(a)
    row(f"Censored[lower,upper]({name})", [lower, upper] + a, x, density(mpf(x), *b))
    row(f"Censored[lower,upper]({name})", [lower, upper] + a, lower, log(cdf(mpf(lower), *b)))
    row(f"Censored[lower,upper]({name})", [lower, upper] + a, upper, log(ccdf(mpf(upper), *b)))
for w in ([0.25, 0.75], [1.0, 0.0], [1e-12, 1.0 - 1e-12]):
    for x in (0.5, -3.0, 60.0):
        value = log(mpf(w[0]) * exp(normal(mpf(x), mpf(0), mpf(1))) + mpf(w[1]) * exp(families["Cauchy"][0](mpf(x), mpf(2), mpf(0.5))))
        row("Mixture(Normal,Cauchy)", [w, 0.0, 1.0, 2.0, 0.5], x, value)
    value = log(mpf(w[0]) * exp(poisson(mpf(4), mpf(2))) + mpf(w[1]) * exp(geometric(mpf(4), mpf(0.1))))
    row("Mixture(Poisson,Geometric)", [w, 2.0, 0.1], 4, value)
mixed = lambda f, x: mpf(0.25) * families["Normal"][f](x, mpf(0), mpf(1)) + mpf(0.75) * families["Cauchy"][f](x, mpf(2), mpf(0.5))
for x in (1.0, 7.5):
    value = log(mpf(0.25) * exp(normal(mpf(x), mpf(0), mpf(1))) + mpf(0.75) * exp(families["Cauchy"][0](mpf(x), mpf(2), mpf(0.5))))
    row("Truncated[lower](Mixture(Normal,Cauchy))", [0.5, [0.25, 0.75], 0.0, 1.0, 2.0, 0.5], x, value - log(mixed(2, mpf(0.5))))
row("Censored[upper](Truncated[lower](Normal))", [3.0, 1.0, 0.5, 2.0], 3.0,
    log(families["Normal"][2](mpf(3), mpf(0.5), mpf(2)) / families["Normal"][2](mpf(1), mpf(0.5), mpf(2))))
row("Censored[lower](Truncated[upper](Exponential))", [1.0, 4.0, 0.5], 1.0, log(expm1(-mpf(0.5)) / expm1(-mpf(2))))
for x in ([-1.0, 0.5, 2.0], [0.25, 0.5, 30.0]):
    row("Ordered(Normal)", [[0.0, 0.5, 1.0], [1.0, 2.0, 3.0]], x,
        sum(normal(mpf(v), mpf(m), mpf(s)) for v, m, s in zip(x, (0, 0.5, 1), (1, 2, 3))))
row("PositiveOrdered(Normal)", [[0.0, 0.5, 1.0], [1.0, 2.0, 3.0]], [0.25, 0.5, 3.0],
    sum(normal(mpf(v), mpf(m), mpf(s)) for v, m, s in zip((0.25, 0.5, 3), (0, 0.5, 1), (1, 2, 3))))
row("PositiveOrdered(Normal)", [[0.0, 0.5, 1.0], [1.0, 2.0, 3.0]], [0.25, 0.5, 30.0],
    sum(normal(mpf(v), mpf(m), mpf(s)) for v, m, s in zip((0.25, 0.5, 30), (0, 0.5, 1), (1, 2, 3))))
row("Ordered(Exponential)", [[0.5, 0.5]], [0.25, 4.0], 2 * log(mpf(0.5)) - mpf(0.5) * mpf(4.25))
print("{\"made_with\": \"mpmath, 60 digits; see combined.py\", \"rows\": [\n" + ",\n".join(json.dumps(r) for r in rows) + "\n]}")
