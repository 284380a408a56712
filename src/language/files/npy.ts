/** Reads NumPy's .npy files, format versions 1 to 3 (NumPy enhancement proposal 1, "numpy.lib.format"). */
import type { FileProblem, NumericArray } from "./problem.ts";

type Read = (view: DataView, offset: number) => number;

interface ElementType {
  readonly bytes: number;
  readonly read: Read;
}

const elementTypes: Readonly<Record<string, ElementType>> = {
  "<f8": { bytes: 8, read: (view, at) => view.getFloat64(at, true) },
  "<f4": { bytes: 4, read: (view, at) => view.getFloat32(at, true) },
  "|i1": { bytes: 1, read: (view, at) => view.getInt8(at) },
  "<i2": { bytes: 2, read: (view, at) => view.getInt16(at, true) },
  "<i4": { bytes: 4, read: (view, at) => view.getInt32(at, true) },
  "<i8": { bytes: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  "|u1": { bytes: 1, read: (view, at) => view.getUint8(at) },
  "<u2": { bytes: 2, read: (view, at) => view.getUint16(at, true) },
  "<u4": { bytes: 4, read: (view, at) => view.getUint32(at, true) },
  "<u8": { bytes: 8, read: (view, at) => Number(view.getBigUint64(at, true)) },
  "|b1": { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1) },
};

interface Header {
  readonly type: ElementType;
  readonly fortran: boolean;
  readonly shape: readonly number[];
  readonly dataOffset: number;
}

function malformed(message: string, hint?: string): FileProblem {
  return { kind: "npy", message, hint };
}

function readHeader(bytes: Uint8Array, view: DataView): Header | FileProblem {
  if (bytes.length < 10 || bytes[0] !== 0x93 || new TextDecoder("latin1").decode(bytes.subarray(1, 6)) !== "NUMPY") {
    return malformed("the file does not begin as .npy files do", "write it with numpy.save(name, array)");
  }
  const version = bytes[6];
  if (version < 1 || version > 3) return malformed(`format version ${version} is not known (1 to 3 are)`);
  const start = version === 1 ? 10 : 12;
  if (bytes.length < start) return malformed("the file ends inside its header");
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (bytes.length < start + length) return malformed("the file ends inside its header");
  const text = new TextDecoder(version === 3 ? "utf-8" : "latin1").decode(bytes.subarray(start, start + length));
  const descr = text.match(/'descr':\s*'([^']*)'/)?.[1];
  const fortran = text.match(/'fortran_order':\s*(True|False)/)?.[1];
  const axes = text.match(/'shape':\s*\(([\d,\s]*)\)/)?.[1];
  if (descr === undefined && text.includes("'descr'")) {
    return malformed("the array has named fields", "save one field at a time: numpy.save(name, array['field'])");
  }
  if (descr === undefined || fortran === undefined || axes === undefined) return malformed("the header cannot be read");
  const type = elementTypes[descr];
  if (type === undefined) {
    const hint = descr.startsWith(">") ? `array.astype("<${descr.slice(1)}")` : 'array.astype("<f8")';
    return malformed(`elements of type ${descr} cannot be read`, `little-endian numbers can: save ${hint}`);
  }
  const shape = axes
    .split(",")
    .filter((size) => size.trim() !== "")
    .map(Number);
  return { type, fortran: fortran === "True", shape, dataOffset: start + length };
}

/** The array, row-major whatever its order in the file; NaN counts as missing. */
export function parseNpy(bytes: Uint8Array): NumericArray | FileProblem {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = readHeader(bytes, view);
  if ("kind" in header) return header;
  const { type, shape, fortran, dataOffset } = header;
  const size = shape.reduce((product, n) => product * n, 1);
  const found = bytes.length - dataOffset;
  if (found !== size * type.bytes) {
    return malformed(`shape (${shape.join(", ")}) needs ${size * type.bytes} bytes of data, the file has ${found}`);
  }
  if (size === 0) return { kind: "shape", message: `the array of shape (${shape.join(", ")}) is empty` };
  const data = new Float64Array(size);
  const missing: number[] = [];
  const strides = fortran ? fortranStrides(shape) : undefined;
  const index = new Int32Array(shape.length);
  for (let i = 0; i < size; i++) {
    let element = i;
    if (strides !== undefined) {
      element = 0;
      for (let axis = 0; axis < shape.length; axis++) element += index[axis] * strides[axis];
      for (let axis = shape.length - 1; axis >= 0 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
    }
    data[i] = type.read(view, dataOffset + element * type.bytes);
    if (Number.isNaN(data[i])) missing.push(i);
    else if (Math.abs(data[i]) > Number.MAX_SAFE_INTEGER && type.bytes === 8 && type !== elementTypes["<f8"]) {
      return { kind: "number", message: `element ${i} is an integer beyond 2^53, which float64 cannot hold exactly` };
    }
  }
  return { kind: "numbers", shape, data, missing };
}

function fortranStrides(shape: readonly number[]): number[] {
  const strides: number[] = [];
  let stride = 1;
  for (const size of shape) {
    strides.push(stride);
    stride *= size;
  }
  return strides;
}
