/** Distributions made of others: draws against densities, edges, what is refused, and making them again from plain data. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { combinators } from "../../src/distributions/combinators/registry.ts";
import { describe, rebuild } from "../../src/distributions/recipe.ts";
import { distributions } from "../../src/distributions/registry.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { constant, fill, input, scalar } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { constantValue, evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { checkContinuous, checkDiscrete, checkFit, DRAWS, densities, draw, probability } from "./fit.ts";
import { find, known, type Nested } from "./reference-rows.ts";

const upTo = (n: number) => Array.from({ length: n + 1 }, (_, i) => i);

test("draws between bounds fit the density, by trying and by inverting", () => {
  const cases: [string, number[]][] = [
    ["Truncated[lower,upper](Normal)", [-1, 2, 0.5, 2]],
    ["Truncated[lower](Normal)", [5, 0, 1]],
    ["Truncated[upper](Normal)", [-8, 0, 1]],
    ["Truncated[lower,upper](Normal)", [3, 3.5, 0, 1]],
    ["Truncated[lower](Cauchy)", [30, 0, 1]],
    ["Truncated[lower,upper](Laplace)", [-0.5, 20, 0, 0.25]],
    ["Truncated[upper](Gumbel)", [-1.5, 0, 1]],
    ["Truncated[lower](LogNormal)", [9, 0, 0.8]],
    ["Truncated[upper](Weibull)", [0.1, 2, 1]],
    ["Truncated[lower](Kumaraswamy)", [0.9, 2, 5]],
    ["Truncated[lower,upper](Pareto)", [1, 1.05, 0.5, 2]],
    ["Truncated[lower](StudentT)", [6, 3.5, 0, 1]],
    ["Truncated[lower](Gamma)", [5, 0.7, 2]],
    ["Truncated[upper](InverseGamma)", [0.2, 3, 2]],
  ];
  for (const [name, args] of cases) checkContinuous(name, args);
});

test("draws of restricted counts fit their probabilities", () => {
  const cases: [string, number[]][] = [
    ["Truncated[lower](Poisson)", [1, 0.4]],
    ["Truncated[lower](Poisson)", [20, 8]],
    ["Truncated[upper](Poisson)", [3, 12]],
    ["Truncated[lower,upper](Binomial)", [2, 4, 30, 0.5]],
    ["Truncated[lower](Geometric)", [50, 0.2]],
    ["Censored[lower,upper](Poisson)", [2.5, 6.5, 4]],
    ["Truncated[lower](Truncated[upper](Binomial))", [5, 8, 10, 0.3]],
  ];
  for (const [name, args] of cases) checkDiscrete(name, args, upTo(120));
});

test("draws of mixtures and of inflated counts fit", () => {
  checkContinuous("Mixture(Normal,Laplace)", [[0.3, 0.7], -2, 1, 3, 0.5]);
  checkContinuous("Truncated[lower](Mixture(Normal,Cauchy))", [4, [0.3, 0.7], -2, 1, 3, 0.5]);
  checkContinuous("Mixture(HalfNormal,Truncated[lower](Normal))", [[0.5, 0.5], 1, 0, 4, 1]);
  checkDiscrete("Mixture(Poisson,Geometric)", [[0.6, 0.4], 20, 0.3], upTo(80));
  checkDiscrete("ZeroInflated(Poisson)", [0.25, 3], upTo(40));
  checkDiscrete("ZeroInflated(Truncated[lower](Poisson))", [0.25, 1, 3], upTo(40));
  const random = new CounterRandom(3, 1);
  const pairs = new Float64Array(2 * DRAWS);
  const args = [
    [0.25, 0.75],
    [0, 0],
    [1, 0, 0, 1],
    [5, 5],
    [1, 0, 0, 1],
  ].map((a) => Float64Array.from(a));
  for (let i = 0; i < DRAWS; i++) find("Mixture(MvNormal,MvNormal)").sample(random, args, pairs, 2 * i, 2);
  // Both elements come from one component: 5 sd apart, the sum tells which.
  const near = Array.from({ length: DRAWS }, (_, i) => pairs[2 * i] + pairs[2 * i + 1] < 5).filter(Boolean).length;
  checkFit("components", [near, DRAWS - near], [0.25, 0.75], DRAWS);
});

test("censored draws have the atoms of their tails", () => {
  const x = draw("Censored[lower,upper](Normal)", [-1, 2, 0.5, 2], DRAWS);
  const atoms = [-1, 2].map((at) => x.filter((v) => v === at).length);
  const p = densities("Censored[lower,upper](Normal)", [-1, 2, 0.5, 2], Float64Array.of(-1, 2)).map(Math.exp);
  const [low, high] = densities("Censored[lower,upper](Normal)", [-1, 2, 0.5, 2], Float64Array.of(-1, 2));
  assert.ok(p.length === 2 && low > 0.2 && high > 0.2);
  checkFit("atoms", [...atoms, DRAWS - atoms[0] - atoms[1]], [low, high, 1 - low - high], DRAWS);
});

/** Increasing draws of n elements. */
function vectors(name: string, args: readonly Nested[], n: number, count: number): Float64Array {
  const random = new CounterRandom(5, 2);
  const out = new Float64Array(n * count);
  const parameters = args.map((a) => Float64Array.from([a].flat(2)));
  for (let i = 0; i < count; i++) find(name).sample(random, parameters, out, n * i, n);
  return out;
}

test("ordered draws: order statistics of elements alike, conditional draws of others", () => {
  const x = vectors(
    "Ordered(Uniform)",
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    3,
    DRAWS,
  );
  // The middle of three uniform numbers is Beta(2, 2).
  const bins = upTo(19);
  const share = (x: number) => 3 * x * x - 2 * x * x * x;
  const middle = bins.map((k) => x.filter((v, i) => i % 3 === 1 && Math.floor(20 * v) === k).length);
  checkFit(
    "middle",
    middle,
    bins.map((k) => share((k + 1) / 20) - share(k / 20)),
    DRAWS,
  );
  // Given a < b, b - a is normal with mean d and sd sqrt(2), above 0: its mean is d + sqrt(2) phi(d / sqrt(2)) / Phi(d / sqrt(2)).
  const cases = [
    { means: [0, 1], expected: 1.577956, count: 4000 },
    { means: [4, -4], expected: 0.236377, count: 400 },
  ];
  for (const { means, expected, count } of cases) {
    const pairs = vectors("Ordered(Normal)", [means, [1, 1]], 2, count);
    const gap = Array.from({ length: count }, (_, i) => pairs[2 * i + 1] - pairs[2 * i]);
    assert.ok(gap.every((v) => v > 0));
    const mean = gap.reduce((s, v) => s + v, 0) / count;
    const sd = Math.sqrt(gap.reduce((s, v) => s + (v - mean) ** 2, 0) / count);
    assert.ok(Math.abs(mean - expected) < (5 * sd) / Math.sqrt(count), `${means}: ${mean}, not ${expected}`);
  }
  const positive = vectors(
    "PositiveOrdered(Normal)",
    [
      [0, 0],
      [1, 1],
    ],
    2,
    2000,
  );
  for (let i = 0; i < 2000; i++) assert.ok(positive[2 * i] > 0 && positive[2 * i] < positive[2 * i + 1]);
});

test("outside and at the edges of the support", () => {
  const infinite = Number.NEGATIVE_INFINITY;
  const cases: [string, Nested[], number[], boolean[]][] = [
    ["Truncated[lower,upper](Normal)", [-1, 2, 0, 1], [-1.1, -1, 0, 2, 2.1], [false, true, true, true, false]],
    ["Truncated[lower](Poisson)", [2, 3], [1, 2, 2.5, 9], [false, true, false, true]],
    ["Truncated[upper](Poisson)", [2, 3], [-1, 0, 2, 3], [false, true, true, false]],
    ["Censored[lower,upper](Normal)", [-1, 2, 0, 1], [-1.1, -1, 0, 2, 2.1], [false, true, true, true, false]],
    ["Censored[upper](Exponential)", [2, 1], [-1, 0, 2, 3], [false, true, true, false]],
    ["Censored[upper](Poisson)", [2, 1], [-1, 0, 1.5, 2, 3], [false, true, false, true, false]],
    ["Mixture(Exponential,Uniform)", [[0.5, 0.5], 1, -1, 1], [-1.1, -0.5, 0.5, 7], [false, true, true, true]],
    ["Mixture(Poisson,DiscreteUniform)", [[0.5, 0.5], 1, -2, 1], [-3, -1, 0.5, 7], [false, true, false, true]],
    ["ZeroInflated(Poisson)", [0.5, 1], [-1, 0, 0.5, 7], [false, true, false, true]],
    ["ZeroInflated(DiscreteUniform)", [0.5, 2, 4], [0, 1, 2, 5], [true, false, true, false]],
  ];
  for (const [name, args, at, inside] of cases) {
    const a = input("a", 0, [at.length]);
    const nodes = args.map((arg) =>
      typeof arg === "number"
        ? fill([at.length], arg)
        : constant(
            at.flatMap(() => arg as number[]),
            [at.length, 2],
          ),
    );
    const last = nodes.length - 1;
    const isLatent = !find(name).discrete || find(name).parameters[last].domain === "positive";
    if (isLatent) nodes[last] = a;
    const node = find(name).logDensity(constant(at, [at.length]), nodes);
    const [values, gradient] = evaluate([node, ...differentiate(node, [a])], {
      buffers: { a: new Float64Array(at.length).fill(Number(args[last])) },
    });
    assert.equal([...values].map(Number.isFinite), inside, name);
    assert.ok(
      values.every((v) => Number.isFinite(v) || v === infinite),
      name,
    );
    assert.ok(gradient.every(Number.isFinite), name);
    for (const [i, isInside] of inside.entries()) assert.ok(isInside || gradient[i] === 0, name);
  }
});

test("discrete latents outside the support of a part", () => {
  const x = input("x", 0, [7]);
  const of = (name: string, args: number[]) => {
    const nodes = args.map((a) => fill([7], a));
    if (name.startsWith("Mixture")) nodes.unshift(fill([7, 2], 0.5));
    const data = constant([0, 1, 2, 3, 4, 5, 6], [7]);
    const [latent, known] = evaluate([find(name).logDensity(x, nodes), find(name).logDensity(data, nodes)], {
      buffers: { x: Float64Array.of(0, 1, 2, 3, 4, 5, 6) },
    });
    for (const i of latent.keys()) {
      assert.ok(
        latent[i] === known[i] || Math.abs(latent[i] - known[i]) < 1e-14,
        `${name} at ${i}: ${latent[i]}, not ${known[i]}`,
      );
    }
  };
  of("Mixture(Binomial,DiscreteUniform)", [3, 0.5, 1, 6]);
  of("Mixture(Poisson,Bernoulli)", [2, 0.5]);
  of("ZeroInflated(Truncated[lower](Poisson))", [0.25, 1, 3]);
  of("ZeroInflated(DiscreteUniform)", [0.25, 2, 6]);
});

test("increasing data, and data that do not increase", () => {
  const x = constant([1, 2, 2, 1, 1, 1, -1, 3], [4, 2]);
  const args = [fill([4, 2], 0), fill([4, 2], 1)];
  const finite = (name: string) => [...evaluate([find(name).logDensity(x, args)], {})[0]].map(Number.isFinite);
  assert.equal(finite("Ordered(Normal)"), [true, false, false, true]);
  assert.equal(finite("PositiveOrdered(Normal)"), [true, false, false, false]);
});

test("bounds so far out that nothing is left have density 0, bounds that almost meet have a finite one", () => {
  const at = (name: string, args: number[], x: number) =>
    evaluate([find(name).logDensity(scalar(x), args.map(scalar))], {})[0][0];
  assert.is(at("Truncated[lower](Normal)", [1e200, 0, 1], 2e200), Number.NEGATIVE_INFINITY);
  const next = 1 + 2 ** -52;
  assert.ok(Math.abs(at("Truncated[lower,upper](Normal)", [1, next, 0, 1], 1) - 52 * Math.LN2) < 1e-12);
  for (const x of draw("Truncated[lower,upper](Normal)", [1, next, 0, 1], 50)) assert.ok(x >= 1 && x <= next);
  for (const x of draw("Truncated[lower](Normal)", [1e200, 0, 1], 5)) assert.is(x, 1e200);
  for (const x of draw("Truncated[lower](Poisson)", [1e6, 1e-3], 5)) assert.is(x, 1e6);
  for (const x of draw("Truncated[upper](Normal)", [-1e5, 0, 1], 5)) assert.ok(Math.abs(x + 1e5) < 1);
});

/** Bounds, and a mixture between whose components they lie: its density is least between them. */
const inGaps: readonly [string, Nested[], number, number][] = [
  ["Truncated[lower,upper](Mixture(Normal,Normal))", [-0.5, 0.5, [0.5, 0.5], -5, 1, 5, 1], -0.5, 0.5],
  [
    "Truncated[lower,upper](Truncated[lower](Mixture(Normal,Normal)))",
    [-0.5, 0.5, -3, [0.5, 0.5], -5, 1, 5, 1],
    -0.5,
    0.5,
  ],
  [
    "Truncated[lower,upper](Mixture(Truncated[upper](Mixture(Normal,Logistic)),Normal))",
    [-0.5, 0.5, [0.5, 0.5], 1, [0.5, 0.5], -5, 1, -40, 1, 5, 1],
    -0.5,
    0.5,
  ],
  // The second component has nothing there.
  ["Truncated[lower,upper](Mixture(Normal,Pareto,Normal))", [3, 4, [0.4, 0.2, 0.4], -3, 1, 5, 2, 10, 1], 3, 4],
];

test("mixtures that are cut in the gap between their components integrate to 1, and draws fit", () => {
  for (const [name, args, lower, upper] of inGaps) {
    const total = probability(name, args, lower, upper);
    assert.ok(Math.abs(total - 1) < 1e-4, `${name}: ${total}`);
    checkContinuous(name, args);
  }
  const mixture = find("Truncated[lower,upper](Mixture(Normal,Normal))");
  const latent = [0, 1, 2, 3].map((i) => input("args", i, []));
  const density = mixture.logDensity(scalar(0.25), [scalar(-0.5), scalar(0.5), known([0.5, 0.5]), ...latent]);
  const at = (args: Float64Array) => evaluate([density, ...differentiate(density, latent)], { buffers: { args } });
  const start = Float64Array.of(-5, 1, 5, 1);
  const h = 1e-4;
  for (const i of start.keys()) {
    const moved = (by: number) => at(start.map((x, k) => (k === i ? x + by : x)))[0][0];
    const expected = (moved(h) - moved(-h)) / (2 * h);
    const [actual] = at(start)[i + 1];
    assert.ok(Math.abs(actual - expected) < 1e-5 * Math.max(1, Math.abs(expected)), `${actual}, not ${expected}`);
  }
});

test("bounds beyond which nothing lies leave the gradient of the part", () => {
  // In closed form at the location of a Gumbel variate and at the scale of a Weibull variate, where the densities are simple.
  const cases: [string, number[], number, number[]][] = [
    ["Truncated[lower,upper](Gumbel)", [0, 1000, 100, 0.1], 100, [0, -1 / 0.1]],
    ["Truncated[lower,upper](Gumbel)", [0, 10, 3, 0.003], 3, [0, -1 / 0.003]],
    ["Truncated[lower,upper](Weibull)", [1, 1000, 200, 5], 5, [1 / 200, 0]],
    ["Truncated[upper](Weibull)", [1e9, 40, 5], 5, [1 / 40, 0]],
  ];
  for (const [name, args, x, expected] of cases) {
    const latent = [input("args", 0, []), input("args", 1, [])];
    const density = find(name).logDensity(scalar(x), [...args.slice(0, -2).map(scalar), ...latent]);
    const buffers = { args: Float64Array.from(args.slice(-2)) };
    const gradient = evaluate(differentiate(density, latent), { buffers }).map(([g]) => g);
    for (const [i, g] of gradient.entries()) {
      assert.ok(Math.abs(g - expected[i]) < 1e-11 * (1 + Math.abs(expected[i])), `${name}: ${gradient}`);
    }
  }
});

test("upper tails of counts hold what lies beyond the terms that are summed", () => {
  const density = (args: Node[], lower: number) =>
    find("Truncated[lower](NegativeBinomial)").logDensity(scalar(lower), [scalar(lower), ...args]);
  // With dispersion 1 counts are geometric, and those from a bound on are geometric again: log(dispersion / (dispersion + mean)).
  const geometric = [
    [1000, 14500],
    [100, 1500],
    [7000, 99000],
  ];
  for (const [mean, lower] of geometric) {
    const [[value]] = evaluate([density([scalar(mean), scalar(1)], lower)], {});
    assert.ok(Math.abs(value + Math.log1p(mean)) < 1e-5, `${mean} from ${lower}: ${value}`);
  }
  // Others against sums so long that nothing is left.
  const long = 200_000;
  const others = [
    [100, 3, 700],
    [100, 0.3, 4000],
    [1000, 3, 7000],
    [1000, 20, 3000],
    [200, 0.1, 20000],
  ];
  for (const [mean, dispersion, lower] of others) {
    const x = Float64Array.from({ length: long }, (_, i) => lower + i);
    const p = densities("NegativeBinomial", [mean, dispersion], x);
    const expected = Math.log(p[0]) - Math.log(p.reduce((a, b) => a + b, 0));
    const latent = [input("args", 0, []), input("args", 1, [])];
    const node = density(latent, lower);
    const at = (mean: number, dispersion: number) =>
      evaluate([node, ...differentiate(node, latent)], { buffers: { args: Float64Array.of(mean, dispersion) } }).map(
        ([v]) => v,
      );
    const [value, ...gradient] = at(mean, dispersion);
    assert.ok(Math.abs(value - expected) < 1e-3, `${mean}, ${dispersion} from ${lower}: ${value}, not ${expected}`);
    const h = 1e-3;
    const differences = [
      (at(mean * (1 + h), dispersion)[0] - at(mean * (1 - h), dispersion)[0]) / (2 * h * mean),
      (at(mean, dispersion * (1 + h))[0] - at(mean, dispersion * (1 - h))[0]) / (2 * h * dispersion),
    ];
    for (const [i, g] of gradient.entries()) {
      assert.ok(Math.abs(g - differences[i]) < 1e-4 * Math.abs(differences[i]), `${g}, not ${differences[i]}`);
    }
  }
  // Nothing lies beyond the largest value, nor is anything left of it.
  const binomial = find("Truncated[lower](Binomial)").logDensity(scalar(950), [950, 1000, 0.5].map(scalar));
  const direct = densities(
    "Binomial",
    [1000, 0.5],
    Float64Array.from({ length: 51 }, (_, i) => 950 + i),
  );
  const expected = Math.log(direct[0]) - Math.log(direct.reduce((a, b) => a + b, 0));
  assert.ok(Math.abs(evaluate([binomial], {})[0][0] - expected) < 1e-9);
});

test("plain data make the same distribution again", () => {
  for (const name of ["Normal", "Truncated[upper](Mixture(Normal,Cauchy))", "Ordered(Mixture(Normal,Cauchy))"]) {
    const recipe = JSON.parse(JSON.stringify(describe(find(name))));
    const again = rebuild(recipe);
    assert.equal(describe(again), recipe);
    assert.is(again.name, find(name).name);
    assert.equal(again.parameters, find(name).parameters);
  }
});

test("what cannot be combined says why", () => {
  const refused = (combinator: string, parts: string[]) =>
    combinators.get(combinator)?.refuse(parts.map(find), ["lower"])?.part;
  assert.is(refused("Truncated", ["MvNormal"]), 0);
  assert.is(refused("Truncated", ["VonMises"]), 0);
  assert.is(refused("Truncated", ["Flat"]), 0);
  assert.is(refused("Censored", ["Censored[lower](Normal)"]), 0);
  assert.is(refused("Mixture", ["Normal", "Poisson"]), 1);
  assert.is(refused("Mixture", ["Normal", "Flat"]), 1);
  assert.is(refused("Mixture", ["Normal", "MvNormal"]), 1);
  assert.is(refused("Mixture", ["MvNormal", "Dirichlet"]), 1);
  assert.is(refused("Mixture", ["MvNormal", "Ordered(Normal)"]), 1);
  assert.is(refused("Mixture", ["Normal", "Censored[lower](Normal)"]), 1);
  assert.is(refused("Ordered", ["Dirichlet"]), 0);
  assert.is(refused("Ordered", ["Poisson"]), 0);
  assert.is(refused("ZeroInflated", ["Gamma"]), 0);
  for (const [name, parts] of [
    ["Truncated", ["Normal"]],
    ["Censored", ["Poisson"]],
    ["Mixture", ["Normal", "Cauchy"]],
    ["Ordered", ["Flat"]],
    ["ZeroInflated", ["Binomial"]],
  ] as const) {
    assert.is(refused(name, [...parts]), undefined, name);
  }
});

test("every continuous scalar distribution has both distribution functions or neither, and they are complements", () => {
  let both = 0;
  for (const distribution of distributions.values()) {
    const { logCdf, logCcdf, parameters } = distribution;
    assert.is(logCdf === undefined, logCcdf === undefined, distribution.name);
    if (logCdf === undefined || logCcdf === undefined) continue;
    both++;
    const x = constant([-3, 0, 0.25, 0.5, 1, 3], [6]);
    const args = parameters.map((_, i) => fill([6], [0.25, 1.5, 2.5][i % 3]));
    const [cdf, ccdf] = evaluate([logCdf(x, args), logCcdf(x, args)], {});
    for (const i of cdf.keys())
      assert.ok(Math.abs(Math.exp(cdf[i]) + Math.exp(ccdf[i]) - 1) < 1e-15 * 8, distribution.name);
  }
  assert.ok(both >= 20);
});

test("supports of mixtures hold every component's, and a latent's components must agree", () => {
  const args = (values: readonly number[]) => [known([0.5, 0.5]), ...values.map(scalar)];
  const mixed = find("Mixture(Uniform,Uniform)");
  const support = mixed.support(args([0, 1, -1, 0.5]));
  assert.is(support.kind, "interval");
  if (support.kind === "interval") {
    assert.equal([constantValue(support.lower)?.[0], constantValue(support.upper)?.[0]], [-1, 1]);
  }
  assert.is(mixed.agrees?.(args([0, 1, -1, 0.5])), false);
  assert.is(mixed.agrees?.(args([0, 1, 0, 1])), true);
  assert.is(find("Mixture(HalfNormal,Gamma)").agrees?.(args([1, 1, 1])), true);
  assert.is(find("Mixture(Normal,Gamma)").agrees?.(args([1, 1, 1, 1])), false);
});

test.run();
