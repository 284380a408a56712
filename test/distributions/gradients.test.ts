/** Gradients of the log densities against finite differences, and what data outside the support give. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Domain } from "../../src/distributions/distribution.ts";
import { broadcast, constant, fill, input, scalar } from "../../src/tensor/build.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import type { Node } from "../../src/tensor/node.ts";
import { find, flatten, isKnown, known, names, type Row, rows, shapeOf } from "./reference-rows.ts";

/** Their matrices are triangular factors. */
const factors: ReadonlySet<string> = new Set(["MvNormalCholesky", "LKJCholesky"]);
const fixed: readonly Domain[] = ["integer", "whole"];

/** Moves x by h relative to its size, or relative to its distance from 0 and 1 where those are bounds. */
function stepOf(x: number, bounded: boolean): number {
  return 1e-3 * (bounded ? Math.min(Math.abs(x), Math.abs(1 - x)) || 1 : Math.abs(x) || 1);
}

/** How near to a bound of its truncation a value lies that is no count. */
function room(row: Row): number {
  const match = /^Truncated\[([\w,]*)\]/.exec(row.distribution);
  const bounds = match && !find(row.distribution).discrete ? row.arguments.slice(0, match[1].split(",").length) : [];
  return Math.min(...bounds.map((bound) => Math.abs(Number(bound) - Number(row.value))));
}

function checkRow(row: Row): void {
  const distribution = find(row.distribution);
  const buffers: Record<string, Float64Array> = {};
  const wrt: Node[] = [];
  const bounded: boolean[] = [];
  const latent = (name: string, value: Row["value"], inUnit: boolean): Node => {
    buffers[name] = Float64Array.from(flatten(value));
    const node = input(name, 0, shapeOf(value));
    wrt.push(node);
    bounded.push(inUnit);
    return node;
  };
  const unit = ["Beta", "LogitNormal", "Kumaraswamy"].includes(row.distribution);
  const x = distribution.discrete || distribution.atoms === true ? known(row.value) : latent("x", row.value, unit);
  const args = row.arguments.map((value, i) => {
    const { domain } = distribution.parameters[i];
    return fixed.includes(domain) || isKnown(distribution, i)
      ? known(value)
      : latent(`a${i}`, value, domain === "unit");
  });
  const density = distribution.logDensity(x, args);
  const gradients = evaluate(differentiate(density, wrt), { buffers });
  const value = () => evaluate([density], { buffers })[0][0];
  for (const [i, node] of wrt.entries()) {
    const buffer = buffers[node.op.name === "input" ? node.op.buffer : ""];
    const matrix = node.shape.length === 2 ? node.shape[0] : 0;
    for (const [k, at] of buffer.entries()) {
      // Only the lower half of a matrix is read; a covariance moves with its mirror image, a factor without.
      const mirror = matrix > 0 ? (k % matrix) * matrix + Math.floor(k / matrix) : k;
      if (mirror > k) continue;
      const isFactor = factors.has(row.distribution) && matrix > 0;
      // Matrices close to a singular one bend sharply.
      const h = Math.min(stepOf(at, bounded[i]) * (matrix > 0 ? 0.1 : 1), 0.01 * room(row));
      const moved = (by: number): number => {
        buffer[k] = at + by;
        if (!isFactor) buffer[mirror] = at + by;
        const result = value();
        buffer[k] = at;
        if (!isFactor) buffer[mirror] = at;
        return result;
      };
      // Five points: error h^4 / 30 f''''', rounding |f| 1e-16 / h.
      const expected = (8 * (moved(h) - moved(-h)) - (moved(2 * h) - moved(-2 * h))) / (12 * h);
      const actual = gradients[i][k] + (mirror !== k && !isFactor ? gradients[i][mirror] : 0);
      const scale = Math.max(Math.abs(expected), Math.abs(row.log_density) / Math.max(Math.abs(at), h), 1e-3);
      assert.ok(
        Math.abs(actual - expected) <= 1e-6 * scale,
        `${row.distribution}(${JSON.stringify(row.arguments)}) at ${JSON.stringify(row.value)}, input ${i}[${k}]: ${actual}, not ${expected}`,
      );
    }
  }
}

const far = (p: number) => p > 1e-6 && p < 1 - 1e-6;

/** Far tails and extremes, where a finite difference says nothing, are left to the values. */
function isGentle(row: Row): boolean {
  const { parameters, discrete, support, eventRank } = find(row.distribution);
  const value = flatten(row.value);
  if (Math.abs(row.log_density) > 50 || ![...flatten(row.arguments), ...value].every((v) => Math.abs(v) < 1e4))
    return false;
  if (
    !row.arguments.every(
      (argument, i) => !["unit", "simplex"].includes(parameters[i].domain) || flatten(argument).every(far),
    )
  )
    return false;
  if (discrete || eventRank === 2) return true;
  return value.every(support(row.arguments.map(known)).kind === "unit" ? far : (v) => v !== 0);
}

/** Where steps of a thousandth reach a kink of the density: a datum at a bound, bounds or cutpoints that almost meet. */
const kinked: Readonly<Record<string, (row: Row) => boolean>> = {
  Uniform: ({ arguments: [lower, upper] }) => Number(upper) - Number(lower) < 1,
  Pareto: (row) => row.value === row.arguments[0],
  // At this width the two ways of finding the mass take turns.
  "Truncated[lower,upper](Gamma)": (row) => Number(row.arguments[1]) - Number(row.arguments[0]) < 1e-5,
  "Truncated[lower](Poisson)": (row) => Number(row.arguments[1]) < 1e-3,
  OrderedLogistic: (row) => row.value === 2,
};

for (const name of names) {
  test(`gradient of ${name}`, () => {
    const all = rows.filter((row) => row.distribution === name && isGentle(row));
    const smooth = all.filter((row) => !kinked[name]?.(row));
    assert.ok(smooth.length > 0);
    for (const row of smooth.slice(0, 12)) checkRow(row);
  });
}

test("data outside the support give -Infinity and no derivative, beside others that do", () => {
  const cases: [string, number[], number[], number[]][] = [
    ["HalfNormal", [2], [-1, 0.5], [0]],
    ["HalfStudentT", [3, 2], [-1, 0.5], [0]],
    ["HalfCauchy", [2], [-1, 0.5], [0]],
    ["LogNormal", [0, 1], [0, -1, 0.5], [0, 1]],
    ["LogitNormal", [0, 1], [0, 1, 0.5], [0, 1]],
    ["Exponential", [2], [-1, 0.5], [0]],
    ["Gamma", [2.5, 2], [-1, 0.5], [0]],
    ["ChiSquare", [3], [-1, 0.5], [0]],
    ["InverseGamma", [3, 2], [0, -1, 0.5], [0, 1]],
    ["Weibull", [3, 2], [-1, 0.5], [0]],
    ["Rayleigh", [2], [-1, 0.5], [0]],
    ["InverseGaussian", [3, 2], [0, -1, 0.5], [0, 1]],
    ["Pareto", [2, 3], [1.9, 2.5], [0]],
    ["Beta", [2, 3], [-0.1, 0, 1, 1.2, 0.4], [0, 1, 2, 3]],
    ["Kumaraswamy", [2, 3], [-0.1, 0, 1, 1.2, 0.4], [0, 1, 2, 3]],
    ["Uniform", [2, 3], [1.9, 3.1, 2.5], [0, 1]],
    ["VonMises", [0.3, 3], [4, -4, 2.5], [0, 1]],
    ["Bernoulli", [0.3], [2, 0.5, 1], [0, 1]],
    ["BernoulliLogit", [0.3], [2, 0.5, 1], [0, 1]],
    ["Binomial", [4, 0.3], [5, -1, 0.5, 1], [0, 1, 2]],
    ["BinomialLogit", [4, 0.3], [5, -1, 0.5, 1], [0, 1, 2]],
    ["BetaBinomial", [4, 0.3, 2], [5, -1, 0.5, 1], [0, 1, 2]],
    ["Poisson", [4], [-1, 0.5, 1], [0, 1]],
    ["PoissonLog", [4], [-1, 0.5, 1], [0, 1]],
    ["NegativeBinomial", [4, 2], [-1, 0.5, 1], [0, 1]],
    ["Geometric", [0.4], [-1, 0.5, 1], [0, 1]],
    ["DiscreteUniform", [2, 4], [1, 2.5, 5, 4], [0, 1, 2]],
  ];
  for (const [name, numbers, data, outside] of cases) {
    const distribution = find(name);
    const args = numbers.map((_, i) => input("a", i * data.length, [data.length]));
    const buffers = { a: Float64Array.from(numbers.flatMap((v) => data.map(() => v))) };
    const density = distribution.logDensity(constant(data, [data.length]), args);
    const [value, ...gradients] = evaluate([density, ...differentiate(density, args)], { buffers });
    for (const i of data.keys()) {
      assert.is(value[i] === Number.NEGATIVE_INFINITY, outside.includes(i), `${name} at ${data[i]}: ${value[i]}`);
      for (const gradient of gradients) {
        assert.ok(
          outside.includes(i) ? gradient[i] === 0 : Number.isFinite(gradient[i]),
          `${name} at ${data[i]}: ${gradient[i]}`,
        );
      }
    }
  }
});

test("vector events outside the support give -Infinity for their event only", () => {
  const dirichlet = find("Dirichlet").logDensity(constant([0.5, 0.5, 0, 1], [2, 2]), [fill([2, 2], 2)]);
  const [a, b] = evaluate([dirichlet], {})[0];
  assert.ok(Number.isFinite(a) && b === Number.NEGATIVE_INFINITY);
  const multinomial = find("Multinomial").logDensity(constant([2, 1, 2, 2, 1.5, 1.5], [3, 2]), [
    fill([3], 3),
    fill([3, 2], 0.5),
  ]);
  const [c, d, e] = evaluate([multinomial], {})[0];
  assert.ok(Number.isFinite(c) && d === Number.NEGATIVE_INFINITY && e === Number.NEGATIVE_INFINITY);
});

test("matrices outside the support give -Infinity and no derivative, beside others that do", () => {
  const cases: [string, number[], number[]][] = [
    ["Wishart", [1, 2, 2, 1], [2, 1, 1, 2]],
    ["Wishart", [1, 0.5, 0.2, 1], [2, 1, 1, 2]],
    ["InverseWishart", [0, 0, 0, 0], [2, 1, 1, 2]],
    ["LKJCholesky", [1, 0, 0.6, 0.9], [1, 0, 0.6, 0.8]],
    ["LKJCholesky", [1, 0.1, 0.6, 0.8], [1, 0, 0.6, 0.8]],
    ["LKJCholesky", [1, 0, 1, 0], [1, 0, 0.6, 0.8]],
  ];
  for (const [name, bad, good] of cases) {
    const first = input("a", 0, [2]);
    const args =
      name === "LKJCholesky" ? [first] : [first, broadcast(constant([3, 1, 1, 2], [2, 2]), [2, 2, 2], [1, 2])];
    const density = find(name).logDensity(constant([...bad, ...good], [2, 2, 2]), args);
    const [value, gradient] = evaluate([density, ...differentiate(density, [first])], {
      buffers: { a: Float64Array.of(3, 4) },
    });
    assert.is(value[0], Number.NEGATIVE_INFINITY, name);
    assert.ok(Number.isFinite(value[1]), name);
    assert.is(gradient[0] + 0, 0, name);
    assert.ok(Number.isFinite(gradient[1]) && gradient[1] !== 0, name);
  }
});

test("too few degrees of freedom for the size of the matrix have density 0 and no derivative", () => {
  const df = input("a", 0, [2]);
  const x = broadcast(constant([2, 1, 1, 2], [2, 2]), [2, 2, 2], [1, 2]);
  for (const name of ["Wishart", "InverseWishart"]) {
    const density = find(name).logDensity(x, [df, x]);
    const [value, gradient] = evaluate([density, ...differentiate(density, [df])], {
      buffers: { a: Float64Array.of(1, 1.5) },
    });
    assert.ok(value[0] === Number.NEGATIVE_INFINITY && Number.isFinite(value[1]), name);
    assert.ok(gradient[0] === 0 && Number.isFinite(gradient[1]), name);
  }
});

test("a saturated probability has no NaN in its gradient", () => {
  const p = input("p", 0, [4]);
  const density = find("Bernoulli").logDensity(constant([1, 0, 1, 0], [4]), [p]);
  const [value, gradient] = evaluate([density, ...differentiate(density, [p])], {
    buffers: { p: Float64Array.of(1, 0, 0, 1) },
  });
  assert.equal(
    [...value],
    [0, 0, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY].map((v) => v + 0),
  );
  assert.ok(!gradient.some(Number.isNaN), String(gradient));
});

test("improper densities are 1", () => {
  assert.is(evaluate([find("Flat").logDensity(scalar(-3), [])], {})[0][0], 0);
  assert.is(evaluate([find("HalfFlat").logDensity(scalar(-3), [])], {})[0][0], Number.NEGATIVE_INFINITY);
});

test.run();
