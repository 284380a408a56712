/** Laws of broadcasting by name (DESIGN 1.3), for random axes. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  align,
  alignTo,
  broadcastTo,
  broadcastTogether,
  isMismatch,
  isValue,
  showAxes,
} from "../../src/language/axes.ts";
import type { Axis, Value } from "../../src/language/checked.ts";
import { constant } from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";

const sizes: Readonly<Record<string, number>> = { a: 2, b: 3, c: 4, d: 2 };
const namedAxis = fc.constantFrom(...Object.keys(sizes)).map((name): Axis => ({ name, size: sizes[name] }));
const anonymousAxis = fc.integer({ min: 1, max: 4 }).map((size): Axis => ({ size }));
const distinct = (axes: readonly Axis[]) =>
  axes.filter((axis, i) => axis.name === undefined || axes.findIndex((other) => other.name === axis.name) === i);
const namedAxes = fc.array(namedAxis, { maxLength: 3 }).map(distinct);
const axes = fc.array(fc.oneof(namedAxis, anonymousAxis), { maxLength: 3 }).map(distinct);

/** Every run the same; a failure prints its counterexample. */
const runs = { seed: 20_240_501, numRuns: 500 };

/** A value whose elements tell where they stood. */
function counted(of: readonly Axis[]): Value {
  const shape = of.map((axis) => axis.size);
  const size = shape.reduce((n, axis) => n * axis, 1);
  return {
    node: constant(
      Float64Array.from({ length: size }, (_, i) => i + 1),
      shape,
    ),
    axes: of,
  };
}

/** The element at an index given by name; axes of size 1 that were stretched are read at 0. */
function elementAt(value: Value, index: readonly number[]): number {
  const flat = value.axes.reduce((at, axis, i) => at * axis.size + (axis.size === 1 ? 0 : index[i]), 0);
  return evaluate([value.node], {})[0][flat];
}

function indices(of: readonly Axis[]): number[][] {
  return of.reduce<number[][]>(
    (all, axis) => all.flatMap((index) => Array.from({ length: axis.size }, (_, i) => [...index, i])),
    [[]],
  );
}

test("named axes always fit: each once, the left's in their order, then the right's own", () => {
  fc.assert(
    fc.property(namedAxes, namedAxes, (left, right) => {
      const met = align(left, right);
      if (isMismatch(met)) throw new Error(met.reason);
      const own = right.filter((axis) => !left.some((other) => other.name === axis.name));
      assert.equal(met.axes, [...left, ...own]);
    }),
    runs,
  );
});

test("each operand keeps all its axes, none meets two", () => {
  fc.assert(
    fc.property(axes, axes, (left, right) => {
      const met = align(left, right);
      if (isMismatch(met)) return;
      const names = met.axes.flatMap((axis) => axis.name ?? []);
      assert.is(new Set(names).size, names.length, "a name stands twice");
      for (const [map, operand] of [
        [met.left, left],
        [met.right, right],
      ] as const) {
        assert.is(new Set(map).size, operand.length);
        for (const [i, axis] of operand.entries()) {
          const common = met.axes[map[i]];
          assert.ok(axis.name === undefined || axis.name === common.name);
          assert.ok(axis.size === common.size || (axis.size === 1 && axis.name === undefined));
        }
      }
      const used = new Set([...met.left, ...met.right]);
      assert.is(used.size, met.axes.length, "an axis from nowhere");
    }),
    runs,
  );
});

test("the two operands are equals: only the order of the axes depends on which stands left", () => {
  fc.assert(
    fc.property(axes, axes, (left, right) => {
      const [one, other] = [align(left, right), align(right, left)];
      assert.is(isMismatch(one), isMismatch(other));
      if (isMismatch(one) || isMismatch(other)) return;
      const sorted = (list: readonly Axis[]) => list.map((axis) => showAxes([axis])).sort();
      assert.equal(sorted(one.axes), sorted(other.axes));
    }),
    runs,
  );
});

test("a scalar changes nothing", () => {
  fc.assert(
    fc.property(axes, (any) => {
      assert.equal(align(any, []), { axes: any, left: any.map((_, i) => i), right: [] });
      assert.equal(align([], any), { axes: any, left: [], right: any.map((_, i) => i) });
    }),
    runs,
  );
});

test("broadcasting to given axes never widens them", () => {
  fc.assert(
    fc.property(axes, axes, (target, own) => {
      const result = broadcastTo(counted(own), target);
      if (!isValue(result)) return;
      assert.equal(result.axes, target);
      assert.equal(
        result.node.shape,
        target.map((axis) => axis.size),
      );
    }),
    runs,
  );
});

test("broadcasting fails where an axis is missing or of another size, naming it", () => {
  const missing = alignTo([{ name: "a", size: 2 }], [{ name: "b", size: 3 }]);
  assert.ok("reason" in missing && /b = 3/.test(missing.reason) && /\[a = 2\]/.test(missing.reason));
  const different = alignTo([{ name: "a", size: 2 }], [{ size: 3 }]);
  assert.ok("reason" in different && /a = 2/.test(different.reason) && /3/.test(different.reason));
  const narrower = alignTo([{ size: 1 }], [{ size: 3 }]);
  assert.ok("reason" in narrower, "the left is not stretched");
});

test("every element stands where its indices say", () => {
  fc.assert(
    fc.property(axes, axes, (left, right) => {
      const [a, b] = [counted(left), counted(right)];
      const met = broadcastTogether(a, b);
      const maps = align(left, right);
      if ("reason" in met || isMismatch(maps)) return;
      for (const index of indices(maps.axes)) {
        assert.is(
          elementAt(met[0], index),
          elementAt(
            a,
            maps.left.map((place) => index[place]),
          ),
        );
        assert.is(
          elementAt(met[1], index),
          elementAt(
            b,
            maps.right.map((place) => index[place]),
          ),
        );
      }
    }),
    { ...runs, numRuns: 150 },
  );
});

test("where an operand repeats a name, alignment is by position from the right", () => {
  const point = { name: "point", size: 3 };
  assert.equal(align([point, point], [point]), { axes: [point, point], left: [0, 1], right: [1] });
  assert.equal(align([point], [point, point]), { axes: [point, point], left: [1], right: [0, 1] });
  assert.ok(isMismatch(align([point, point], [{ name: "other", size: 3 }])));
});

test.run();
