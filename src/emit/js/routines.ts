/** Plain loops over arrays in memory: Cholesky factors, triangular solves and running sums of any size. */
import type { Node } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import { aroundAxis } from "../../tensor/shape.ts";
import { literal, type Value } from "./code.ts";
import type { Elements } from "./elements.ts";
import type { Arrays } from "./memory.ts";

/** A call of the text's own function for the node; `routineTexts` has the functions. */
export function writeRoutine(elements: Elements, arrays: Arrays, node: Node): void {
  const { op, inputs, shape } = node;
  const { code } = elements;
  const rank = shape.length;
  const batches = sizeOf(shape.slice(0, -2));
  const out = arrays.get(node)?.name ?? "";
  const names: string[] = [];
  const offsets: Value[] = [];
  for (const x of inputs) {
    const source = locate(elements, arrays, x);
    names.push(source.name);
    offsets.push(source.offset);
  }
  const [x, y] = offsets;
  const call = (routine: string, args: readonly Value[]) => {
    code.push({ kind: "call", name: `${routine} ${[...names, out].join(" ")}`, args });
  };
  switch (op.name) {
    case "cumsum": {
      const { outer, size, inner } = aroundAxis(shape, op.axis);
      call(op.reverse ? "runBackward" : "runForward", [x, literal(outer), literal(size), literal(inner)]);
      return;
    }
    case "cholesky":
      call("cholesky", [x, literal(batches), literal(shape[rank - 1])]);
      return;
    case "triangular_solve":
      call(op.transposed ? "solveTransposed" : "solveLower", [
        x,
        y,
        literal(batches),
        literal(shape[rank - 2]),
        literal(shape[rank - 1]),
      ]);
      return;
    default:
      throw new Error(`emit: no routine for ${op.name}`);
  }
}

function locate(elements: Elements, arrays: Arrays, x: Node): { name: string; offset: Value } {
  const { op } = x;
  const array = arrays.get(x);
  if (array) return { name: array.name, offset: literal(array.offset) };
  if (op.name === "constant") return { name: elements.constantName(op.data), offset: literal(0) };
  if (op.name === "input") {
    const { name, base } = elements.buffer(op.buffer);
    return { name, offset: elements.code.define("step", [literal(op.offset), base], "", [1]) };
  }
  throw new Error(`emit: node ${x.id} is not in memory`);
}

/** The functions that `writeRoutine` calls. Arrays come first, then where the operands begin, then sizes. */
export const routineTexts: Readonly<Record<string, string>> = {
  runForward: `function runForward(x, out, at, outer, size, inner) {
  for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) {
    let total = 0;
    for (let k = 0; k < size; k++) {
      const p = (o * size + k) * inner + i;
      total += x[at + p];
      out[p] = total;
    }
  }
}`,
  runBackward: `function runBackward(x, out, at, outer, size, inner) {
  for (let o = 0; o < outer; o++) for (let i = 0; i < inner; i++) {
    let total = 0;
    for (let k = size - 1; k >= 0; k--) {
      const p = (o * size + k) * inner + i;
      total += x[at + p];
      out[p] = total;
    }
  }
}`,
  cholesky: `function cholesky(x, out, at, batches, n) {
  for (let b = 0; b < batches; b++) {
    const p = b * n * n;
    let sound = true;
    for (let j = 0; j < n; j++) {
      const row = p + j * n;
      let pivot = x[at + row + j];
      for (let k = 0; k < j; k++) pivot -= out[row + k] * out[row + k];
      if (!(pivot > 0)) sound = false;
      const root = Math.sqrt(pivot);
      const inverse = 1 / root;
      out[row + j] = root;
      for (let i = j + 1; i < n; i++) {
        const other = p + i * n;
        let rest = x[at + other + j];
        for (let k = 0; k < j; k++) rest -= out[other + k] * out[row + k];
        out[other + j] = rest * inverse;
      }
    }
    if (!sound) for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[p + i * n + j] = NaN;
  }
}`,
  solveLower: `function solveLower(l, b, out, atL, atB, batches, n, m) {
  for (let q = 0; q < batches; q++) {
    const left = atL + q * n * n;
    const right = q * n * m;
    for (let i = 0; i < n; i++) {
      const inverse = 1 / l[left + i * n + i];
      for (let c = 0; c < m; c++) {
        let rest = b[atB + right + i * m + c];
        for (let k = 0; k < i; k++) rest -= l[left + i * n + k] * out[right + k * m + c];
        out[right + i * m + c] = rest * inverse;
      }
    }
  }
}`,
  solveTransposed: `function solveTransposed(l, b, out, atL, atB, batches, n, m) {
  for (let q = 0; q < batches; q++) {
    const left = atL + q * n * n;
    const right = q * n * m;
    for (let i = n - 1; i >= 0; i--) {
      const inverse = 1 / l[left + i * n + i];
      for (let c = 0; c < m; c++) {
        let rest = b[atB + right + i * m + c];
        for (let k = i + 1; k < n; k++) rest -= l[left + k * n + i] * out[right + k * m + c];
        out[right + i * m + c] = rest * inverse;
      }
    }
  }
}`,
};
