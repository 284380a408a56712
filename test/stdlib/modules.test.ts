/** Standard modules against the formulas they stand for. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { near, worthOf } from "./values.ts";

const x = [0, 0.5, 2, 3];
const points = `dim item = 4
data x[item] = [${x}]`;
const matrix = (k: (a: number, b: number) => number) => x.flatMap((a) => x.map((b) => k(a, b)));

test("kernels", async () => {
  const kernels: readonly [string, (a: number, b: number) => number][] = [
    ["distances(x)", (a, b) => Math.abs(a - b)],
    ["squared_exponential(x, 2, 0.7)", (a, b) => 4 * Math.exp(-0.5 * ((a - b) / 0.7) ** 2)],
    ["exponential_kernel(x, 2, 0.7)", (a, b) => 4 * Math.exp(-Math.abs(a - b) / 0.7)],
    ["periodic(x, 2, 0.7, 1.5)", (a, b) => 4 * Math.exp(-2 * (Math.sin((Math.PI * (a - b)) / 1.5) / 0.7) ** 2)],
    ["linear_kernel(x, 2, 0.7)", (a, b) => 4 * (a - 0.7) * (b - 0.7)],
    ["with_noise(linear_kernel(x, 2, 0.7), 0.3)", (a, b) => 4 * (a - 0.7) * (b - 0.7) + (a === b ? 0.09 : 0)],
    [
      "matern32(x, 2, 0.7)",
      (a, b) => {
        const d = (Math.sqrt(3) * Math.abs(a - b)) / 0.7;
        return 4 * (1 + d) * Math.exp(-d);
      },
    ],
    [
      "matern52(x, 2, 0.7)",
      (a, b) => {
        const d = (Math.sqrt(5) * Math.abs(a - b)) / 0.7;
        return 4 * (1 + d + (d * d) / 3) * Math.exp(-d);
      },
    ],
  ];
  for (const [written, k] of kernels)
    near((await worthOf(`use "std/kernels"\n${points}`, written)).value, matrix(k), 1e-12);
});

test("scaling", async () => {
  const head = `use "std/scaling"\n${points}\ndim part = 2\ndata z[item, part] = [[v, 2 * v^2] for v in x]`;
  const mean = 5.5 / 4;
  const sd = Math.sqrt(x.reduce((all, v) => all + (v - mean) ** 2, 0) / 3);
  near(
    (await worthOf(head, "standardise(x)")).value,
    x.map((v) => (v - mean) / sd),
  );
  near(
    (await worthOf(head, "rescale(x)")).value,
    x.map((v) => v / 3),
  );
  const { value } = await worthOf(head, "standardise_over(z, item)");
  near(
    value.filter((_, i) => i % 2 === 0),
    x.map((v) => (v - mean) / sd),
  );
  near((await worthOf(head, "mean(centre_over(z, item), over = item)")).value, [0, 0], 1e-10);
  near((await worthOf(head, "standardise_like([1, 2], z, item)")).value.slice(0, 1), [(1 - mean) / sd]);
});

test("images: smoothness and total variation are sums over neighbours", async () => {
  const image = [
    [0, 1, 3],
    [2, 2, -1],
  ];
  const head = `use "std/images"\nlet image = [[0, 1, 3], [2, 2, -1]]`;
  let squares = 0;
  let variation = 0;
  for (let i = 0; i < 2; i++)
    for (let j = 0; j < 3; j++) {
      const down = i < 1 ? image[i + 1][j] - image[i][j] : 0;
      const right = j < 2 ? image[i][j + 1] - image[i][j] : 0;
      squares += down ** 2 + right ** 2;
      if (i < 1 && j < 2) variation += Math.sqrt(down ** 2 + right ** 2 + 0.01) - 0.1;
    }
  near((await worthOf(head, "smoothness(image, 0.5)")).value, [(-0.5 * squares) / 0.25]);
  near((await worthOf(head, "total_variation(image, 2, 0.1)")).value, [-2 * variation]);
});

test("images: principal components reproduce the covariance of the samples", async () => {
  const head = `use "std/images"
dim record = 5
dim pixel = 3
data samples[record, pixel] = [[1, 2, 0], [0, 1, 4], [3, 3, 1], [2, 0, 5], [4, 1, 1]]
let basis = pca_basis(samples, 3)`;
  const difference = "transpose(basis) @ basis - covariance(samples, over = record)";
  near((await worthOf(head, difference)).value, new Array(9).fill(0), 1e-10);
  near((await worthOf(head, "pca_image(samples, basis, [0, 0, 0])")).value, [2, 1.4, 2.2]);
});

test("priors: the global scale of the regularised horseshoe", async () => {
  near((await worthOf(`use "std/priors"`, "horseshoe_scale(3, 23, 100, 2)")).value, [(3 / 20) * 0.2]);
});

test("likelihoods: rounding is the probability of an interval, in both tails", async () => {
  const head = `use "std/likelihoods"`;
  // By mpmath with 40 digits: an interval at the centre, and such intervals 12 and 30 standard deviations away.
  const rows: readonly [string, number][] = [
    ["rounded_log_probability(1, 1.05, 0.2, 0.2)", -0.988649153406655],
    ["rounded_log_probability(0, -2.4, 0.2, 0.2)", -69.49371478813749],
    ["rounded_log_probability(0, 6, 0.2, 0.2)", -439.4294746091503],
  ];
  for (const [written, expected] of rows) {
    const { value } = await worthOf(head, written);
    assert.ok(Math.abs(value[0] - expected) < 1e-9 * Math.abs(expected), `${written}: ${value[0]}, not ${expected}`);
  }
  near((await worthOf(head, "log_difference(-1, -3)")).value, [Math.log(Math.exp(-1) - Math.exp(-3))]);
  near((await worthOf(head, "interior([0, 1, 0], 0.01, 3)")).value, [0.01 / 1.03, 1.01 / 1.03, 0.01 / 1.03]);
  near((await worthOf(head, "interior_unit([0, 0.5, 1], 0.01)")).value, [0.01, 0.5, 0.99]);
});

test.run();
