/** Metrics against NumPy and SciPy 1.17, with the formula beside each number, and against closed forms. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  cosine,
  coverageOf,
  crps,
  energyDistance,
  medianDistance,
  mmd,
  ncc,
  type Points,
  type Range,
  rmse,
  ssim,
  unbiasedEnergyDistance,
  unbiasedMmd,
} from "../../../src/diagnostics/metrics/index.ts";
import { CounterRandom } from "../../../src/inference/counter-random.ts";

const near = (found: number, expected: number, tolerance = 1e-13) =>
  assert.ok(Math.abs(found - expected) <= tolerance, `${found} for ${expected}`);

const points = (rows: readonly (readonly number[])[]): Points => ({
  values: Float64Array.from(rows.flat()),
  columns: rows[0].length,
});
const a = points([
  [0, 0],
  [1, 2],
  [3, -1],
]);
const b = points([
  [2, 2],
  [-1, 0.5],
  [0, 1],
  [4, 4],
]);

/** `count` normal points in `columns` dimensions about `centre`. */
function normals(count: number, columns: number, centre: number, lane: number): Points {
  const random = new CounterRandom(7, lane);
  return { values: Float64Array.from({ length: count * columns }, () => centre + random.normal()), columns };
}

test("ncc is the correlation of Pearson", () => {
  // scipy.stats.pearsonr
  near(ncc([1, 2, 3, 5, 8.5], [0.1, -2, 4, 3, 9]), 0.8971063059409866);
  near(ncc([1, 2, 3], [-10, -30, -50]), -1);
  near(ncc([1, 2, 3], [1e9 + 5, 1e9 + 10, 1e9 + 15]), 1);
  assert.is(ncc([1, 2, 3], [4, 4, 4]), 0);
  assert.is(ncc([0.1, 0.1, 0.1], [0.3, 0.3, 0.4]), 0, "what rounding leaves of a constant is no shape");
});

test("cosine", () => {
  // sum(x * y) / sqrt(sum(x * x) * sum(y * y))
  near(cosine([1, 2, 3, 5, 8.5], [0.1, -2, 4, 3, 9]), 0.9003124301312466);
  near(cosine([1, 2, 3], [-10, -20, -30]), -1);
  near(cosine([1, 1], [1, 0]), Math.SQRT1_2);
  assert.is(cosine([1, 2, 3], [0, 0, 0]), 0);
});

test("rmse", () => {
  near(rmse([1, 2, 3], [1, 4, 7]), Math.sqrt(20 / 3));
  assert.is(rmse([1, 2], [1, 2]), 0);
});

test("energy distance", () => {
  // 2 cdist(a, b).mean() - cdist(a, a).mean() - cdist(b, b).mean()
  near(energyDistance(a, b), 1.2961338316164905);
  // the same with cdist(a, a).sum() / 6 and cdist(b, b).sum() / 12
  near(unbiasedEnergyDistance(a, b), -0.5642953614445441);
  near(energyDistance(a, a), 0);
  // scipy.stats.energy_distance is the root
  const [x, y] = [points([[0.3], [1.7], [-2], [4]]), points([[1], [1.5], [0]])];
  near(Math.sqrt(energyDistance(x, y)), 0.8416254115301732);
});

test("energy distance of two normals far apart nears its closed form", () => {
  // E|X - Y| is delta when far apart, and E|X - X'| = 2 / sqrt(pi).
  const within = 2 / Math.sqrt(Math.PI);
  const far = unbiasedEnergyDistance(normals(1500, 1, 0, 1), normals(1500, 1, 10, 2));
  near(far, 2 * 10 - 2 * within, 0.2);
  near(unbiasedEnergyDistance(normals(1500, 1, 0, 1), normals(1500, 1, 0, 2)), 0, 0.01);
});

test("mmd with the median distance", () => {
  // np.median(pdist(vstack(a, b)))
  near(medianDistance(a, b), 3.1622776601683795);
  // with k = exp(-d^2 / (2 w^2)): k(a, a).mean() + k(b, b).mean() - 2 k(a, b).mean()
  near(mmd(a, b), 0.15300566882184685);
  // (k(a, a).sum() - 3) / 6 + (k(b, b).sum() - 4) / 12 - 2 k(a, b).mean()
  near(unbiasedMmd(a, b), -0.07672580199083323);
  near(mmd(a, a, 1), 0);
  assert.is(medianDistance(points([[1], [1]]), points([[1]])), 1);
});

test("mmd of two normals nears its closed form, without bias under the same distribution", () => {
  // E k(X, Y) = w / sqrt(w^2 + 2) exp(-delta^2 / (2 (w^2 + 2))) for unit variances; here w = 1, delta = 2.
  const expected = (2 / Math.sqrt(3)) * (1 - Math.exp(-4 / 6));
  near(unbiasedMmd(normals(1500, 1, 0, 3), normals(1500, 1, 2, 4), 1), expected, 0.06);
  const [x, y] = [normals(200, 1, 0, 5), normals(200, 1, 0, 6)];
  near(unbiasedMmd(x, y, 1), 0, 0.01);
  assert.ok(mmd(x, y, 1) > unbiasedMmd(x, y, 1));
});

test("crps of a sample", () => {
  // np.abs(d - t).mean() - 0.5 np.abs(d[:, None] - d).mean()
  near(crps([0.3, 1.7, -2, 4, 1.7], 1.1), 0.528);
  near(crps([3], 5), 2);
  near(crps([1e12 + 1, 1e12 + 2], 1e12 + 1), 0.5 - 0.25);
});

test("crps of a normal nears its closed form", () => {
  // z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi) (Gneiting & Raftery 2007, section 4.2), at z = 0
  const draws = normals(4000, 1, 0, 8).values;
  near(crps(draws, 0), 2 / Math.sqrt(2 * Math.PI) - 1 / Math.sqrt(Math.PI), 0.01);
});

test("coverage counts the ends, and tells the width", () => {
  const intervals = [
    { low: 0, high: 2 },
    { low: 0, high: 1 },
    { low: -1, high: 0 },
  ];
  assert.equal(coverageOf(intervals, [2, 1.5, -1]), { coverage: 2 / 3, width: 4 / 3 });
});

const unit: Range = { low: 0, high: 1 };

/** (sin(0.7 i + s) cos(0.4 j - s) + 1) / 2 */
function picture(rows: number, columns: number, s: number): number[] {
  return Array.from({ length: rows * columns }, (_, at) => {
    const [i, j] = [Math.floor(at / columns), at % columns];
    return (Math.sin(0.7 * i + s) * Math.cos(0.4 * j - s) + 1) / 2;
  });
}

test("ssim", () => {
  // The formula of Wang et al. with scipy.signal.convolve2d and a Gaussian window of sd 1.5, 11 x 11 and 7 x 7.
  near(ssim(picture(14, 13, 0), picture(14, 13, 0.5), [14, 13, 1], unit), 0.734461772939544, 1e-12);
  near(ssim(picture(8, 8, 0), picture(8, 8, 0.5), [8, 8, 1], unit), 0.676838330316377, 1e-12);
  near(ssim(picture(8, 8, 0), picture(8, 8, 0), [8, 8, 1], unit), 1);
});

test("ssim does not change with the scale of the values, and takes the mean over channels", () => {
  const [p, q] = [picture(12, 12, 0), picture(12, 12, 1)];
  const scaled = (x: readonly number[]) => x.map((v) => 4 * v - 2);
  const plain = ssim(p, q, [12, 12, 1], unit);
  near(ssim(scaled(p), scaled(q), [12, 12, 1], { low: -2, high: 2 }), plain, 1e-12);
  const channels = (x: readonly number[], y: readonly number[]) => x.flatMap((v, i) => [v, y[i]]);
  near(ssim(channels(p, p), channels(q, p), [12, 12, 2], unit), (plain + 1) / 2, 1e-12);
  assert.is(ssim([3], [3], [1, 1, 1], { low: 3, high: 3 }), 1);
});

test.run();
