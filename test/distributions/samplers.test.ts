/** Goodness of fit of every sampler against its own log density, which densities.test.ts checks against SciPy. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distributions } from "../../src/distributions/registry.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { checkContinuous, checkDiscrete, checkFit, DRAWS, densities, draw, probability } from "./fit.ts";
import { find } from "./reference-rows.ts";

const continuous: Readonly<Record<string, readonly (readonly number[])[]>> = {
  Normal: [[1, 2]],
  StudentT: [
    [3.5, 1, 2],
    [0.8, 0, 1],
    [60, 0, 3],
  ],
  Cauchy: [[1, 2]],
  Laplace: [[1, 2]],
  Logistic: [[1, 2]],
  Gumbel: [[1, 2]],
  SkewNormal: [
    [1, 2, 4],
    [0, 1, -0.5],
  ],
  HalfNormal: [[2]],
  HalfStudentT: [[3, 2]],
  HalfCauchy: [[2]],
  LogNormal: [[0.5, 0.7]],
  Exponential: [[3]],
  Gamma: [
    [0.3, 2],
    [1, 2],
    [4.5, 0.1],
    [300, 7],
  ],
  InverseGamma: [
    [0.7, 2],
    [5, 3],
  ],
  ChiSquare: [[1], [5]],
  Weibull: [
    [0.6, 2],
    [3, 2],
  ],
  Rayleigh: [[2]],
  InverseGaussian: [
    [2, 0.5],
    [1, 30],
  ],
  Beta: [
    [0.4, 0.6],
    [3, 1.5],
  ],
  Uniform: [[-1, 3]],
  Pareto: [[2, 1.5]],
  VonMises: [
    [0.5, 0],
    [0.5, 1e-6],
    [0.5, 1.3],
    [3, 40],
  ],
  LogitNormal: [[0.5, 1.5]],
  Kumaraswamy: [
    [0.5, 2],
    [3, 4],
  ],
};
for (const [name, cases] of Object.entries(continuous)) {
  test(`draws of ${name} fit its density`, () => {
    for (const args of cases) checkContinuous(name, args);
  });
}

const upTo = (n: number) => Array.from({ length: n + 1 }, (_, i) => i);
const discrete: Readonly<Record<string, readonly (readonly number[])[]>> = {
  Bernoulli: [[0.3]],
  BernoulliLogit: [[0.8]],
  Binomial: [
    [7, 0.2],
    [40, 0.5],
    [200, 0.91],
    [300, 0.02],
  ],
  BinomialLogit: [[40, 1.2]],
  BetaBinomial: [[12, 0.7, 2]],
  Poisson: [[0.4], [9.7], [10.5], [150]],
  PoissonLog: [[1.5]],
  NegativeBinomial: [
    [5, 0.6],
    [20, 30],
  ],
  Geometric: [[0.2]],
};
for (const [name, cases] of Object.entries(discrete)) {
  test(`draws of ${name} fit its probabilities`, () => {
    for (const args of cases)
      checkDiscrete(
        name,
        args,
        upTo(name.includes("Bernoulli") ? 1 : name.includes("inomial") && name !== "NegativeBinomial" ? args[0] : 300),
      );
  });
}

test("draws of DiscreteUniform fit its probabilities", () => {
  checkDiscrete("DiscreteUniform", [-3, 5], [-3, -2, -1, 0, 1, 2, 3, 4, 5]);
});

/** Draws of one vector argument, [count, size]. */
function drawVector(name: string, args: readonly Float64Array[], size: number, count: number): Float64Array {
  const random = new CounterRandom(11, 0);
  const out = new Float64Array(count * size);
  for (let i = 0; i < count; i++) find(name).sample(random, args, out, i * size, size);
  return out;
}

test("draws of categories fit their probabilities", () => {
  const p = [0.1, 0, 0.6, 0.3];
  const kept = [0, 2, 3];
  const cases: [string, Float64Array[]][] = [
    ["Categorical", [Float64Array.from(p)]],
    ["CategoricalLogit", [Float64Array.from(p.map((v) => (v === 0 ? -800 : Math.log(v) + 3)))]],
  ];
  for (const [name, args] of cases) {
    const x = drawVector(name, args, 1, DRAWS);
    assert.not.ok(x.includes(1), name);
    checkFit(
      name,
      kept.map((k) => x.filter((v) => v === k).length),
      kept.map((k) => p[k]),
      DRAWS,
    );
  }
  const sigmoid = (v: number) => 1 / (1 + Math.exp(-v));
  const x = drawVector("OrderedLogistic", [Float64Array.of(0.5), Float64Array.of(-1, 0.2, 2)], 1, DRAWS);
  const above = [1, sigmoid(1.5), sigmoid(0.3), sigmoid(-1.5), 0];
  checkFit(
    "OrderedLogistic",
    upTo(3).map((k) => x.filter((v) => v === k).length),
    upTo(3).map((k) => above[k] - above[k + 1]),
    DRAWS,
  );
});

test("draws of Multinomial sum to n and have binomial margins", () => {
  const p = [0.2, 0.5, 0, 0.3];
  const x = drawVector("Multinomial", [Float64Array.of(9), Float64Array.from(p)], 4, DRAWS);
  for (let i = 0; i < DRAWS; i++) assert.is(x[4 * i] + x[4 * i + 1] + x[4 * i + 2] + x[4 * i + 3], 9);
  for (const k of [0, 1, 3]) {
    const margin = upTo(9).map((v) => x.filter((u, i) => i % 4 === k && u === v).length);
    const expected = densities("Binomial", [9, p[k]], Float64Array.from(upTo(9)));
    const bins = upTo(9).filter((v) => expected[v] * DRAWS >= 5);
    checkFit(
      `margin ${k}`,
      bins.map((v) => margin[v]),
      bins.map((v) => expected[v]),
      DRAWS,
    );
  }
});

/** Means and covariances of draws [count, n] lie within 5 standard errors; fourth moments are estimated from the draws. */
function checkMoments(
  what: string,
  x: Float64Array,
  mean: readonly number[],
  covariance: readonly (readonly number[])[],
): void {
  const n = mean.length;
  const count = x.length / n;
  for (let i = 0; i < n; i++) {
    let sum = 0;
    for (let d = 0; d < count; d++) sum += x[d * n + i] - mean[i];
    assert.ok(
      Math.abs(sum / count) < 5 * Math.sqrt(covariance[i][i] / count),
      `${what}: mean ${i} off by ${sum / count}`,
    );
    for (let j = 0; j <= i; j++) {
      let first = 0;
      let second = 0;
      for (let d = 0; d < count; d++) {
        const product = (x[d * n + i] - mean[i]) * (x[d * n + j] - mean[j]);
        first += product / count;
        second += (product * product) / count;
      }
      const error = Math.sqrt((second - first * first) / count);
      assert.ok(
        Math.abs(first - covariance[i][j]) < 5 * error,
        `${what}: covariance ${i} ${j} is ${first}, not ${covariance[i][j]}`,
      );
    }
  }
}

test("draws of Dirichlet have its moments", () => {
  const a = [0.3, 2, 5];
  const total = 7.3;
  const mean = a.map((v) => v / total);
  const covariance = mean.map((u, i) => mean.map((v, j) => ((i === j ? u : 0) - u * v) / (total + 1)));
  checkMoments("Dirichlet", drawVector("Dirichlet", [Float64Array.from(a)], 3, DRAWS), mean, covariance);
});

test("draws of MvNormal and MvNormalCholesky have their moments", () => {
  const factor = [2, 0, 0, -1, 1.5, 0, 0.5, 0.2, 0.1];
  const covariance = upTo(2).map((i) =>
    upTo(2).map((j) => upTo(2).reduce((s, k) => s + factor[3 * i + k] * factor[3 * j + k], 0)),
  );
  const mean = [1, -2, 30];
  const m = Float64Array.from(mean);
  checkMoments(
    "MvNormal",
    drawVector("MvNormal", [m, Float64Array.from(covariance.flat())], 3, DRAWS),
    mean,
    covariance,
  );
  checkMoments(
    "MvNormalCholesky",
    drawVector("MvNormalCholesky", [m, Float64Array.from(factor)], 3, DRAWS),
    mean,
    covariance,
  );
});

test("draws of MvNormalPrecision and MvStudentT have their moments", () => {
  const mean = [1, -2];
  const m = Float64Array.from(mean);
  // The inverse of [[2, -1], [-1, 3]] is [[3, 1], [1, 2]] / 5.
  const covariance = [
    [0.6, 0.2],
    [0.2, 0.4],
  ];
  checkMoments(
    "MvNormalPrecision",
    drawVector("MvNormalPrecision", [m, Float64Array.of(2, -1, -1, 3)], 2, DRAWS),
    mean,
    covariance,
  );
  const scaled = covariance.map((row) => row.map((c) => (c * 9) / 7));
  const scale = Float64Array.from(covariance.flat());
  checkMoments("MvStudentT", drawVector("MvStudentT", [Float64Array.of(9), m, scale], 2, DRAWS), mean, scaled);
});

test("draws of GaussianRandomWalk have its moments", () => {
  const covariance = [1, 2, 3].map((i) => [1, 2, 3].map((j) => 4 * Math.min(i, j)));
  checkMoments(
    "GaussianRandomWalk",
    drawVector("GaussianRandomWalk", [Float64Array.of(2)], 3, DRAWS),
    [0, 0, 0],
    covariance,
  );
});

/** Rows of the lower triangle of symmetric 2 by 2 draws. */
function lower(x: Float64Array): Float64Array {
  for (let i = 0; i < x.length; i += 4) assert.is(x[i + 1], x[i + 2]);
  return x.filter((_, i) => i % 4 !== 1);
}

test("draws of Wishart and InverseWishart have their moments", () => {
  const v = [2, 0.5, 1];
  const scale = Float64Array.of(2, 0.5, 0.5, 1);
  const at = (i: number, j: number) => scale[2 * i + j];
  const elements = [
    [0, 0],
    [1, 0],
    [1, 1],
  ];
  const df = 4.5;
  checkMoments(
    "Wishart",
    lower(drawVector("Wishart", [Float64Array.of(df), scale], 4, DRAWS)),
    v.map((each) => df * each),
    elements.map(([i, j]) => elements.map(([k, l]) => df * (at(i, k) * at(j, l) + at(i, l) * at(j, k)))),
  );
  // von Rosen 1988, "Moments for the inverted Wishart distribution"; n = 2, and df large enough for fourth moments.
  const inverse = 14;
  const c = inverse - 3;
  checkMoments(
    "InverseWishart",
    lower(drawVector("InverseWishart", [Float64Array.of(inverse), scale], 4, DRAWS)),
    v.map((each) => each / c),
    elements.map(([i, j]) =>
      elements.map(
        ([k, l]) =>
          (2 * at(i, j) * at(k, l) + c * (at(i, k) * at(j, l) + at(i, l) * at(j, k))) / ((c + 1) * c * c * (c - 2)),
      ),
    ),
  );
});

test("correlations drawn by LKJCholesky are beta distributed, every pair alike", () => {
  const n = 4;
  const eta = 0.7;
  const x = drawVector("LKJCholesky", [Float64Array.of(eta)], n * n, DRAWS);
  const b = eta + (n - 2) / 2;
  const bins = Array.from({ length: 20 }, (_, i) => i / 20);
  const probabilities = bins.map((low) =>
    probability("Beta", [b, b], Math.max(low, 1e-9), Math.min(low + 0.05, 1 - 1e-9)),
  );
  for (const [i, j] of [
    [1, 0],
    [3, 0],
    [3, 2],
    [2, 1],
  ]) {
    const observed = new Array<number>(20).fill(0);
    for (let draw = 0; draw < DRAWS; draw++) {
      const l = x.subarray(draw * n * n, (draw + 1) * n * n);
      let r = 0;
      for (let k = 0; k <= j; k++) r += l[i * n + k] * l[j * n + k];
      observed[Math.min(19, Math.floor(10 * (r + 1)))]++;
    }
    checkFit(`correlation ${i} ${j}`, observed, probabilities, DRAWS);
  }
});

test("extreme parameters stay inside open supports", () => {
  const cases: [string, number[], (x: number) => boolean][] = [
    ["Beta", [1e-4, 1e-4], (x) => x > 0 && x < 1],
    ["Beta", [1e-4, 1e6], (x) => x > 0 && x < 1],
    ["Beta", [1e9, 1e-3], (x) => x > 0 && x < 1],
    ["LogitNormal", [0, 1000], (x) => x > 0 && x < 1],
    ["Kumaraswamy", [1e-3, 1e-3], (x) => x > 0 && x < 1],
    ["Kumaraswamy", [1e3, 1e3], (x) => x > 0 && x < 1],
    ["Gamma", [1e-5, 1], (x) => x > 0 && x < Number.POSITIVE_INFINITY],
    ["InverseGamma", [1e-5, 1], (x) => x > 0 && x < Number.POSITIVE_INFINITY],
    ["Pareto", [1, 1e-4], (x) => x >= 1 && x < Number.POSITIVE_INFINITY],
    ["LogNormal", [0, 1e3], (x) => x > 0 && x < Number.POSITIVE_INFINITY],
    ["Weibull", [1e-4, 1], (x) => x > 0 && x < Number.POSITIVE_INFINITY],
    ["InverseGaussian", [1, 1e-12], (x) => x > 0 && x < Number.POSITIVE_INFINITY],
    ["VonMises", [100, 1e9], (x) => Math.abs(x) <= Math.PI],
    ["Uniform", [1, 1 + 2 ** -52], (x) => x >= 1 && x <= 1 + 2 ** -52],
    ["Poisson", [0], (x) => x === 0],
    ["Poisson", [1e12], (x) => Math.abs(x - 1e12) < 1e7],
    ["Binomial", [1e12, 0.3], (x) => Math.abs(x - 3e11) < 1e7],
    ["Binomial", [5, 0], (x) => x === 0],
    ["Binomial", [5, 1], (x) => x === 5],
    ["Binomial", [0, 0.4], (x) => x === 0],
    ["Geometric", [1], (x) => x === 0],
  ];
  for (const [name, args, inside] of cases) {
    for (const x of draw(name, args, 500)) assert.ok(inside(x), `${name}(${args.join(", ")}) drew ${x}`);
  }
  const x = drawVector("Dirichlet", [Float64Array.of(1e-4, 1e-4, 1e-4)], 3, 500);
  assert.ok(x.every((v) => v > 0 && v < 1));
  for (let i = 0; i < 500; i++) assert.ok(Math.abs(x[3 * i] + x[3 * i + 1] + x[3 * i + 2] - 1) < 1e-15 * 4);
});

test("improper distributions have no draws", () => {
  assert.throws(() => draw("Flat", [], 1), /improper/);
  assert.throws(() => draw("HalfFlat", [], 1), /improper/);
});

test("every proper distribution is tested here", () => {
  const vectors = [
    "Categorical",
    "CategoricalLogit",
    "OrderedLogistic",
    "Multinomial",
    "Dirichlet",
    "MvNormal",
    "MvNormalCholesky",
    "MvNormalPrecision",
    "MvStudentT",
    "GaussianRandomWalk",
    "Wishart",
    "InverseWishart",
    "LKJCholesky",
  ];
  const tested = new Set([...Object.keys(continuous), ...Object.keys(discrete), "DiscreteUniform", ...vectors]);
  for (const [name, { improper }] of distributions) assert.ok(improper || tested.has(name), name);
});

test.run();
