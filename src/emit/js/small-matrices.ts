/** Cholesky factors and triangular solves of matrices small enough to be written out. */
import type { Node } from "../../tensor/node.ts";
import { absent, literal, type Value, zero } from "./code.ts";
import type { Elements } from "./elements.ts";
import { at, type Index, keyOf } from "./index.ts";

/** L_ij of Cholesky-Banachiewicz; every element is NaN where a pivot is not positive, as one NaN is added to all. */
export function choleskyElement(elements: Elements, node: Node, batch: readonly Index[], i: number, j: number): Value {
  if (j > i) return absent;
  const { algebra, code } = elements;
  const n = node.shape[node.shape.length - 1];
  const [x] = node.inputs;
  const place = `factor ${node.id}${keyOf(batch)}`;
  const raw = (row: number, column: number) => elements.once(`${place} ${row} ${column}`, () => make(row, column));
  const make = (row: number, column: number): Value => {
    const terms = Array.from({ length: column }, (_, k) => algebra.mul(raw(row, k), raw(column, k)));
    const rest = algebra.sub(elements.value(x, [...batch, at(row), at(column)]), algebra.sum(terms));
    if (row > column) return algebra.mul(rest, inverse(column));
    return code.define("call", [rest], "Math.sqrt");
  };
  const inverse = (k: number): Value => algebra.div(literal(1), raw(k, k));
  // sqrt of a negative pivot is NaN by itself and a zero one divides to Infinity; the last pivot sees all of them
  const last = raw(n - 1, n - 1);
  const sound = algebra.code.define("less", [zero, last]);
  return code.define("select", [sound, raw(i, j), literal(NaN)]);
}

/** x_i of l x = b or l' x = b, column c. */
export function solveElement(elements: Elements, node: Node, batch: readonly Index[], i: number, c: Index): Value {
  const { op, inputs, shape } = node;
  if (op.name !== "triangular_solve") throw new Error("emit: not a solve");
  const { algebra } = elements;
  const [l, b] = inputs;
  const n = shape[shape.length - 2];
  const terms: Value[] = [];
  for (let k = op.transposed ? i + 1 : 0; k < (op.transposed ? n : i); k++) {
    const factor = elements.value(l, op.transposed ? [...batch, at(k), at(i)] : [...batch, at(i), at(k)]);
    terms.push(algebra.mul(factor, elements.value(node, [...batch, at(k), c])));
  }
  const rest = algebra.sub(elements.value(b, [...batch, at(i), c]), algebra.sum(terms));
  return algebra.div(rest, elements.value(l, [...batch, at(i), at(i)]));
}
