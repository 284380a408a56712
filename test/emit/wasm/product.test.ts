/** Matrix products in WebAssembly against the sums that define them. */
import fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { encodeModule } from "../../../src/emit/wasm/encode.ts";
import { isValid, startModule } from "../../../src/emit/wasm/engine.ts";
import { productFunction } from "../../../src/emit/wasm/product.ts";
import { formOf, type Product } from "../../../src/emit/wasm/products/shape.ts";

/** Runs the product on operands of small whole numbers, for which sums are exact in any order. */
function check(product: Product): void {
  const { batches, m, k, n, a, b } = product;
  const module = encodeModule({ imports: [], functions: [productFunction(product, "f")], pages: 8 });
  assert.ok(isValid(module));
  const { memory, f } = startModule(module, {});
  if (typeof f !== "function") throw new Error("the function is not exported");
  const numbers = new Float64Array(memory.buffer);
  for (let i = 0; i < numbers.length; i++) numbers[i] = ((i * 37) % 19) - 9;
  const given = numbers.slice();
  const [atA, atB, atC] = [16, 12_000, 24_000];
  f(8 * atA, 8 * atB, 8 * atC);
  const size = batches * m * n;
  for (let q = 0; q < batches; q++) {
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0;
        for (let l = 0; l < k; l++)
          sum +=
            given[atA + q * a.batch + i * a.row + l * a.column] * given[atB + q * b.batch + l * b.row + j * b.column];
        assert.is(numbers[atC + q * m * n + i * n + j], sum, `${JSON.stringify(product)} at ${[q, i, j]}`);
      }
    }
  }
  // nothing else is written
  given.set(numbers.subarray(atC, atC + size), atC);
  assert.equal(numbers, given);
}

const shape = fc.record({
  batches: fc.integer({ min: 1, max: 3 }),
  m: fc.integer({ min: 1, max: 11 }),
  k: fc.integer({ min: 1, max: 19 }),
  n: fc.integer({ min: 1, max: 19 }),
  turnedA: fc.boolean(),
  turnedB: fc.boolean(),
});

test("products of any shape, operands transposed or not", () => {
  fc.assert(
    fc.property(shape, ({ batches, m, k, n, turnedA, turnedB }) => {
      const a = { batch: m * k, row: turnedA ? 1 : k, column: turnedA ? m : 1 };
      const b = { batch: k * n, row: turnedB ? 1 : n, column: turnedB ? k : 1 };
      const product = { batches, m, k, n, a, b };
      if (formOf(product) !== undefined) check(product);
    }),
    { seed: 3, numRuns: 100 },
  );
});

test("every way of reading operands in order has its form", () => {
  const dense = (rows: number, columns: number) => ({ batch: rows * columns, row: columns, column: 1 });
  const turned = (rows: number, columns: number) => ({ batch: rows * columns, row: 1, column: rows });
  const size = { batches: 1, m: 9, k: 10, n: 11 };
  assert.is(formOf({ ...size, a: dense(9, 10), b: dense(10, 11) }), "columns");
  assert.is(formOf({ ...size, a: turned(9, 10), b: turned(10, 11) }), "rows");
  assert.is(formOf({ ...size, a: dense(9, 10), b: turned(10, 11) }), "terms");
  const scattered = { batch: 200, row: 20, column: 2 };
  assert.is(formOf({ ...size, a: scattered, b: scattered }), undefined);
});

test.run();
