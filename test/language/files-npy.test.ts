/** .npy: every element type, both orders, and damaged files. The bytes are laid out here as NumPy's format document says. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { parseNpy } from "../../src/language/files/npy.ts";
import { type FileProblem, isFileProblem, type NumericArray } from "../../src/language/files/problem.ts";

function npy(descr: string, shape: string, data: ArrayBufferView, fortran = false, version = 1): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${shape}, }`;
  const head = version === 1 ? 10 : 12;
  const padded = `${text}${" ".repeat(63 - ((head + text.length) % 64))}\n`;
  const bytes = new Uint8Array(head + padded.length + data.byteLength);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, padded.length, true);
  else view.setUint32(8, padded.length, true);
  bytes.set(new TextEncoder().encode(padded), head);
  bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head + padded.length);
  return bytes;
}

function array(bytes: Uint8Array): NumericArray {
  const result = parseNpy(bytes);
  if (isFileProblem(result)) throw new Error(result.message);
  return result;
}

function problem(bytes: Uint8Array): FileProblem {
  const result = parseNpy(bytes);
  if (!isFileProblem(result)) throw new Error("a problem was expected");
  return result;
}

const types: readonly (readonly [string, ArrayBufferView])[] = [
  ["<f8", Float64Array.of(1, 2, 3, 4, 5, 6)],
  ["<f4", Float32Array.of(1, 2, 3, 4, 5, 6)],
  ["|i1", Int8Array.of(1, 2, 3, 4, 5, 6)],
  ["<i2", Int16Array.of(1, 2, 3, 4, 5, 6)],
  ["<i4", Int32Array.of(1, 2, 3, 4, 5, 6)],
  ["<i8", BigInt64Array.of(1n, 2n, 3n, 4n, 5n, 6n)],
  ["|u1", Uint8Array.of(1, 2, 3, 4, 5, 6)],
  ["<u2", Uint16Array.of(1, 2, 3, 4, 5, 6)],
  ["<u4", Uint32Array.of(1, 2, 3, 4, 5, 6)],
  ["<u8", BigUint64Array.of(1n, 2n, 3n, 4n, 5n, 6n)],
];

for (const [descr, data] of types) {
  test(`elements of type ${descr}, in every format version`, () => {
    for (const version of [1, 2, 3]) {
      const read = array(npy(descr, "(2, 3)", data, false, version));
      assert.equal(read.shape, [2, 3]);
      assert.equal([...read.data], [1, 2, 3, 4, 5, 6]);
    }
  });
}

test("negative numbers, booleans, one axis and none", () => {
  assert.equal([...array(npy("<i8", "(2,)", BigInt64Array.of(-5n, 7n))).data], [-5, 7]);
  assert.equal([...array(npy("|b1", "(3,)", Uint8Array.of(1, 0, 1))).data], [1, 0, 1]);
  assert.equal(array(npy("<f8", "()", Float64Array.of(2.5))).shape, []);
});

test("Fortran order is turned into row-major order", () => {
  // The element [i, j, k] of shape (2, 3, 2) holds 100 i + 10 j + k; the first index runs fastest in the file.
  const inFile: number[] = [];
  for (const k of [0, 1]) for (const j of [0, 1, 2]) for (const i of [0, 1]) inFile.push(100 * i + 10 * j + k);
  const read = array(npy("<f8", "(2, 3, 2)", Float64Array.from(inFile), true));
  assert.equal([...read.data], [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121]);
});

test("NaN is a missing value", () => {
  assert.equal(array(npy("<f4", "(3,)", Float32Array.of(1, Number.NaN, 3))).missing, [1]);
});

test("bytes at an odd offset of a larger buffer", () => {
  const bytes = npy("<f8", "(2,)", Float64Array.of(1, 2));
  const larger = new Uint8Array(bytes.length + 3);
  larger.set(bytes, 3);
  assert.equal([...array(larger.subarray(3)).data], [1, 2]);
});

const good = npy("<f8", "(2,)", Float64Array.of(1, 2));
const refused: readonly (readonly [string, Uint8Array, RegExp])[] = [
  ["another file", new TextEncoder().encode("a,b\n1,2\n3,4\n"), /does not begin/],
  ["an empty file", new Uint8Array(0), /does not begin/],
  ["a cut header", good.slice(0, 40), /inside its header/],
  ["cut data", good.slice(0, -1), /needs 16 bytes of data, the file has 15/],
  ["big-endian numbers", npy(">f8", "(2,)", Float64Array.of(1, 2)), />f8/],
  ["text", npy("<U3", "(1,)", Uint8Array.of(0)), /<U3/],
  ["no elements", npy("<f8", "(0, 3)", new Float64Array(0)), /empty/],
  ["version 4", npy("<f8", "(2,)", Float64Array.of(1, 2), false, 4), /version 4/],
  ["integers float64 cannot hold", npy("<i8", "(1,)", BigInt64Array.of(2n ** 60n + 1n)), /beyond 2\^53/],
];

for (const [name, bytes, message] of refused) {
  test(`refused: ${name}`, () => assert.match(problem(bytes).message, message));
}

test.run();
