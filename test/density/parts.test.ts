/** Independent parts: what is found is what moving one coordinate at a time shows. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { findParts } from "../../src/density/parts.ts";
import { densityPrograms } from "../../src/density/plan.ts";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { scenarioOf } from "../support/scenario.ts";

/** For each coordinate the elements (numbered through all terms) that change with it. */
function touched(terms: readonly Parameters<typeof evaluate>[0][number][], dimension: number): Set<number>[] {
  const random = new CounterRandom(1, 0);
  const position = Float64Array.from({ length: dimension }, () => random.uniform() - 0.5);
  const at = (p: Float64Array) => evaluate(terms, { buffers: { position: p } }).flatMap((values) => [...values]);
  const before = at(position);
  return Array.from({ length: dimension }, (_, i) => {
    const moved = position.slice();
    moved[i] += 0.3;
    const after = at(moved);
    return new Set([...after.keys()].filter((k) => after[k] !== before[k]));
  });
}

/** Parts numbered by their first coordinate: coordinates that touch a common element belong together. */
function bruteForce(sets: readonly ReadonlySet<number>[]): number[] {
  const label = sets.map((_, i) => i);
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < sets.length; i++)
      for (let j = 0; j < i; j++) {
        if (label[i] === label[j] || ![...sets[i]].some((k) => sets[j].has(k))) continue;
        const least = Math.min(label[i], label[j]);
        label[i] = least;
        label[j] = least;
        changed = true;
      }
  }
  const order = [...new Set(label)];
  return label.map((l) => order.indexOf(l));
}

const plate = "dim n = 4\ndim k = 3\ndata y[n] = [1, 2, 3, 4]\ndata A[k, k] = [[1, 2, 0.5], [0.3, 1, 2], [1, 1, 3]]\n";

const cases: [string, string, number][] = [
  ["a plate", "prior x[n] ~ Normal(0, 1)\nobserve y ~ Normal(x, 1)\ntarget x", 4],
  ["rows of a matrix", "prior x[n, k] ~ Normal(0, 1)\nobserve y ~ Normal(sum(x, over = k), 1)\ntarget x", 4],
  ["columns of a matrix", "prior x[k, n] ~ Normal(0, 1)\nobserve y ~ Normal(sum(x, over = k), 1)\ntarget x", 4],
  ["a chain", "prior x[n] ~ Normal(0, 1)\nfactor -(x[1..] - x[..3])^2\ntarget x", 1],
  ["pairs", "prior x[n] ~ Normal(0, 1)\nfactor x[0] * x[3]\nfactor x[1] * x[2]\ntarget x", 2],
  ["a global latent", "prior m ~ Normal(0, 1)\nprior x[n] ~ Normal(m, 1)\nobserve y ~ Normal(x, 1)\ntarget x", 1],
  [
    "a latent nobody asks",
    "prior u ~ Normal(0, 1)\nprior x[n] ~ Normal(0, 1)\nobserve y ~ Normal(x, 1)\ntarget x, u",
    5,
  ],
  [
    "a product with a constant",
    "prior x[n, k] ~ Normal(0, 1)\nobserve y ~ Normal(sum(tanh(x @ A), over = k), 1)\ntarget x",
    4,
  ],
  [
    "a product with a constant on the left",
    "data B[n, n] = [[1, 2, 3, 4], [1, 1, 1, 2], [3, 1, 2, 1], [1, 5, 1, 1]]\nprior x[n, k] ~ Normal(0, 1)\nfactor B @ x\ntarget x",
    3,
  ],
  [
    "vectors with one constant covariance",
    "prior x[n, k] ~ MvNormal([0, 0, 0], [[2, 1, 0], [1, 2, 0.5], [0, 0.5, 1]])\nobserve y ~ Normal(x[.., 0], 1)\ntarget x",
    4,
  ],
  [
    "a gather",
    "data of[n] = [0, 1, 1, 0]\ndim county = 3\nprior a[county] ~ Normal(0, 1)\nobserve y ~ Normal(a[of], 1)\ntarget a",
    3,
  ],
  [
    "a gather that joins",
    "data of[n] = [0, 2, 2, 0]\nprior x[n] ~ Normal(0, 1)\nobserve y ~ Normal(x + x[of], 1)\ntarget x",
    2,
  ],
  ["simplices", "prior p[n, k] ~ Dirichlet([1, 2, 3])\nobserve y ~ Normal(p[.., 1], 1)\ntarget p", 4],
  ["latent bounds", "prior a[n] ~ Exponential(1)\nprior x[n] ~ Uniform(0, a)\nobserve y ~ Normal(x, 1)\ntarget x", 4],
  [
    "a choice by data",
    "prior x[n] ~ Normal(0, 1)\nprior z[n] ~ Normal(0, 1)\nobserve y ~ Normal(if y > 2 then x else z, 1)\ntarget x",
    8,
  ],
];

for (const [name, text, count] of cases) {
  test(`${name}: ${count} ${count === 1 ? "part" : "parts"}`, async () => {
    const { terms, partOf, partCount, layout } = densityPrograms(await scenarioOf(plate + text), null);
    const nodes = terms.map((term) => term.node);
    const sets = touched(nodes, layout.dimension);
    assert.equal([...partOf], bruteForce(sets));
    const elements = findParts(nodes, layout.dimension).ofTerms.flatMap((of) => [...of]);
    sets.forEach((set, i) => {
      for (const k of set) assert.is(elements[k], partOf[i], `coordinate ${i} moves element ${k} of another part`);
    });
    assert.is(partCount, count);
  });
}

test("records that share a net are parts of their own, imported or opaque", async () => {
  const text = `${plate}dim feature = 4
data seen[n, k] = [[0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5], [0.2, 0.3, 0.5]]
model f(real[feature]) -> simplex[k] = tfjs("tanh/model.json") access parameters
model g(real[feature]) -> real[k] = tfjs("branches/model.json") access parameters
prior x[n, feature] ~ Normal(0, 1)
`;
  for (const likelihood of ["observe seen ~ Dirichlet(1 + 20 * f(x))", "observe seen ~ Normal(g(x), 0.1)"]) {
    const { partOf, partCount } = densityPrograms(await scenarioOf(`${text}${likelihood}\ntarget x`), null);
    assert.is(partCount, 4);
    assert.equal([...partOf], [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3]);
  }
});

test.run();
