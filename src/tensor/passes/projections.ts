/**
 * Distances of known arrays from what lies in a known span: the sum of squares of c - k y, with k [n, r] known and r < n, is that of
 * q' c - r y and a number, for k = q r with orthonormal q. So only r of n rows are computed. It is found behind the
 * rearrangements and concatenations that the weights of a net are.
 */
import { add, constant, matmul, neg, reshape, slice, square, sub, sum, transpose } from "../build.ts";
import { constantValue } from "../evaluate.ts";
import { type Node, sizeOf } from "../node.ts";
import { orthogonalFactors } from "../orthogonal.ts";
import { inversePermutation, range } from "../shape.ts";
import { constantData } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

/** An array is cut into so many parts at most. */
const MOST_PARTS = 64;

/** Multiplications that factors may take, rows times columns squared: about a second. */
const MOST_WORK = 1e9;

/** A factor counts as orthonormal when it differs from the identity by less in every element: that is rounding. */
const ROUNDING = 1e-12;

export const projections: Rules = {
  reduce: (node) => {
    if (node.op.name !== "reduce" || node.op.kind !== "sum" || node.shape.length > 0) return undefined;
    const [x] = node.inputs;
    const distance = x.op.name === "square" ? distanceOf(x.inputs[0]) : undefined;
    if (!distance || !holdsSpan(distance.computed)) return undefined;
    return partsOf(distance)
      .map(squares)
      .reduce((a, b) => add(a, b));
  },
};

/** known - computed, or its opposite. */
interface Distance {
  readonly known: Node;
  readonly computed: Node;
}

function distanceOf({ op, inputs: [a, b] }: Node): Distance | undefined {
  if (op.name !== "sub" && op.name !== "add") return undefined;
  const [known, computed] = constantData(a) ? [a, b] : [b, a];
  if (!constantData(known)) return undefined;
  return { known: op.name === "add" ? neg(known) : known, computed };
}

/** Whether one of the parts that it was put together from lies in a known span. */
function holdsSpan(computed: Node): boolean {
  const { name } = computed.op;
  if (name === "reshape" || name === "transpose" || name === "concat") return computed.inputs.some(holdsSpan);
  return spanOf(computed) !== undefined;
}

/** The distance as those of the parts that it was put together from. */
function partsOf({ known, computed }: Distance): Distance[] {
  const { op, inputs } = computed;
  switch (op.name) {
    case "reshape":
      return partsOf({ known: reshape(known, inputs[0].shape), computed: inputs[0] });
    case "transpose":
      return partsOf({ known: transpose(known, inversePermutation(op.permutation)), computed: inputs[0] });
    case "concat": {
      if (inputs.length > MOST_PARTS) return [{ known, computed }];
      let at = 0;
      return inputs.flatMap((part) => {
        const start = at;
        at += part.shape[op.axis];
        return partsOf({ known: slice(known, op.axis, start, at), computed: part });
      });
    }
    default:
      return [{ known, computed }];
  }
}

/** y and k of a product k y, or of y' k' when `fromRight`; k is known and has more rows than columns. */
interface Spanned {
  readonly k: Float64Array;
  readonly rows: number;
  readonly columns: number;
  readonly y: Node;
  readonly fromRight: boolean;
}

function spanOf(node: Node): Spanned | undefined {
  if (node.op.name !== "matmul" || node.shape.length !== 2) return undefined;
  const [a, b] = node.inputs;
  const left = knownFactor(a);
  if (left) return { ...left, y: left.rest ? matmul(left.rest, b) : b, fromRight: false };
  // y' k' is (k y)'.
  const right = knownFactor(transposed(b));
  const before = right?.rest && transposed(right.rest);
  return right && { ...right, y: transposed(before ? matmul(a, before) : a), fromRight: true };
}

/** k and z of k z, where k is known and has more rows than columns; without z where the node is k itself. */
function knownFactor(node: Node): { k: Float64Array; rows: number; columns: number; rest?: Node } | undefined {
  const product = node.op.name === "transpose" ? turned(node.inputs[0]) : node;
  const [known, rest] = product.op.name === "matmul" ? product.inputs : [product, undefined];
  const [rows, columns] = known.shape;
  if (rows <= columns || rows * columns * columns > MOST_WORK) return undefined;
  const k = constantValue(known);
  return k?.every(Number.isFinite) ? { k, rows, columns, rest } : undefined;
}

/** The transpose of a matrix, of a product as a product. */
function turned(node: Node): Node {
  const [a, b] = node.inputs;
  return node.op.name === "matmul" ? matmul(transposed(b), transposed(a)) : transposed(node);
}

const transposed = (matrix: Node) => transpose(matrix);

/** The sum of squares of a part. */
function squares({ known, computed }: Distance): Node {
  const spanned = spanOf(computed);
  const data = spanned && constantValue(spanned.fromRight ? transposed(known) : known);
  if (!spanned || !data) return sum(square(sub(known, computed)));
  const { k, rows, columns, y } = spanned;
  const { q, r } = orthogonalFactors(k, rows, columns);
  const width = data.length / rows;
  const shadow = constantValue(matmul(transposed(constant(q, [rows, columns])), constant(data, [rows, width])));
  const inside = shadow && constantValue(matmul(constant(q, [rows, columns]), constant(shadow, [columns, width])));
  if (!shadow || !inside) return sum(square(sub(known, computed)));
  const outside = data.reduce((total, x, i) => total + (x - inside[i]) ** 2, 0);
  const image = isIdentity(r, columns) ? y : matmul(constant(r, [columns, columns]), y);
  return add(sum(square(sub(constant(shadow, image.shape), image))), outside);
}

function isIdentity(r: Float64Array, n: number): boolean {
  return range(sizeOf([n, n])).every((i) => Math.abs(r[i] - (i % (n + 1) === 0 ? 1 : 0)) < ROUNDING);
}
