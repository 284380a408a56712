/** Log densities against SciPy (densities.json) and mpmath (extra.json, made by extra.py), alone and in batches. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { distributions } from "../../src/distributions/registry.ts";
import { broadcast, constant, input } from "../../src/tensor/build.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { sizeOf } from "../../src/tensor/node.ts";
import { find, flatten, isKnown, known, type Nested, names, type Row, rows, shapeOf } from "./reference-rows.ts";

/** The bar of the reference: relative 1e-9, absolute 1e-12 near zero. */
function check(actual: number, row: Row): void {
  const bar = Math.max(1e-9 * Math.abs(row.log_density), 1e-12);
  assert.ok(
    Math.abs(actual - row.log_density) <= bar,
    `${row.distribution}(${JSON.stringify(row.arguments)}) at ${JSON.stringify(row.value)}: ${actual}, not ${row.log_density}`,
  );
}

test("every distribution of the registry has reference rows", () => {
  const have = new Set(rows.map((row) => row.distribution));
  assert.equal(
    [...distributions.keys()].filter((name) => !have.has(name)),
    [],
  );
});

test("one event, everything known", () => {
  for (const row of rows) {
    const node = find(row.distribution).logDensity(known(row.value), row.arguments.map(known));
    assert.equal(node.shape, []);
    check(evaluate([node], {})[0][0], row);
  }
});

test("a batch with arguments of its own, everything latent", () => {
  for (const name of names) {
    const all = rows.filter((row) => row.distribution === name);
    const same = all.filter(
      (row) =>
        String(shapeOf(row.value)) === String(shapeOf(all[0].value)) &&
        String(row.arguments.map(shapeOf)) === String(all[0].arguments.map(shapeOf)),
    );
    // Latents are inside the open support by construction.
    const mayBeZero = find(name).discrete || find(name).eventRank === 2;
    const inner = same.filter((row) => mayBeZero || flatten(row.value).every((x) => x !== 0));
    const buffers: Record<string, Float64Array> = {};
    const latent = (buffer: string, values: readonly Nested[]) => {
      buffers[buffer] = Float64Array.from(values.flatMap(flatten));
      return input(buffer, 0, [values.length, ...shapeOf(values[0])]);
    };
    const isData = find(name).discrete || find(name).atoms === true;
    const x = isData
      ? constant(
          inner.flatMap((row) => flatten(row.value)),
          [inner.length, ...shapeOf(inner[0].value)],
        )
      : latent(
          "x",
          inner.map((row) => row.value),
        );
    const args = inner[0].arguments.map((_, i) => {
      const values = inner.map((row) => row.arguments[i]);
      return isKnown(find(name), i)
        ? constant(values.flatMap(flatten), [values.length, ...shapeOf(values[0])])
        : latent(`a${i}`, values);
    });
    const node = find(name).logDensity(x, args);
    assert.equal(node.shape, [inner.length]);
    const values = evaluate([node], { buffers })[0];
    for (const [i, row] of inner.entries()) check(values[i], row);
  }
});

test("arguments that the batch shares", () => {
  for (const row of rows) {
    for (const allKnown of [true, false]) {
      const buffers: Record<string, Float64Array> = {};
      const args = row.arguments.map((argument, i) => {
        const shape = shapeOf(argument);
        buffers[`a${i}`] = Float64Array.from(flatten(argument));
        const one = allKnown || isKnown(find(row.distribution), i) ? known(argument) : input(`a${i}`, 0, shape);
        return broadcast(
          one,
          [2, 3, ...shape],
          shape.map((_, axis) => axis + 2),
        );
      });
      const event = shapeOf(row.value);
      const data = new Float64Array(6 * sizeOf(event));
      for (let i = 0; i < 6; i++) data.set(flatten(row.value), i * sizeOf(event));
      const node = find(row.distribution).logDensity(constant(data, [2, 3, ...event]), args);
      assert.equal(node.shape, [2, 3]);
      for (const value of evaluate([node], { buffers })[0]) check(value, row);
    }
  }
});

test("names, parameters and documentation", () => {
  for (const [name, distribution] of distributions) {
    assert.is(distribution.name, name);
    assert.ok(distribution.documentation.endsWith("."), name);
  }
});

test.run();
