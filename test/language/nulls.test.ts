/** Controls made of weights: points lie in the row space, clusters of units point where the units do, access is asked. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { scenarioOf } from "../support/scenario.ts";

const rest = "prior z ~ Normal(0, 1)\nobserve 1 ~ Normal(z, 1)\ntarget z";

async function numbersOf(text: string, name: string): Promise<Float64Array> {
  const { values } = await scenarioOf(`${text}\n${rest}`);
  const found = values.find((value) => value.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  const [numbers] = evaluate([found.value.node], { buffers: {} });
  return Float64Array.from(numbers);
}

test("points of the row space are combinations of the rows", async () => {
  // Rows (1, 0, 2) and (0, 1, -1): all combinations are orthogonal to (-2, 1, 1).
  const points = await numbersOf("data p = row_space_points([[1, 0, 2], [0, 1, -1], [1, 1, 1]], 200, seed = 4)", "p");
  assert.is(points.length, 600);
  const squares = [0, 0];
  for (let i = 0; i < 600; i += 3) {
    assert.ok(Math.abs(-2 * points[i] + points[i + 1] + points[i + 2]) < 1e-9);
    squares[0] += points[i] ** 2 + points[i + 1] ** 2 + points[i + 2] ** 2;
  }
  // Two directions with standard normal weights: a mean squared length of 2, here to 4 standard errors (sd 2).
  assert.ok(Math.abs(squares[0] / 200 - 2) < (4 * 2) / Math.sqrt(200));
});

test("with a rank only the leading direction is left, and a seed gives other points", async () => {
  const matrix = "[[10, 10], [0.1, -0.1]]";
  const points = await numbersOf(`data p = row_space_points(${matrix}, 5, rank = 1)`, "p");
  for (let i = 0; i < 10; i += 2) assert.ok(Math.abs(points[i] - points[i + 1]) < 1e-9);
  const other = await numbersOf(`data p = row_space_points(${matrix}, 5, rank = 1, seed = 1)`, "p");
  assert.not.equal([...points], [...other]);
});

test("controls of a net, by the standard module", async () => {
  const model = 'model f(real[feature]) -> simplex[kind] = tfjs("tanh/model.json") access parameters';
  const scenario = await scenarioOf(
    `use "std/nulls"\ndim feature = 4\ndim kind = 3\ndim candidate = 3\n${model}
prior x[candidate, feature] ~ Normal(0, 1)\nobserve 1 ~ Normal(sum(f(x)), 1)\ntarget x
truth x = [[1, 2, 3, 4]] matched ncc
control x[candidate, feature] = neuron_clusters(f, size(candidate)) as clusters
control x[candidate, feature] = random_in_row_space(f, 3, 2) as row_space`,
  );
  const [clusters, space] = scenario.controls;
  assert.equal(
    [clusters.node.shape, space.node.shape],
    [
      [3, 4],
      [3, 4],
    ],
  );
  assert.equal([clusters.role, space.role], ["rival", "rival"]);
  const [rows] = evaluate([clusters.node], { buffers: {} });
  for (let i = 0; i < 12; i += 4) assert.ok(Math.hypot(...rows.slice(i, i + 4)) <= 1 + 1e-9);
});

test("without the parameters there are no such controls", async () => {
  let message = "";
  try {
    await scenarioOf(
      `use "std/nulls"\ndim feature = 4\ndim kind = 3\nmodel f(real[feature]) -> simplex[kind] = tfjs("tanh/model.json") access scores
prior x[feature] ~ Normal(0, 1)\nobserve 1 ~ Normal(sum(f(x)), 1)\ntarget x\ncontrol x = neuron_clusters(f, 1)[0]`,
    );
  } catch (problem) {
    message = String(problem);
  }
  assert.match(message, /not asked for parameters/);
});

test.run();
