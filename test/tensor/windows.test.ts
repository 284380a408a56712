/** Convolutions and pooling: what loops over every window give, and derivatives as finite differences have them. */
import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import * as t from "../../src/tensor/build.ts";
import { countWindows, type Windows } from "../../src/tensor/build-windows.ts";
import { differentiate } from "../../src/tensor/differentiate.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { type Node, sizeOf } from "../../src/tensor/node.ts";
import { randomRows } from "../blackbox/support.ts";

const pair = (least: number, most: number) =>
  fc.tuple(fc.integer({ min: least, max: most }), fc.integer({ min: least, max: most }));
const cases = fc
  .record({
    picture: pair(1, 6),
    size: pair(1, 3),
    strides: pair(1, 2),
    dilation: pair(1, 2),
    padding: fc.constantFrom("same" as const, "valid" as const),
    channels: fc.integer({ min: 1, max: 2 }),
    filters: fc.integer({ min: 1, max: 2 }),
  })
  .filter(({ picture, ...windows }) => countWindows(picture, windows).every((n) => n >= 1));
type Case = typeof cases extends fc.Arbitrary<infer T> ? T : never;

const rows = 2;

/** The elements of a window, with their places in it; those outside are left out. */
function elementsOf(each: Case, y: number, x: number): { i: number; j: number; row: number; column: number }[] {
  const { picture, size, strides, dilation, padding } = each;
  const count = countWindows(picture, each);
  const before = [0, 1].map((a) => {
    const missing = (count[a] - 1) * strides[a] + (size[a] - 1) * dilation[a] + 1 - picture[a];
    return padding === "same" ? Math.floor(Math.max(0, missing) / 2) : 0;
  });
  const found = [];
  for (let i = 0; i < size[0]; i++) {
    for (let j = 0; j < size[1]; j++) {
      const row = y * strides[0] - before[0] + i * dilation[0];
      const column = x * strides[1] - before[1] + j * dilation[1];
      if (row >= 0 && row < picture[0] && column >= 0 && column < picture[1]) found.push({ i, j, row, column });
    }
  }
  return found;
}

function inputs({ picture, channels }: Case): { x: Node; data: Float64Array } {
  const shape = [rows, ...picture, channels];
  return { x: t.input("x", 0, shape), data: randomRows(sizeOf(shape), 3) };
}

function overWindows(
  each: Case,
  outputs: number,
  of: (r: number, y: number, x: number, f: number) => number,
): number[] {
  const [high, wide] = countWindows(each.picture, each);
  const out: number[] = [];
  for (let r = 0; r < rows; r++)
    for (let y = 0; y < high; y++)
      for (let x = 0; x < wide; x++) for (let f = 0; f < outputs; f++) out.push(of(r, y, x, f));
  return out;
}

function agrees(node: Node, data: Float64Array, expected: readonly number[]): void {
  const [value] = evaluate([node], { buffers: { x: data } });
  assert.is(value.length, expected.length);
  for (const [i, each] of expected.entries())
    assert.ok(Math.abs(value[i] - each) < 1e-12, `${value[i]} is not ${each}`);
}

const at = ({ picture, channels }: Case, data: Float64Array, r: number, row: number, column: number, c: number) =>
  data[((r * picture[0] + row) * picture[1] + column) * channels + c];

test("convolutions, of all channels and of each", () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { x, data } = inputs(each);
      const { size, channels, filters } = each;
      const shape = [...size, channels, filters];
      const kernel = randomRows(sizeOf(shape), 5);
      const weight = (i: number, j: number, c: number, f: number) =>
        kernel[((i * size[1] + j) * channels + c) * filters + f];
      const whole = overWindows(each, filters, (r, y, w, f) =>
        elementsOf(each, y, w).reduce((sum, { i, j, row, column }) => {
          for (let c = 0; c < channels; c++) sum += weight(i, j, c, f) * at(each, data, r, row, column, c);
          return sum;
        }, 0),
      );
      agrees(t.convolution(x, t.constant(kernel, shape), each), data, whole);
      const single = overWindows(each, channels * filters, (r, y, w, k) => {
        const [c, f] = [Math.floor(k / filters), k % filters];
        return elementsOf(each, y, w).reduce(
          (sum, { i, j, row, column }) => sum + weight(i, j, c, f) * at(each, data, r, row, column, c),
          0,
        );
      });
      agrees(t.depthwiseConvolution(x, t.constant(kernel, shape), each), data, single);
    }),
  );
});

test("pooling looks at what lies inside", () => {
  fc.assert(
    fc.property(cases, (each) => {
      const { x, data } = inputs(each);
      const values = (r: number, y: number, w: number, c: number) =>
        elementsOf(each, y, w).map(({ row, column }) => at(each, data, r, row, column, c));
      // With strides or dilation a window may lie outside altogether, which no layer has.
      fc.pre(overWindows(each, 1, (_, y, w) => elementsOf(each, y, w).length).every((n) => n > 0));
      agrees(
        t.maxPooling(x, each),
        data,
        overWindows(each, each.channels, (...place) => Math.max(...values(...place))),
      );
      const mean = (own: readonly number[]) => own.reduce((a, b) => a + b, 0) / own.length;
      agrees(
        t.averagePooling(x, each),
        data,
        overWindows(each, each.channels, (...place) => mean(values(...place))),
      );
    }),
  );
});

test("first and second derivatives are those of finite differences", () => {
  const windows: Windows = { size: [2, 3], strides: [1, 2], padding: "same" };
  const shape = [1, 4, 5, 2];
  const x = t.input("x", 0, shape);
  const kernel = t.input("k", 0, [2, 3, 2, 2]);
  const pooled = t.maxPooling(t.tanh(t.convolution(x, kernel, windows)), {
    size: [2, 2],
    strides: [1, 1],
    padding: "valid",
  });
  const total = t.sum(t.square(t.averagePooling(pooled, { size: [2, 2], strides: [1, 1], padding: "same" })));
  const direction = t.constant(randomRows(40, 8), shape);
  const [first, byKernel] = differentiate(total, [x, kernel]);
  const along = t.sum(t.mul(first, direction));
  const [second] = differentiate(along, [x]);
  const buffers = { x: randomRows(40, 2), k: randomRows(24, 4) };
  const [gx, gk, hx] = evaluate([first, byKernel, second], { buffers });
  const moved = (node: Node, buffer: "x" | "k", i: number) => {
    const h = 1e-5;
    const value = (by: number) => {
      const own = buffers[buffer].slice();
      own[i] += by;
      return evaluate([node], { buffers: { ...buffers, [buffer]: own } })[0][0];
    };
    return (value(h) - value(-h)) / (2 * h);
  };
  const close = (a: number, b: number) =>
    assert.ok(Math.abs(a - b) < 1e-6 * Math.max(1, Math.abs(b)), `${a} is not ${b}`);
  for (let i = 0; i < 40; i += 3) close(gx[i], moved(total, "x", i));
  for (let i = 0; i < 24; i += 2) close(gk[i], moved(total, "k", i));
  for (let i = 0; i < 40; i += 3) close(hx[i], moved(along, "x", i));
});

test.run();
