/** The divergence of an estimated posterior is model error plus prior error minus evidence ratio, to rounding. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type Belief,
  type Decomposition,
  decompose,
  decomposeGaussian,
  type LinearGaussian,
} from "../../src/diagnostics/posterior-divergence.ts";

/** Uniform in (0, 1): a linear congruential generator. */
function uniforms(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

const sumOf = ({ modelError, priorError, evidenceRatio }: Decomposition) => modelError + priorError - evidenceRatio;

function near(actual: number, expected: number, tolerance: number): void {
  assert.ok(Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected)), `${actual} for ${expected}`);
}

function belief(states: number, random: () => number): Belief {
  const prior = Array.from({ length: states }, random);
  const total = prior.reduce((a, b) => a + b, 0);
  return {
    logPrior: prior.map((x) => Math.log(x / total)),
    logLikelihood: Array.from({ length: states }, () => Math.log(random())),
  };
}

test("discrete: the identity, and the divergence by its definition, on 200 random pairs", () => {
  const random = uniforms(7);
  for (let i = 0; i < 200; i++) {
    const states = 2 + (i % 9);
    const [truth, estimate] = [belief(states, random), belief(states, random)];
    const found = decompose(truth, estimate);
    near(sumOf(found), found.divergence, 1e-10);
    const posterior = ({ logPrior, logLikelihood }: Belief) => {
      const joint = Array.from(logPrior, (x, k) => Math.exp(x + logLikelihood[k]));
      const total = joint.reduce((a, b) => a + b, 0);
      return joint.map((x) => x / total);
    };
    const [p, q] = [posterior(truth), posterior(estimate)];
    const divergence = p.reduce((sum, x, k) => sum + x * Math.log(x / q[k]), 0);
    near(found.divergence, divergence, 1e-10);
    assert.ok(found.divergence >= 0);
  }
});

test("discrete: a right model and a right prior leave nothing; what the estimate rules out is infinite", () => {
  const random = uniforms(3);
  const truth = belief(4, random);
  const same = decompose(truth, truth);
  assert.equal([same.divergence, same.modelError, same.priorError, same.evidenceRatio].map(Math.abs), [0, 0, 0, 0]);
  const narrow = { ...truth, logPrior: [Number.NEGATIVE_INFINITY, Math.log(0.3), Math.log(0.3), Math.log(0.4)] };
  assert.is(decompose(truth, narrow).divergence, Number.POSITIVE_INFINITY);
  const back = decompose(narrow, truth);
  assert.ok(Number.isFinite(back.divergence));
  near(sumOf(back), back.divergence, 1e-10);
});

function gaussian(size: number, seen: number, random: () => number): LinearGaussian {
  const normal = () => Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random());
  const rows = (n: number, m: number) => Array.from({ length: n }, () => Array.from({ length: m }, normal));
  const positive = (n: number) => {
    const a = rows(n, n);
    return a.map((x, i) => a.map((y, j) => x.reduce((sum, value, k) => sum + value * y[k], i === j ? 0.5 : 0)));
  };
  return { mean: rows(1, size)[0], covariance: positive(size), map: rows(seen, size), noise: positive(seen) };
}

test("Gaussian: the identity in closed form, in up to 5 dimensions", () => {
  const random = uniforms(11);
  for (let i = 0; i < 60; i++) {
    const [size, seen] = [1 + (i % 5), 1 + (i % 3)];
    const y = Array.from({ length: seen }, () => 2 * random() - 1);
    const found = decomposeGaussian(gaussian(size, seen, random), gaussian(size, seen, random), y);
    near(sumOf(found), found.divergence, 1e-10);
    assert.ok(found.divergence >= -1e-10);
  }
});

test("Gaussian: the closed form is what quadrature gives", () => {
  const one = (mean: number, variance: number, map: number, noise: number): LinearGaussian => {
    return { mean: [mean], covariance: [[variance]], map: [[map]], noise: [[noise]] };
  };
  const [truth, estimate] = [one(0.3, 1.2, 0.8, 0.5), one(1.1, 0.9, 1.1, 0.7)];
  const y = 0.9;
  const log = (x: number, mean: number, variance: number) =>
    -0.5 * (Math.log(2 * Math.PI * variance) + (x - mean) ** 2 / variance);
  // The trapezoid rule is exact to rounding for what falls off like a Gaussian.
  const step = 0.01;
  const nodes = Array.from({ length: 4001 }, (_, i) => (i - 2000) * step);
  const at = ({ mean, covariance, map, noise }: LinearGaussian): Belief => ({
    logPrior: nodes.map((x) => log(x, mean[0], covariance[0][0])),
    logLikelihood: nodes.map((x) => log(y, map[0][0] * x, noise[0][0])),
  });
  const closed = decomposeGaussian(truth, estimate, [y]);
  const summed = decompose(
    at(truth),
    at(estimate),
    nodes.map(() => step),
  );
  for (const name of ["divergence", "modelError", "priorError", "evidenceRatio"] as const) {
    near(summed[name], closed[name], 1e-10);
  }
});

test.run();
