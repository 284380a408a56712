"""Makes reference.json: values of the special functions by mpmath with 50 digits at fixed and seeded random arguments.

    pip install mpmath && python reference.py > reference.json
Arguments are exact doubles; each row is [argument(s).., value].
"""
import json, random
from mpmath import mp, mpf, loggamma, psi, erf, erfc, log, exp, besseli, sqrt, re

mp.dps = 50
rng = random.Random(20240501)


def spread(low, high, n):
    """Log-uniform doubles."""
    from math import log as ln, exp as e
    return [e(rng.uniform(ln(low), ln(high))) for _ in range(n)]


def table(f, xs):
    return [[x, float(f(mpf(x)))] for x in xs]


def big_erfc(x):
    mp.dps = 50
    return erfc(x)


positive = spread(1e-9, 1e6, 40) + spread(0.2, 9, 60) + [1e-300, 1e15, 1e300, 8, 7.999999999999999, 3, 3.0000001, 0.25, 0.5, 1.25, 2.5]
near_zeros = [1 + 1e-10, 1 - 1e-10, 2 + 1e-9, 2 - 1e-9, 1.0009765625, 0.9990234375, 1.999, 2.001]
negative = [-v for v in spread(1e-6, 30, 40)] + [-0.5, -1.5, -20.25]
root = 1.4616321449683622
signed = [s * v for v in spread(1e-8, 5.5, 60) for s in (1, -1)] + [0.5, 1, -1, 2.5, 6, 0.0]
bessel = spread(1e-6, 1e5, 40) + spread(1, 40, 40) + [16, 15.999999999999998, -3.5, -80, 1e9]
out = {
    "made_with": "mpmath, 50 digits; see reference.py",
    "lgamma": table(lambda x: re(loggamma(x)), positive + near_zeros),
    "lgamma_negative": table(lambda x: re(loggamma(x)), negative),
    "digamma": table(lambda x: psi(0, x), positive + [root, root + 1e-9, root - 1e-5, 1.5, 1, 2]),
    "digamma_negative": table(lambda x: psi(0, x), negative),
    "trigamma": table(lambda x: psi(1, x), [x for x in positive if x > 1e-100] + negative),
    "polygamma": [[n, x, float(psi(n, mpf(x)))] for n in (2, 3, 4, 7) for x in spread(1e-3, 1e4, 12) + [-0.3, -1.5, -2.75, -7.1]],
    "erf": table(erf, signed),
    "erfc": table(erfc, signed + [v for v in spread(1, 26, 30)]),
    "log_normal_cdf": table(lambda x: log(erfc(-x / sqrt(mpf(2))) / 2) if x < 5 else mp.log1p(-erfc(x / sqrt(mpf(2))) / 2),
                            signed + [-v for v in spread(1, 1e3, 30)] + [8.5, 20, -1e4]),
    "log_i0": table(lambda x: log(besseli(0, x)), bessel),
    "i1_i0": table(lambda x: besseli(1, x) / besseli(0, x), bessel),
    "sigmoid": table(lambda x: 1 / (1 + exp(-x)), signed + [700, -700, 40]),
    "softplus": table(lambda x: mp.log1p(exp(x)), signed + [700, -700, -36.5, 40]),
}


def incomplete_gamma(a, x):
    p, q = (mp.gammainc(mpf(a), *b, regularized=True) for b in ((0, mpf(x)), (mpf(x), mp.inf)))
    return [a, x, float(log(p)), float(log(q))]


def student(df, t):
    d, size = mpf(df), abs(mpf(t))
    tail = mp.betainc(d / 2, mpf(1) / 2, 0, d / (d + size**2), regularized=True) / 2
    return [df, t, float(log(tail) if t < 0 else mp.log1p(-tail))]


shapes = [1e-4, 0.01, 0.3, 1.0, 2.5, 9.5, 10.5, 37.0, 400.0]
out["incomplete_gamma"] = [incomplete_gamma(a, a * r) for a in shapes for r in (1e-8, 0.01, 0.3, 0.8, 0.97, 1.0, 1.03, 1.3, 3.0, 20.0)]
out["incomplete_gamma"] += [incomplete_gamma(a, x) for a in shapes[:7] for x in (1e-3, 0.5, 1.7, 30.0, 700.0)]
out["incomplete_gamma"] += [incomplete_gamma(1e4, 1e4 * r) for r in (0.95, 1.0, 1.04)]
out["incomplete_gamma"] += [incomplete_gamma(a, x) for a in (1e-300, 1e-30, 1e-9, 0.01, 0.2, 0.4999) for x in (1e-20, 1e-3, 0.3, 0.999, 1.0, 1.4)]
out["log_student_cdf"] = [student(df, t) for df in (0.2, 1.0, 3.0, 4.5, 30.0, 399.0, 401.0, 1e4, 1e7)
                          for t in (-1e6, -40.0, -8.0, -2.5, -1.0, -0.3, -1e-5, 0.0, 1e-9, 0.7, 3.0, 12.0) if df < 1e4 or t > -10]
print(json.dumps(out).replace("]], ", "]],\n ").replace("[[", "\n  [["))
