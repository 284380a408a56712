"""The eight schools by the NUTS of NumPyro and of BlackJAX: prints one JSON object a line for eight-schools.ts.

Needs numpyro, blackjax and arviz. Everything is float64, on one CPU device; four chains at once (vectorised) and, for NumPyro, one after
the other. The first run includes compilation, the second is the same compiled program with another seed.
"""

import json
import time

import arviz
import blackjax
import jax
import jax.numpy as jnp
import numpy as np
import numpyro
import numpyro.distributions as dist
from numpyro.infer import MCMC, NUTS

jax.config.update("jax_enable_x64", True)

CHAINS, WARMUP, DRAWS, DELTA = 4, 1000, 2500, 0.95
y = jnp.array([28.0, 8, -3, 7, -1, 1, 18, 12])
sigma = jnp.array([15.0, 10, 16, 11, 9, 11, 10, 18])


def tell(name, times, posterior, steps):
    """Fewest effective draws of mu, tau and theta in the second run; `posterior` has [chain, draw, ..] arrays."""
    ess = arviz.ess(arviz.convert_to_dataset(posterior), method="bulk")
    entry = {
        "name": name,
        "first": times[0],
        "again": times[1],
        "ess": min(float(ess[v].min()) for v in ess.data_vars),
        "leapfrogs": float(np.mean(steps)),
    }
    print(json.dumps(entry), flush=True)


def model():
    mu = numpyro.sample("mu", dist.Normal(0, 5))
    tau = numpyro.sample("tau", dist.HalfCauchy(5))
    z = numpyro.sample("z", dist.Normal(0, 1).expand([8]))
    theta = numpyro.deterministic("theta", mu + tau * z)
    numpyro.sample("y", dist.Normal(theta, sigma), obs=y)


def twice(run):
    """Seconds of a first and a second run of one compiled program, and what the second returned."""
    times = []
    for seed in (1, 2):
        start = time.perf_counter()
        result = jax.block_until_ready(run(jax.random.PRNGKey(seed)))
        times.append(time.perf_counter() - start)
    return times, result


def with_numpyro(method):
    # MCMC.run alone compiles anew each time.
    @jax.jit
    def run(key):
        kernel = NUTS(model, target_accept_prob=DELTA)
        mcmc = MCMC(
            kernel,
            num_warmup=WARMUP,
            num_samples=DRAWS,
            num_chains=CHAINS,
            chain_method=method,
            progress_bar=False,
        )
        mcmc.run(key, extra_fields=("num_steps",))
        return mcmc.get_samples(group_by_chain=True), mcmc.get_extra_fields()["num_steps"]

    times, (samples, steps) = twice(run)
    posterior = {name: np.asarray(samples[name]) for name in ("mu", "tau", "theta")}
    tell(f"NumPyro {numpyro.__version__}, {method}", times, posterior, steps)


def log_density(position):
    """Over mu, log tau and z, with the Jacobian of the logarithm."""
    mu, log_tau, z = position[0], position[1], position[2:]
    tau = jnp.exp(log_tau)
    prior = dist.Normal(0, 5).log_prob(mu) + dist.HalfCauchy(5).log_prob(tau) + log_tau
    prior += dist.Normal(0, 1).log_prob(z).sum()
    return prior + dist.Normal(mu + tau * z, sigma).log_prob(y).sum()


def with_blackjax():
    @jax.jit
    def chains(key):
        def one(key):
            start, adapt, sample = jax.random.split(key, 3)
            position = jax.random.uniform(start, (10,), minval=-2, maxval=2)
            warmup = blackjax.window_adaptation(blackjax.nuts, log_density, target_acceptance_rate=DELTA)
            (state, parameters), _ = warmup.run(adapt, position, num_steps=WARMUP)
            step = blackjax.nuts(log_density, **parameters).step

            def advance(state, key):
                state, info = step(key, state)
                return state, (state.position, info.num_integration_steps)

            return jax.lax.scan(advance, state, jax.random.split(sample, DRAWS))[1]

        return jax.vmap(one)(jax.random.split(key, CHAINS))

    times, (positions, steps) = twice(chains)
    positions = np.asarray(positions)
    mu, tau = positions[..., 0], np.exp(positions[..., 1])
    theta = mu[..., None] + tau[..., None] * positions[..., 2:]
    tell(f"BlackJAX {blackjax.__version__}, vectorised", times, {"mu": mu, "tau": tau, "theta": theta}, steps)


with_numpyro("vectorized")
with_numpyro("sequential")
with_blackjax()
