/** Goodness of fit of draws to a log density. */
import * as assert from "uvu/assert";
import { CounterRandom } from "../../src/inference/counter-random.ts";
import { broadcast, constant } from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { find, flatten, type Nested, shapeOf } from "./reference-rows.ts";

export const DRAWS = 20000;

/** Draws of a scalar. */
export function draw(name: string, args: readonly Nested[], count: number, seed = 7): Float64Array {
  const random = new CounterRandom(seed, 3);
  const out = new Float64Array(count);
  const parameters = args.map((a) => Float64Array.from(flatten(a)));
  for (let i = 0; i < count; i++) find(name).sample(random, parameters, out, i, 1);
  return out;
}

/** The density at each of some numbers. */
export function densities(name: string, args: readonly Nested[], at: Float64Array): Float64Array {
  const nodes = args.map((a) => {
    const shape = shapeOf(a);
    return broadcast(
      constant(flatten(a), shape),
      [at.length, ...shape],
      shape.map((_, i) => i + 1),
    );
  });
  return evaluate([find(name).logDensity(constant(at, [at.length]), nodes)], {})[0].map(Math.exp);
}

/** Pearson's statistic beyond 4.5 sd (Wilson and Hilferty 1931) fails: 3e-6 by chance, with fixed seeds. */
export function checkFit(
  what: string,
  observed: readonly number[],
  probabilities: readonly number[],
  total: number,
): void {
  let statistic = 0;
  for (const [i, p] of probabilities.entries()) statistic += (observed[i] - total * p) ** 2 / (total * p);
  const dof = probabilities.length - 1;
  const z = ((statistic / dof) ** (1 / 3) - (1 - 2 / (9 * dof))) / Math.sqrt(2 / (9 * dof));
  assert.ok(z < 4.5, `${what}: chi-square ${statistic.toFixed(1)} on ${dof} degrees of freedom`);
}

const PANELS = 32;

/** The probability of [low, high] by Simpson's rule. */
export function probability(name: string, args: readonly Nested[], low: number, high: number): number {
  const x = Float64Array.from({ length: PANELS + 1 }, (_, i) => low + ((high - low) * i) / PANELS);
  const f = densities(name, args, x);
  let sum = 0;
  for (let i = 0; i <= PANELS; i++) sum += f[i] * (i === 0 || i === PANELS ? 1 : i % 2 === 1 ? 4 : 2);
  return (sum * (high - low)) / (3 * PANELS);
}

/** Counts in bins with edges at quantiles of other draws; both tails are one bin. */
export function checkContinuous(name: string, args: readonly Nested[]): void {
  const what = `${name}(${args.join(", ")})`;
  const others = draw(name, args, 2000, 99).sort();
  const edges = Array.from({ length: 31 }, (_, i) => others[50 + i * 63]);
  const observed = new Array<number>(31).fill(0);
  for (const x of draw(name, args, DRAWS)) {
    const bin = edges.findIndex((edge) => x < edge);
    observed[bin <= 0 ? 30 : bin - 1]++;
  }
  const inner = edges.slice(1).map((edge, i) => probability(name, args, edges[i], edge));
  const tails = 1 - inner.reduce((a, b) => a + b, 0);
  assert.ok(tails > 0, `${what}: the density integrates to ${1 - tails} between its 2.5 and 97.5 % points`);
  checkFit(what, observed, [...inner, tails], DRAWS);
}

/** Values with at least 5 draws expected have a bin each, all others share one. */
export function checkDiscrete(name: string, args: readonly Nested[], values: readonly number[]): void {
  const p = densities(name, args, Float64Array.from(values));
  const counts = new Map<number, number>();
  for (const x of draw(name, args, DRAWS)) counts.set(x, (counts.get(x) ?? 0) + 1);
  const kept = values.map((_, i) => i).filter((i) => DRAWS * p[i] >= 5);
  const observed = kept.map((i) => counts.get(values[i]) ?? 0);
  const probabilities = kept.map((i) => p[i]);
  const rest = 1 - probabilities.reduce((a, b) => a + b, 0);
  const others = DRAWS - observed.reduce((a, b) => a + b, 0);
  const what = `${name}(${args.join(", ")})`;
  if (DRAWS * rest >= 5) checkFit(what, [...observed, others], [...probabilities, rest], DRAWS);
  else {
    assert.ok(others < 25, `${what}: ${others} draws where ${DRAWS * rest} are expected`);
    checkFit(what, observed, probabilities, DRAWS);
  }
}
