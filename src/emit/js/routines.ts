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
    case "cholesky_adjoint":
      call("adjointOfFactor", [x, y, literal(batches), literal(shape[rank - 1])]);
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

/** Where four rows of n elements begin, the first of which is row i after `base`. */
const fourRows = (name: string, base: string): string =>
  [0, 1, 2, 3]
    .map((r) => `const ${name}${r} = ${r === 0 ? `${base} + i * n` : `${name}${r - 1} + n`};`)
    .join("\n        ");

/**
 * The functions that `writeRoutine` calls. Arrays come first, then where the operands begin, then sizes. Four rows of a Cholesky factor
 * are computed at once, each in its own order, as none of them waits for another.
 */
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
      let i = j + 1;
      for (; i + 3 < n; i += 4) {
        ${fourRows("p", "p")}
        let r0 = x[at + p0 + j];
        let r1 = x[at + p1 + j];
        let r2 = x[at + p2 + j];
        let r3 = x[at + p3 + j];
        for (let k = 0; k < j; k++) {
          const left = out[row + k];
          r0 -= out[p0 + k] * left;
          r1 -= out[p1 + k] * left;
          r2 -= out[p2 + k] * left;
          r3 -= out[p3 + k] * left;
        }
        out[p0 + j] = r0 * inverse;
        out[p1 + j] = r1 * inverse;
        out[p2 + j] = r2 * inverse;
        out[p3 + j] = r3 * inverse;
      }
      for (; i < n; i++) {
        const other = p + i * n;
        let rest = x[at + other + j];
        for (let k = 0; k < j; k++) rest -= out[other + k] * out[row + k];
        out[other + j] = rest * inverse;
      }
    }
    if (!sound) for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[p + i * n + j] = NaN;
  }
}`,
  adjointOfFactor: `function adjointOfFactor(l, g, out, atL, atG, batches, n) {
  for (let b = 0; b < batches; b++) {
    const p = b * n * n;
    const left = atL + p;
    for (let i = 0; i < n; i++) for (let j = 0; j <= i; j++) out[p + i * n + j] = g[atG + p + i * n + j];
    for (let j = n - 1; j >= 0; j--) {
      const row = p + j * n;
      const leftRow = left + j * n;
      const inverse = 1 / l[leftRow + j];
      let own = out[row + j];
      for (let i = j + 1; i < n; i++) {
        const other = p + i * n;
        const each = out[other + j] * inverse;
        out[other + j] = each;
        own -= l[left + i * n + j] * each;
      }
      own *= inverse;
      for (let k = 0; k < j; k++) out[row + k] -= own * l[leftRow + k];
      out[row + j] = 0.5 * own;
      let i = j + 1;
      for (; i + 3 < n; i += 4) {
        ${fourRows("p", "p")}
        ${fourRows("q", "left")}
        const r0 = out[p0 + j];
        const r1 = out[p1 + j];
        const r2 = out[p2 + j];
        const r3 = out[p3 + j];
        for (let k = 0; k < j; k++) {
          const above = l[leftRow + k];
          out[row + k] -= r0 * l[q0 + k] + r1 * l[q1 + k] + r2 * l[q2 + k] + r3 * l[q3 + k];
          out[p0 + k] -= r0 * above;
          out[p1 + k] -= r1 * above;
          out[p2 + k] -= r2 * above;
          out[p3 + k] -= r3 * above;
        }
      }
      for (; i < n; i++) {
        const other = p + i * n;
        const leftOther = left + i * n;
        const each = out[other + j];
        for (let k = 0; k < j; k++) {
          out[row + k] -= each * l[leftOther + k];
          out[other + k] -= each * l[leftRow + k];
        }
      }
      for (let i = j + 1; i < n; i++) {
        const half = 0.5 * out[p + i * n + j];
        out[p + i * n + j] = half;
        out[row + i] = half;
      }
    }
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
