"""The closed form of models/regression by SciPy, another way: the data are jointly Student t.

y = X beta + noise with beta ~ Normal(m, variance S) and variance ~ InverseGamma(a, b) makes y multivariate t with 2 a degrees
of freedom, location X m and shape (b / a) (I + X S X'). Prints what test/verify/closed-form.test.ts expects.
Run with SciPy 1.17: python3 test/verify/closed-form.py
"""

import csv

import numpy as np
from scipy.stats import multivariate_t

predictors = ["malic_acid", "flavanoids", "color_intensity", "hue", "proline"]
rows = list(csv.DictReader(open("models/regression/wine.csv")))
y = np.array([float(row["alcohol"]) for row in rows])
z = np.array([[float(row[name]) for name in predictors] for row in rows])
z = (z - z.mean(0)) / z.std(0, ddof=1)
X = np.column_stack([np.ones(len(y)), z])
m = np.array([13.0, 0, 0, 0, 0, 0])
S = np.diag([25.0, 1, 1, 1, 1, 1])
a, b = 3.0, 1.0
n = len(y)

K = np.eye(n) + X @ S @ X.T
print("log evidence", multivariate_t(X @ m, (b / a) * K, df=2 * a).logpdf(y))

# Conditioning of (beta, y), jointly normal given the variance; the variance given y is InverseGamma.
gain = S @ X.T @ np.linalg.inv(K)
r = y - X @ m
mean = m + gain @ r
covariance = S - gain @ X @ S
shape = a + n / 2
rate = b + r @ np.linalg.solve(K, r) / 2
print("means", [float(v) for v in mean])
print("sds", [float(v) for v in np.sqrt(rate / (shape - 1) * np.diag(covariance))])
print("variance", rate / (shape - 1), rate / (shape - 1) / np.sqrt(shape - 2))

# Eight schools, theta integrated out by hand, mu and tau by two-dimensional quadrature.
from scipy.integrate import dblquad
from scipy.stats import norm

effects = np.array([28.0, 8, -3, 7, -1, 1, 18, 12])
errors = np.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def integral(f):
    """Over mu and u, tau = 5 tan(pi u / 2), which is uniform under the prior."""

    def integrand(mu, u):
        tau = 5 * np.tan(np.pi * u / 2)
        return f(mu, tau) * np.exp(norm.logpdf(effects, mu, np.hypot(errors, tau)).sum() + norm.logpdf(mu, 0, 5) + 30)

    return dblquad(integrand, 0, 1, -40, 40, epsabs=1e-10, epsrel=1e-10)[0]


total = integral(lambda mu, tau: 1)
print("eight schools: log evidence", np.log(total) - 30)
for name, f in {"mu": lambda mu, tau: mu, "tau": lambda mu, tau: tau}.items():
    first = integral(f) / total
    second = integral(lambda mu, tau: f(mu, tau) ** 2) / total
    print(f"eight schools: {name}", first, np.sqrt(second - first**2))
first = integral(lambda mu, tau: mu + tau**2 / (tau**2 + 15**2) * (28 - mu)) / total
print("eight schools: mean of theta[0]", first)
