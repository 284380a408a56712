/** Scenarios without mistakes: what the checker makes of each, and numbers worked out by hand. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { CheckedScenario } from "../../src/language/checked.ts";
import { printChecked } from "../../src/language/print-checked.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { expected, load, programs, render } from "./golden.ts";

async function scenario(name: string): Promise<CheckedScenario> {
  const outcome = await load("good", name);
  if ("errors" in outcome) throw new Error(render(outcome.errors));
  return outcome.scenario;
}

for (const name of programs("good")) {
  test(name, async () => {
    const outcome = await load("good", name);
    if ("errors" in outcome) throw new Error(render(outcome.errors));
    const actual = printChecked(outcome.scenario) + render(outcome.warnings);
    assert.is(actual, expected("good", name, actual));
  });
}
/** The numbers under a name: of data, or of a `let` for given latents. Black boxes answer as `net` does. */
async function numbers(
  name: string,
  value: string,
  latents: Record<string, readonly number[]> = {},
): Promise<number[]> {
  const { values } = await scenario(name);
  const found = values.find((candidate) => candidate.name === value);
  if (found === undefined) throw new Error(`there is no ${value} in ${name}`);
  const buffers = Object.fromEntries(
    Object.entries(latents).map(([latent, x]) => [`latent:${latent}`, Float64Array.from(x)]),
  );
  const [result] = evaluate([found.value.node], { buffers, boxes: { f: net } });
  return [...result];
}

/** softmax(x @ [[1, -1, 0], [0, 1, -1]] + [0, 0, 0.5]): the net of make-golden-files.ts. */
function net(x: Float64Array, rows: number): Float64Array {
  const answers: number[] = [];
  for (let row = 0; row < rows; row++) {
    const [a, b] = x.subarray(2 * row, 2 * row + 2);
    const powers = [a, b - a, 0.5 - b].map(Math.exp);
    const total = powers[0] + powers[1] + powers[2];
    answers.push(...powers.map((power) => power / total));
  }
  return Float64Array.from(answers);
}

function close(actual: readonly number[], wanted: readonly number[]): void {
  assert.is(actual.length, wanted.length);
  // What a handful of float64 operations can lose.
  for (const [i, x] of wanted.entries()) {
    assert.ok(Math.abs(actual[i] - x) <= 1e-12 * Math.max(1, Math.abs(x)), `element ${i}: ${actual[i]} against ${x}`);
  }
}

/** Worked out by hand, from the data in the programs. */
const byHand: readonly (readonly [program: string, name: string, numbers: readonly number[]])[] = [
  ["broadcast_names", "outer", [11, 12, 13, 21, 22, 23]],
  ["broadcast_names", "other", [11, 21, 12, 22, 13, 23]],
  ["broadcast_names", "right", [11, 12, 13, 24, 25, 26]],
  ["broadcast_anonymous", "literal", [101, 202, 303, 104, 205, 306]],
  ["broadcast_anonymous", "reversed", [101, 104, 202, 205, 303, 306]],
  ["broadcast_anonymous", "matrix", [10, 20, 30, 20, 40, 60]],
  ["broadcast_anonymous", "short", [20, 60]],
  ["broadcast_mixed", "shifted", [102, 1003, 105, 1008, 113, 1021]],
  ["broadcast_mixed", "back", [102, 105, 113, 1003, 1008, 1021]],
  ["repeated_names", "rows_first", [1, 1, 3, 0, 2, 3, 0, 1, 4]],
  ["repeated_names", "scaled", [0, 1, 0, 0, 2, 3, 0, 1, 6]],
  ["repeated_names", "product", [1, 5, 7]],
  ["slices", "step", [1, 2, 3, 4]],
  ["slices", "middle", [2, 4, 7]],
  ["gathers", "picked", [2, 1, 5, 4]],
  ["gathers", "column", [2, 1, 1, 2, 4, 3, 3, 4, 6, 5, 5, 6]],
  ["gathers", "table", [5, 1]],
  ["gathers", "grid", [1, 2, 3, 4, 5, 6, 1, 2]],
  ["labels", "width", [0.2, 1.3]],
  ["labels", "other", [10]],
  ["contraction", "scores", [4, 5, 10, 11]],
  ["contraction", "line", [-2, -2]],
  ["contraction", "dot", [2]],
  ["contraction", "left", [9, 12, 15]],
  ["conditionals", "nested", [-1, 0, 1]],
  ["comparisons", "at_most", [1, 1, 0, 0]],
  ["comparisons", "count", [4]],
  ["comparisons", "outside", [1, 1, 0, 1]],
  ["comparisons", "mod", [2, 1]],
  ["precedence", "a", [-4]],
  ["precedence", "b", [512]],
  ["precedence", "d", [-4]],
  ["precedence", "f", [0, 1, 2]],
  ["precedence", "i", [1]],
  ["elementwise", "rounding", [2, -1, -2, -1, 3, -2]],
  // lgamma(5) = log 4!, digamma(1) = -Euler's constant, B(2, 3) = 1/12; the others from tables of the normal distribution.
  [
    "elementwise",
    "special",
    [
      Math.log(24),
      -0.577215664901533,
      0.520499877813047,
      0.479500122186953,
      0.97500210485178,
      -53.231285150508,
      -Math.log(12),
    ],
  ],
  [
    "elementwise",
    "hyperbolic",
    [Math.sinh(1), Math.cosh(1), Math.tanh(1), 1 / (1 + Math.exp(-1)), -Math.log(3), Math.log(1 + Math.E), 0, 2],
  ],
  ["reductions", "of_rows", [9, 9]],
  ["reductions", "of_columns", [5, 7, 6]],
  ["reductions", "by_number", [4, 6]],
  ["reductions", "spread", [7, 7]],
  ["reductions", "deviation", [Math.sqrt(7), Math.sqrt(7)]],
  ["reductions", "peak", [2, 1]],
  ["reductions", "trough", [0, 0, 1]],
  ["reductions", "running", [1, 3, 9, 4, 9, 9]],
  ["reductions", "shares", [2 / 12, 3 / 12, 7 / 12, 5 / 12, 6 / 12, 1 / 12]],
  ["reductions", "log_total", [Math.log(12), Math.log(12)]],
  ["reductions", "spreads", [4.5, 4.5, -9, 4.5, 4.5, -9, -9, -9, 18]],
  ["arrays", "sizes", [2, 6, 2, 3]],
  ["arrays", "turned", [1, 4, 2, 5, 3, 6]],
  ["arrays", "root", [2, 0, 1, 2]],
  ["read_csv", "by_label", [1.4, 0.2, 4.1, 1.3, 5.6, 2.1, 1.7, 0.4]],
  ["read_json", "x", [1, 2, 3, 4, 5, 6]],
  ["read_npy", "scaled", [3, 5, 7, 9, 11, 13]],
  ["text_columns", "county_of", [0, 0, 1, 2, 2, 1]],
  ["text_columns", "floor_of", [1, 0, 1, 0, 1, 1]],
];

for (const [program, name, wanted] of byHand) {
  test(`${program}: ${name}, by hand`, async () => close(await numbers(program, name), wanted));
}

test("an `if` on a latent takes the branch of its value", async () => {
  close(await numbers("conditionals", "bent", { m: [1] }), [-2, 0, 3]);
  close(await numbers("conditionals", "bent", { m: [-1] }), [-4, 0, 6]);
});

test("a box is asked row by row, and its input is found by its name", async () => {
  const e = [Math.exp(1), Math.exp(1), Math.exp(-1.5)];
  const answer = e.map((x) => x / (e[0] + e[1] + e[2]));
  close(await numbers("box_shapes", "literal"), answer);
  close(await numbers("box_shapes", "single", { point: [1, 2] }), answer);
  const turned = await numbers("box_shapes", "turned", { point: [1, 0], x: [0, 2, 3, 3] });
  close(turned, [...answer, ...net(Float64Array.of(4, 3), 1)]);
  close(await numbers("box_shapes", "named", { x: [3, 0, 0, 3] }), [0, 1]);
});

test("simplexes are renormalised where they are observed, not where they are declared", async () => {
  const { observations, values } = await scenario("simplex_data");
  const [observed] = evaluate([observations[0].value], {});
  close([...observed.subarray(0, 3)], [1 / 3, 1 / 3, 1 / 3]);
  close([...evaluate([values[0].value.node], {})[0].subarray(0, 3)], [0.333, 0.333, 0.333]);
});

test.run();
