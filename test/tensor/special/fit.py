"""Makes the coefficient tables of src/tensor/special: rational interpolation at Chebyshev nodes with mpmath, 80 digits.

Each fit solves P(x_i) = f(x_i) Q(x_i) at the Chebyshev nodes of its interval, Q(0) = 1 in the shifted variable, and prints the
coefficients (constant first) with the largest relative error of the rounded coefficients, evaluated exactly.
    pip install mpmath && python fit.py
"""
from mpmath import mp, mpf, cos, pi, lu_solve, matrix, loggamma, digamma, erf, erfc, exp, sqrt, besseli, log

mp.dps = 80


def fit(name, f, low, high, p, q):
    low, high = mpf(low), mpf(high)
    n = p + q + 1
    nodes = [(low + high) / 2 + (high - low) / 2 * cos(pi * (2 * i + 1) / (2 * n)) for i in range(n)]
    a, b = matrix(n, n), matrix(n, 1)
    for i, x in enumerate(nodes):
        y = f(x)
        for j in range(p + 1):
            a[i, j] = x**j
        for j in range(1, q + 1):
            a[i, p + j] = -y * x**j
        b[i] = y
    c = lu_solve(a, b)
    top = [float(c[j]) for j in range(p + 1)]
    bottom = [1.0] + [float(c[p + j]) for j in range(1, q + 1)]
    worst = mpf(0)
    exact = mpf(0)
    for i in range(400):
        x = low + (high - low) * (i + mpf(1) / 2) / 400
        value = sum(mpf(v) * x**j for j, v in enumerate(top)) / sum(mpf(v) * x**j for j, v in enumerate(bottom))
        worst = max(worst, abs(value / f(x) - 1))
        best = sum(c[j] * x**j for j in range(p + 1)) / (1 + sum(c[p + j] * x**j for j in range(1, q + 1)))
        exact = max(exact, abs(best / f(x) - 1))
    print(f"{name}: relative error {float(exact):.1e}, rounded {float(worst):.1e}")
    print("  P", ", ".join(repr(v) for v in top))
    if q:
        print("  Q", ", ".join(repr(v) for v in bottom))


root = mp.findroot(digamma, 1.46)
print("digamma root", repr(float(root)), repr(float(root - mpf(float(root)))))
fit("lgamma(2 + s) / s, s in [-3/4, 1]", lambda s: loggamma(2 + s) / s, -0.75, 1, 8, 6)
stirling = lambda z: (loggamma(1 / sqrt(z)) - (1 / sqrt(z) - mpf(1) / 2) * (log(1 / sqrt(z)) - 1) - (log(2 * pi) - 1) / 2) / sqrt(z)
fit("x (lgamma(x) - (x - 1/2)(log x - 1) - (log(2 pi) - 1)/2), z = 1/x^2, x >= 8", stirling, 0, 1 / mpf(64), 6, 0)
fit("digamma(1 + s) / (1 + s - root), s in [0, 1]", lambda s: digamma(1 + s) / (1 + s - root), 0, 1, 6, 6)
fit("x^2 (log x - 1/(2x) - digamma(x)), z = 1/x^2, x >= 8",
    lambda z: (log(1 / sqrt(z)) - sqrt(z) / 2 - digamma(1 / sqrt(z))) / z, 0, 1 / mpf(64), 7, 0)
fit("x^3 (trigamma(x) - 1/x - 1/(2x^2)), z = 1/x^2, x >= 8",
    lambda z: (mp.psi(1, 1 / sqrt(z)) - sqrt(z) - z / 2) / sqrt(z) ** 3, 0, 1 / mpf(64), 7, 0)
fit("erf(x) / x, z = x^2 in [0, 1]", lambda z: erf(sqrt(z)) / sqrt(z), 0, 1, 5, 5)
scaled = lambda x: erfc(x) * exp(x * x)
fit("erfcx(1/2 + s), s in [0, 2]", lambda s: scaled(mpf(1) / 2 + s), 0, 2, 7, 8)
fit("erfcx(5/2 + s), s in [0, 7/2]", lambda s: scaled(mpf(5) / 2 + s), 0, mpf(7) / 2, 7, 8)
fit("x erfcx(x), z = 1/x^2, x >= 6", lambda z: scaled(1 / sqrt(z)) / sqrt(z), 0, 1 / mpf(36), 5, 5)
i0 = lambda x: besseli(0, x)
fit("(I0(x) - 1) / t, t = x^2/4 in [0, 64]", lambda t: (i0(2 * sqrt(t)) - 1) / t, 0, 64, 22, 0)
fit("sqrt(x) exp(-x) I0(x), u = 1/x, x >= 16", lambda u: sqrt(1 / u) * exp(-1 / u) * i0(1 / u), 0, 1 / mpf(16), 13, 0)
fit("I1(x) / (x I0(x)), z = x^2 in [0, 256]", lambda z: besseli(1, sqrt(z)) / sqrt(z) / i0(sqrt(z)), 0, 256, 10, 11)
fit("x (1 - I1(x) / I0(x)), u = 1/x, x >= 16", lambda u: (1 - besseli(1, 1 / u) / i0(1 / u)) / u, 0, 1 / mpf(16), 14, 0)

# For TensorFlow.js kernels, in float32 (src/emit/tfjs/special): wider intervals, so that fewer pieces are chosen from.
fit("float32: lgamma(2 + s) / s, s in [-3/4, 6]", lambda s: loggamma(2 + s) / s, -0.75, 6, 6, 5)
fit("float32: Stirling as above, x >= 8", stirling, 0, 1 / mpf(64), 2, 0)
fit("float32: digamma(1 + s) / (1 + s - root), s in [0, 7]", lambda s: digamma(1 + s) / (1 + s - root), 0, 7, 5, 5)
fit("float32: x^2 (log x - 1/(2x) - digamma(x)), z = 1/x^2, x >= 8",
    lambda z: (log(1 / sqrt(z)) - sqrt(z) / 2 - digamma(1 / sqrt(z))) / z, 0, 1 / mpf(64), 2, 0)
fit("float32: erf(x) / x, z = x^2 in [0, 1]", lambda z: erf(sqrt(z)) / sqrt(z), 0, 1, 6, 0)
# Shepherd and Laframboise 1981
fit("float32: (1 + 2x) erfcx(x), u = (x - 2) / (x + 2) in [-1, 1]",
    lambda u: scaled(2 * (1 + u) / (1 - u)) * (1 + 4 * (1 + u) / (1 - u)), -1, 1, 12, 0)
fit("float32: (I0(x) - 1) / t, t = x^2/4 in [0, 16]", lambda t: (i0(2 * sqrt(t)) - 1) / t, 0, 16, 9, 0)
fit("float32: sqrt(x) exp(-x) I0(x), u = 1/x, x >= 8", lambda u: sqrt(1 / u) * exp(-1 / u) * i0(1 / u), 0, 1 / mpf(8), 6, 0)
fit("float32: I1(x) / (x I0(x)), z = x^2 in [0, 64]", lambda z: besseli(1, sqrt(z)) / sqrt(z) / i0(sqrt(z)), 0, 64, 4, 5)
fit("float32: x (1 - I1(x) / I0(x)), u = 1/x, x >= 8", lambda u: (1 - besseli(1, 1 / u) / i0(1 / u)) / u, 0, 1 / mpf(8), 7, 0)
