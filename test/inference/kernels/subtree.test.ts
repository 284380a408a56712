/** The iterative subtree turns exactly where Stan's recursion does. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { CounterRandom } from "../../../src/inference/counter-random.ts";
import { Subtree } from "../../../src/inference/kernels/subtree.ts";

const inverseMass = Float64Array.of(0.5, 1, 2);

/** p' M^-1 (a + b + ...) */
function along(p: Float64Array, ...sums: Float64Array[]): number {
  return p.reduce((total, x, i) => total + inverseMass[i] * x * sums.reduce((s, v) => s + v[i], 0), 0);
}

function sum(momenta: readonly Float64Array[]): Float64Array {
  return Float64Array.from(inverseMass, (_, i) => momenta.reduce((s, p) => s + p[i], 0));
}

/** base_nuts.hpp, build_tree and compute_criterion, written out: both halves straight, and the three checks on their union. */
function isStraight(momenta: readonly Float64Array[]): boolean {
  if (momenta.length === 1) return true;
  const left = momenta.slice(0, momenta.length / 2);
  const right = momenta.slice(momenta.length / 2);
  if (!isStraight(left) || !isStraight(right)) return false;
  const first = momenta[0];
  const last = momenta[momenta.length - 1];
  const criterion = (a: Float64Array, b: Float64Array, ...rho: Float64Array[]): boolean =>
    along(a, ...rho) > 0 && along(b, ...rho) > 0;
  return (
    criterion(first, last, sum(left), sum(right)) &&
    criterion(first, right[0], sum(left), right[0]) &&
    criterion(left[left.length - 1], last, sum(right), left[left.length - 1])
  );
}

test("leaf by leaf, the first turning subtree ends it, and nothing else does", () => {
  const random = new CounterRandom(3, 0);
  let straight = 0;
  for (let trial = 0; trial < 400; trial++) {
    const depth = trial % 6;
    // Momenta that drift slowly round a circle turn at varied places.
    const speed = 0.02 + 0.6 * random.uniform() ** 2;
    const momenta = Array.from({ length: 2 ** depth }, (_, k) =>
      Float64Array.of(Math.cos(speed * k), Math.sin(speed * k), 0.3 * random.normal()),
    );
    const subtree = new Subtree(3, 10, inverseMass);
    let expected = true;
    for (let leaf = 0; expected && leaf < momenta.length; leaf++) {
      // The subtrees that this leaf completes.
      for (let size = 1; size <= leaf + 1; size *= 2) {
        if ((leaf + 1) % size === 0 && !isStraight(momenta.slice(leaf + 1 - size, leaf + 1))) expected = false;
      }
      assert.is(subtree.add(leaf, depth, momenta[leaf]), expected);
    }
    if (!expected) continue;
    straight++;
    assert.equal(subtree.carry.first, momenta[0]);
    assert.equal(subtree.carry.last, momenta[momenta.length - 1]);
    const rho = sum(momenta);
    assert.ok(subtree.carry.rho.every((x, i) => Math.abs(x - rho[i]) < 1e-12));
  }
  assert.ok(straight > 100 && straight < 350, `${straight} of 400 trials did not turn: both kinds are needed`);
});

test.run();
