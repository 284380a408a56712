/**
 * Recursions that are a factor times the row before plus an offset, element by element: written so, a step waits for one product
 * and one sum, and factor and offset leave the recursion. theta * (y - before) becomes theta * y - theta * before; results
 * change by rounding.
 */
import { add, div, fill, mul, neg, reshape, sub } from "../build.ts";
import { type Node, sizeOf } from "../node.ts";
import { sameShape } from "../shape.ts";
import { reachable } from "./dependencies.ts";

/** factor * before + offset; without an offset it is 0. */
interface Affine {
  readonly factor: Node;
  readonly offset: Node | undefined;
}

/** `next` as factor * carry + offset; undefined where it is not of that kind, or written so already. */
export function asAffine(carry: Node, next: Node): Node | undefined {
  const forms = new Map<Node, Affine>([[carry, { factor: fill(carry.shape, 1), offset: undefined }]]);
  if (isWrittenSo(carry, next)) return undefined;
  for (const node of reachable([next])) {
    if (node === carry || !node.inputs.some((x) => forms.has(x))) continue;
    const form = formOf(node, forms);
    if (!form || (!sameShape(node.shape, carry.shape) && sizeOf(carry.shape) !== 1)) return undefined;
    forms.set(node, form);
  }
  const form = forms.get(next);
  if (!form) return undefined;
  const product = mul(carry, form.factor);
  return form.offset ? add(product, form.offset) : product;
}

function formOf({ op, inputs, shape }: Node, forms: ReadonlyMap<Node, Affine>): Affine | undefined {
  const [x, y] = inputs;
  const [a, b] = [forms.get(x), inputs.length > 1 ? forms.get(y) : undefined];
  const map = ({ factor, offset }: Affine, f: (part: Node) => Node) => ({
    factor: f(factor),
    offset: offset && f(offset),
  });
  switch (op.name) {
    case "reshape":
      return a && map(a, (part) => reshape(part, shape));
    case "neg":
      return a && map(a, neg);
    case "add":
      if (a && b) return { factor: add(a.factor, b.factor), offset: plus(a.offset, b.offset) };
      return a ? { ...a, offset: plus(a.offset, y) } : b && { ...b, offset: plus(b.offset, x) };
    case "sub":
      if (a && b) return { factor: sub(a.factor, b.factor), offset: plus(a.offset, b.offset && neg(b.offset)) };
      if (a) return { ...a, offset: a.offset ? sub(a.offset, y) : neg(y) };
      return b && { factor: neg(b.factor), offset: b.offset ? sub(x, b.offset) : x };
    case "mul":
      if (a && b) return undefined;
      return a ? map(a, (part) => mul(part, y)) : b && map(b, (part) => mul(part, x));
    case "div":
      return a && !b ? map(a, (part) => div(part, y)) : undefined;
    default:
      return undefined;
  }
}

function plus(a: Node | undefined, b: Node | undefined): Node | undefined {
  return a && b ? add(a, b) : (a ?? b);
}

/** Whether the row before is multiplied at most once and then added to at most once. */
function isWrittenSo(carry: Node, next: Node): boolean {
  const moves = (node: Node) => reachable([node]).includes(carry);
  const isProduct = (node: Node) =>
    node === carry || (node.op.name === "mul" && node.inputs.some((x, i) => x === carry && !moves(node.inputs[1 - i])));
  if (isProduct(next)) return true;
  const { op, inputs } = next;
  return (op.name === "add" || op.name === "sub") && inputs.some((x, i) => isProduct(x) && !moves(inputs[1 - i]));
}
