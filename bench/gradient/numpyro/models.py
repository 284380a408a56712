"""The models of bench/gradient in NumPyro, each a function of the numbers of its data file, with sites named as our latents."""

from functools import partial

import jax
import jax.numpy as jnp
import numpyro
import numpyro.distributions as dist
from jax.scipy.special import logsumexp

flat = dist.ImproperUniform(dist.constraints.real, (), ())
half_flat = dist.ImproperUniform(dist.constraints.positive, (), ())


def flats(n):
    return dist.ImproperUniform(dist.constraints.real, (n,), ())


def vectors(data):
    return {name: jnp.asarray(value, dtype=float) if isinstance(value, list) else value for name, value in data.items()}


def regression(x, y, sigma_prior=half_flat):
    """y on the columns of x, flat coefficients."""

    def model():
        beta = numpyro.sample("beta", flats(x.shape[1]))
        sigma = numpyro.sample("sigma", sigma_prior)
        numpyro.sample("y", dist.Normal(x @ beta, sigma), obs=y)

    return model


def columns(*parts):
    return jnp.stack(jnp.broadcast_arrays(*parts), axis=1)


def ar_k(d):
    y, k = d["y"], d["K"]
    lags = jnp.stack([y[k - 1 - i : len(y) - 1 - i] for i in range(k)], axis=1)

    def model():
        alpha = numpyro.sample("alpha", dist.Normal(0, 10))
        beta = numpyro.sample("beta", dist.Normal(0, 10).expand([k]))
        sigma = numpyro.sample("sigma", dist.HalfCauchy(2.5))
        numpyro.sample("y", dist.Normal(alpha + lags @ beta, sigma), obs=y[k:])

    return model


def arma11(d):
    y = d["y"]

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 10))
        phi = numpyro.sample("phi", dist.Normal(0, 2))
        theta = numpyro.sample("theta", dist.Normal(0, 2))
        sigma = numpyro.sample("sigma", dist.HalfCauchy(2.5))

        def step(error, pair):
            before, now = pair
            error = now - (mu + phi * before + theta * error)
            return error, error

        first = y[0] - (mu + phi * mu)
        _, errors = jax.lax.scan(step, first, (y[:-1], y[1:]))
        numpyro.sample("error", dist.Normal(0, sigma), obs=jnp.concatenate([first[None], errors]))

    return model


def blr(d):
    x, y = d["X"], d["y"]

    def model():
        beta = numpyro.sample("beta", dist.Normal(0, 10).expand([x.shape[1]]))
        sigma = numpyro.sample("sigma", dist.HalfNormal(10))
        numpyro.sample("y", dist.Normal(x @ beta, sigma), obs=y)

    return model


def diamonds(d):
    x = d["X"][:, 1:]
    x = x - x.mean(0)

    def model():
        b = numpyro.sample("b", dist.Normal(0, 1).expand([x.shape[1]]))
        intercept = numpyro.sample("Intercept", dist.StudentT(3, 8, 10))
        # StudentT on the positive half: its constant is twice that of the whole.
        sigma = numpyro.sample("sigma", half_flat)
        numpyro.factor("sigma_prior", dist.StudentT(3, 0, 10).log_prob(sigma))
        numpyro.sample("y", dist.Normal(intercept + x @ b, sigma), obs=d["Y"])

    return model


def eight_schools(centred):
    def of(d):
        y, sigma = d["y"], d["sigma"]

        def model():
            mu = numpyro.sample("mu", dist.Normal(0, 5))
            tau = numpyro.sample("tau", dist.HalfCauchy(5))
            if centred:
                theta = numpyro.sample("theta", dist.Normal(mu, tau).expand([len(y)]))
            else:
                theta = mu + tau * numpyro.sample("z", dist.Normal(0, 1).expand([len(y)]))
            numpyro.sample("y", dist.Normal(theta, sigma), obs=y)

        return model

    return of


def garch11(d):
    y, sigma1 = d["y"], d["sigma1"]

    def model():
        mu = numpyro.sample("mu", flat)
        alpha0 = numpyro.sample("alpha0", half_flat)
        alpha1 = numpyro.sample("alpha1", dist.Uniform(0, 1))
        beta1 = numpyro.sample("beta1", dist.Uniform(0, 1 - alpha1))
        numpyro.factor("triangle", jnp.log1p(-alpha1))

        def step(variance, before):
            variance = alpha0 + alpha1 * (before - mu) ** 2 + beta1 * variance
            return variance, variance

        first = jnp.asarray(sigma1**2, dtype=float)
        _, variances = jax.lax.scan(step, first, y[:-1])
        numpyro.sample("y", dist.Normal(mu, jnp.sqrt(jnp.concatenate([first[None], variances]))), obs=y)

    return model


def kernel(x, alpha, rho):
    return alpha**2 * jnp.exp(-((x[:, None] - x[None, :]) ** 2) / (2 * rho**2))


def gp_pois_regr(d):
    x, k = d["x"], d["k"]

    def model():
        rho = numpyro.sample("rho", dist.Gamma(25, 4))
        alpha = numpyro.sample("alpha", dist.HalfNormal(2))
        z = numpyro.sample("z", dist.Normal(0, 1).expand([len(x)]))
        f = jnp.linalg.cholesky(kernel(x, alpha, rho) + 1e-10 * jnp.eye(len(x))) @ z
        numpyro.sample("k", dist.Poisson(jnp.exp(f)), obs=k)

    return model


def gp_regr(d):
    x, y = d["x"], d["y"]

    def model():
        rho = numpyro.sample("rho", dist.Gamma(25, 4))
        alpha = numpyro.sample("alpha", dist.HalfNormal(2))
        sigma = numpyro.sample("sigma", dist.HalfNormal(1))
        covariance = kernel(x, alpha, rho) + sigma * jnp.eye(len(x))
        numpyro.sample("y", dist.MultivariateNormal(jnp.zeros(len(x)), covariance), obs=y)

    return model


def hmm_example(d):
    y = d["y"]

    def model():
        theta1 = numpyro.sample("theta1", dist.Dirichlet(jnp.ones(2)))
        theta2 = numpyro.sample("theta2", dist.Dirichlet(jnp.ones(2)))
        mu = numpyro.sample("mu", dist.ImproperUniform(dist.constraints.positive_ordered_vector, (), (2,)))
        numpyro.factor("mu_prior", dist.Normal(jnp.array([3.0, 10.0]), 1).log_prob(mu).sum())
        logs = jnp.log(jnp.stack([theta1, theta2]))
        emission = dist.Normal(mu, 1).log_prob(y[:, None])

        def step(forward, now):
            return logsumexp(forward[:, None] + logs, axis=0) + now, None

        forward, _ = jax.lax.scan(step, emission[0], emission[1:])
        numpyro.factor("y", logsumexp(forward))

    return model


def kidscore_interaction(d):
    x = columns(1.0, d["mom_hs"], d["mom_iq"], d["mom_hs"] * d["mom_iq"])
    return regression(x, d["kid_score"], dist.HalfCauchy(2.5))


def kidscore_momiq(d):
    return regression(columns(1.0, d["mom_iq"]), d["kid_score"], dist.HalfCauchy(2.5))


def kilpisjarvi(d):
    x, y = d["x"], d["y"]

    def model():
        alpha = numpyro.sample("alpha", dist.Normal(d["pmualpha"], d["psalpha"]))
        beta = numpyro.sample("beta", dist.Normal(d["pmubeta"], d["psbeta"]))
        sigma = numpyro.sample("sigma", half_flat)
        numpyro.sample("y", dist.Normal(alpha + beta * x, sigma), obs=y)

    return model


def logearn_interaction(d):
    x = columns(1.0, d["height"], d["male"], d["height"] * d["male"])
    return regression(x, jnp.log(d["earn"]))


bush = ("diam1", "diam2", "canopy_height", "total_height", "density")


def logmesquite(d):
    return regression(columns(1.0, *(jnp.log(d[name]) for name in bush), d["group"]), jnp.log(d["weight"]))


def mesquite(d):
    return regression(columns(1.0, *(d[name] for name in bush), d["group"]), d["weight"])


def low_dim_gauss_mix(d):
    y = d["y"]

    def model():
        mu = numpyro.sample("mu", dist.ImproperUniform(dist.constraints.ordered_vector, (), (2,)))
        numpyro.factor("mu_prior", dist.Normal(0, 2).log_prob(mu).sum())
        sigma = numpyro.sample("sigma", dist.HalfNormal(2).expand([2]))
        theta = numpyro.sample("theta", dist.Beta(5, 5))
        shares = jnp.stack([theta, 1 - theta])
        mixture = dist.MixtureSameFamily(dist.Categorical(probs=shares), dist.Normal(mu, sigma))
        numpyro.sample("y", mixture, obs=y)

    return model


def nes(d):
    age = [(d["age_discrete"] == i).astype(float) for i in (2, 3, 4)]
    x = columns(1.0, d["real_ideo"], d["race_adj"], *age, d["educ1"], d["gender"], d["income"])
    return regression(x, d["partyid7"])


def radon(d, error=dist.Normal):
    county = jnp.asarray(d["county_idx"], dtype=int) - 1
    x = columns(d["log_uppm"], d["floor_measure"])

    def model():
        mu_alpha = numpyro.sample("mu_alpha", dist.Normal(0, 10))
        sigma_alpha = numpyro.sample("sigma_alpha", dist.HalfNormal(1))
        beta = numpyro.sample("beta", dist.Normal(0, 10).expand([2]))
        sigma_y = numpyro.sample("sigma_y", dist.HalfNormal(1))
        alpha = numpyro.sample("alpha", dist.Normal(mu_alpha, sigma_alpha).expand([d["J"]]))
        numpyro.sample("y", error(alpha[county] + x @ beta, sigma_y), obs=d["log_radon"])

    return model


def contraception(d):
    district = jnp.asarray(d["district_idx"], dtype=int) - 1

    def model():
        mu = numpyro.sample("mu", dist.Normal(0, 2))
        mu_town = numpyro.sample("mu_town", dist.Normal(0, 2))
        sigma = numpyro.sample("sigma", dist.HalfNormal(1))
        sigma_town = numpyro.sample("sigma_town", dist.HalfNormal(1))
        beta = numpyro.sample("beta", dist.Normal(0, 1))
        level = numpyro.sample("level", dist.Normal(mu, sigma).expand([d["J"]]))
        town = numpyro.sample("town", dist.Normal(mu_town, sigma_town).expand([d["J"]]))
        logits = level[district] + town[district] * d["urban"] + beta * d["age"]
        numpyro.sample("y", dist.Bernoulli(logits=logits), obs=d["uses"])

    return model


def wells(d):
    dist100 = (d["dist"] - d["dist"].mean()) / 100
    arsenic = d["arsenic"] - d["arsenic"].mean()
    x = columns(dist100, arsenic, dist100 * arsenic, d["assoc"], d["educ"] / 4)

    def model():
        alpha = numpyro.sample("alpha", flat)
        beta = numpyro.sample("beta", flats(5))
        numpyro.sample("y", dist.Bernoulli(logits=alpha + x @ beta), obs=d["switched"])

    return model


models = {
    "arK": ar_k,
    "arma11": arma11,
    "blr": blr,
    "contraception": contraception,
    "diamonds": diamonds,
    "earn_height": lambda d: regression(columns(1.0, d["height"]), d["earn"]),
    "eight_schools_centered": eight_schools(True),
    "eight_schools_noncentered": eight_schools(False),
    "garch11": garch11,
    "gp_pois_regr": gp_pois_regr,
    "gp_regr": gp_regr,
    "hmm_example": hmm_example,
    "kidscore_interaction": kidscore_interaction,
    "kidscore_momiq": kidscore_momiq,
    "kilpisjarvi": kilpisjarvi,
    "logearn_interaction": logearn_interaction,
    "logmesquite": logmesquite,
    "low_dim_gauss_mix": low_dim_gauss_mix,
    "mesquite": mesquite,
    "nes1980": nes,
    "nes1996": nes,
    "radon": radon,
    "radon_student": lambda d: radon(d, partial(dist.StudentT, 4)),
    "wells": wells,
}
