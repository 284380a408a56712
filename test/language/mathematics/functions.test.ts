/** Functions of the data side against numpy and SciPy (reference.json), their axes, and what the references cannot say. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { showAxes } from "../../../src/language/axes.ts";
import type { Value } from "../../../src/language/checked.ts";
import { constantValue } from "../../../src/tensor/evaluate.ts";
import { scenarioOf } from "../../support/scenario.ts";

type Numbers = number | readonly Numbers[];
interface Reference {
  readonly a: readonly number[];
  readonly m: Numbers;
  readonly s: Numbers;
  readonly x: Numbers;
  readonly results: Readonly<Record<string, Numbers>>;
}
const reference: Reference = JSON.parse(readFileSync(new URL("reference.json", import.meta.url), "utf8"));

const given = `
dim row = 5
dim column = { first, second, third }
data a = ${JSON.stringify(reference.a)}
data m[p, q] = ${JSON.stringify(reference.m)}
data s[column, column] = ${JSON.stringify(reference.s)}
data x[row, column] = ${JSON.stringify(reference.x)}
data low[p, two] = [[1, -1], [2, -2], [3, -3]]
`;
const rest = "prior mu ~ Normal(0, 1)\nobserve 1 ~ Normal(mu, 1)\ntarget mu";

/** The values of expressions over the given data. */
async function valuesOf(expressions: readonly string[]): Promise<Value[]> {
  const lets = expressions.map((expression, i) => `let result${i} = ${expression}`).join("\n");
  const { values } = await scenarioOf(`${given}\n${lets}\n${rest}`);
  return expressions.map((expression, i) => {
    const found = values.find(({ name }) => name === `result${i}`);
    if (found === undefined) throw new Error(expression);
    return found.value;
  });
}

/** Expression, its axes, and the reference it equals. */
const cases: readonly (readonly [expression: string, axes: string, name: string])[] = [
  ["median(a)", "a scalar", "median"],
  ["median(x, over = row)", "[column = 3]", "median_columns"],
  ["quantile(a, [0, 0.1, 0.25, 0.8, 1])", "[5]", "quantiles"],
  ["quantile(x, [0.3, 0.6], over = column)", "[row = 5, 2]", "quantiles_rows"],
  ["mode(a)", "a scalar", "mode"],
  ["mad(a)", "a scalar", "mad"],
  ["correlation(x, over = row)", "[column = 3, column = 3]", "correlation"],
  ["correlation(x[.., 0], x[.., 2])", "a scalar", "correlation_pair"],
  ["inv(m)", "[q = 3, p = 3]", "inv"],
  ["pinv(x)", "[column = 3, row = 5]", "pinv"],
  ["pinv(low)", "[two = 2, p = 3]", "pinv_low_rank"],
  ["[rank(x), rank(low)]", "[2]", "rank"],
  ["solve(m, [1, -2, 0.5])", "[q = 3]", "solve"],
  ["solve(m, transpose(x[0..2, ..]))", "[q = 3, 2]", "solve_matrix"],
  ["det(m)", "a scalar", "det"],
  ["trace(m)", "a scalar", "trace"],
  ["kron([[1, 2], [0, -1]], [[3, 1]])", "[2, 4]", "kron"],
  ["expm(m)", "[p = 3, q = 3]", "expm"],
  ["sqrtm(s)", "[column = 3, column = 3]", "sqrtm"],
  ["eigenvalues(s)", "[3]", "eigenvalues"],
  ["eigenvectors(s)", "[column = 3, 3]", "eigenvectors"],
  ["eigenvalues([[2, 1], [3, 1]])", "[2]", "eigenvalues_general"],
  ["qr(x).q", "[row = 5, 3]", "qr_q"],
  ["qr(x).r", "[3, column = 3]", "qr_r"],
  ["lup(concat(m[1..], m[0..1])).l", "[3, 3]", "lup_l"],
  ["lup(concat(m[1..], m[0..1])).u", "[3, q = 3]", "lup_u"],
  ["lup(concat(m[1..], m[0..1])).p", "[3]", "lup_p"],
  ["svd(x).u", "[row = 5, 3]", "svd_u"],
  ["svd(x).s", "[3]", "svd_s"],
  ["svd(x).v", "[column = 3, 3]", "svd_v"],
  ["pca(x, 2).scores", "[row = 5, 2]", "pca_scores"],
  ["pca(x, 2).components", "[2, column = 3]", "pca_components"],
  ["pca(x, 2).variances", "[2]", "pca_variances"],
];

function flat(numbers: Numbers): number[] {
  return typeof numbers === "number" ? [numbers] : numbers.flatMap(flat);
}

function close(value: Value, wanted: Numbers, tolerance = 1e-11): void {
  const found = [...(constantValue(value.node) ?? [])];
  const expected = flat(wanted);
  assert.is(found.length, expected.length);
  const scale = Math.max(1, ...expected.map(Math.abs));
  for (const [i, x] of expected.entries())
    assert.ok(Math.abs(found[i] - x) < tolerance * scale, `element ${i}: ${found[i]} for ${x}`);
}

test("every result is that of numpy and SciPy, with axes that make sense", async () => {
  const values = await valuesOf(cases.map(([expression]) => expression));
  for (const [i, [expression, axes, name]] of cases.entries()) {
    assert.is(showAxes(values[i].axes), axes, expression);
    try {
      close(values[i], reference.results[name]);
    } catch (problem) {
      throw new Error(`${expression}: ${problem instanceof Error ? problem.message : ""}`);
    }
  }
  assert.equal(new Set(cases.map(([, , name]) => name)), new Set(Object.keys(reference.results)));
});

test("units: factors, offsets, arrays", async () => {
  const values = await valuesOf([
    'unit("5 mg/mL", "g/L")',
    'unit("20 degC", "K")',
    'unit(a, "m/s", "km/h")',
    'unit([0, 100], "degC", "degF")',
    'unit("mg", "g")',
  ]);
  close(values[0], 5);
  close(values[1], 293.15);
  close(
    values[2],
    reference.a.map((speed) => speed * 3.6),
  );
  close(values[3], [32, 212]);
  close(values[4], 0.001);
});

test("decompositions of wide matrices and of those with equal singular values put together are the matrix", async () => {
  const [u, s, v, q, r, wide] = await valuesOf([
    "svd(transpose(x)).u @ diagonal(svd(transpose(x)).s) @ transpose(svd(transpose(x)).v)",
    "svd(identity(3)).s",
    "transpose(svd(x).v) @ svd(x).v",
    "transpose(qr(transpose(x)).q) @ qr(transpose(x)).q",
    "qr(transpose(x)).q @ qr(transpose(x)).r",
    "transpose(x)",
  ]);
  close(u, [...(constantValue(wide.node) ?? [])]);
  close(s, [1, 1, 1]);
  close(v, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  close(q, [1, 0, 0, 0, 1, 0, 0, 0, 1]);
  close(r, [...(constantValue(wide.node) ?? [])]);
});

test("mathematics is loaded only where it is called, and the same in modules and functions of one's own", async () => {
  const plain = await scenarioOf(`${given}\n${rest}`);
  assert.is(plain.latents.length, 1);
  const used = await scenarioOf(`${given}\nfn middle(v) = median(v) + 1\nlet t = middle(a)\n${rest}`);
  const found = used.values.find(({ name }) => name === "t");
  assert.ok(found);
  if (found !== undefined) close(found.value, 3.25);
});

test.run();
