"""NumPyro as a contestant, for gradient.ts: float64, on one thread of the CPU.

One command a line:
  model NAME DATA     takes that model of models.py on DATA/data.json
  density VALUES      the log density of constrained values, a JSON record by site, without Jacobian terms
  time SECONDS        microseconds of processor time a potential energy with gradient, over about so long, in a loop that is compiled as a
                      whole: as its samplers call it
"""

import json
import os
import sys
import time

os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"

import jax
import jax.numpy as jnp
from numpyro.infer.util import initialize_model, log_density

from models import models, vectors

jax.config.update("jax_enable_x64", True)


class Contestant:
    def __init__(self, name, folder):
        with open(f"{folder}/data.json") as file:
            self.model = models[name](vectors(json.load(file)))
        info = initialize_model(jax.random.PRNGKey(0), self.model)
        gradient = jax.value_and_grad(info.potential_fn)

        def step(_, state):
            position, total = state
            value, slope = gradient(position)
            # Each evaluation needs the one before it, and hardly moves; values are used too.
            return jax.tree.map(lambda x, g: x - 1e-30 * g, position, slope), total + value

        self.position = info.param_info.z
        self.loop = jax.jit(lambda position, times: jax.lax.fori_loop(0, times, step, (position, 0.0)))
        self.times = 16
        # Compiles.
        self.seconds()

    def density(self, values):
        values = {name: jnp.asarray(value, dtype=float) for name, value in values.items()}
        return float(log_density(self.model, (), {}, values)[0])

    def seconds(self):
        start = time.process_time()
        jax.block_until_ready(self.loop(self.position, self.times))
        return time.process_time() - start

    def time(self, seconds):
        """As many evaluations as fill the time, found by doubling, then timed."""
        took = self.seconds()
        while took < seconds / 2:
            self.times *= 2
            took = self.seconds()
        return took / self.times * 1e6


contestant = None
for line in sys.stdin:
    command, *words = line.split(maxsplit=1)
    if command == "model":
        contestant = Contestant(*words[0].strip().split(maxsplit=1))
        print("ready", flush=True)
    elif command == "density":
        print(repr(contestant.density(json.loads(words[0]))), flush=True)
    elif command == "time":
        print(contestant.time(float(words[0])), flush=True)
