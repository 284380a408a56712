/**
 * Reassociation: constants and repeated values move to the right end of chains of sums and products, where they meet and are
 * computed once. Subtracting and dividing by them become adding and multiplying. Results change by rounding only.
 */
import { abs, add, broadcast, constant, div, mul, neg, reciprocal, square, sub } from "../build.ts";
import { makeNode, type Node } from "../node.ts";
import { constantData, onFewerAxes } from "./facts.ts";
import type { Rules } from "./rewrite.ts";

/** The smallest divisor whose reciprocal is finite and loses no digits. */
const SMALLEST_NORMAL = 2.2250738585072014e-308;

/** Cheap to compute before the loop: a constant or a repeated value. */
function isOutside(node: Node): boolean {
  return node.op.name === "constant" || node.op.name === "broadcast";
}

/** x and c of x + c, or of x * c, with c from outside; what has none is given back as x alone. */
function split(name: "add" | "mul", node: Node): { x: Node; c?: Node } {
  return node.op.name === name && isOutside(node.inputs[1]) ? { x: node.inputs[0], c: node.inputs[1] } : { x: node };
}

/** x of c - x. */
function subtracted(node: Node): Node | undefined {
  return node.op.name === "sub" && isOutside(node.inputs[0]) ? node.inputs[1] : undefined;
}

/** The operation on two values from outside when the result is one too: constants, or repeated along a common axis. */
function join(name: "add" | "sub" | "mul" | "div", a: Node, b: Node): Node | undefined {
  if (constantData(a) && constantData(b)) return makeNode({ name }, [a, b], a.shape);
  const fewer = onFewerAxes([a, b], a.shape);
  return fewer && broadcast(makeNode({ name }, fewer.operands, fewer.operands[0].shape), a.shape, fewer.axes);
}

function whenJoined(joined: Node | undefined, build: (c: Node) => Node): Node | undefined {
  return joined && build(joined);
}

export const collect: Rules = {
  add: ({ inputs: [a, b] }) => {
    const left = split("add", a);
    if (left.c && isOutside(b)) return whenJoined(join("add", left.c, b), (c) => add(left.x, c));
    const minus = subtracted(a);
    if (minus && isOutside(b)) return whenJoined(join("add", a.inputs[0], b), (c) => sub(c, minus));
    const right = split("add", b);
    if (left.c && right.c) return whenJoined(join("add", left.c, right.c), (c) => add(add(left.x, right.x), c));
    return undefined;
  },
  sub: ({ inputs: [a, b] }) => {
    if (isOutside(b)) return add(a, neg(b));
    const [left, right] = [split("add", a), split("add", b)];
    if (isOutside(a) && right.c) return whenJoined(join("sub", a, right.c), (c) => sub(c, right.x));
    const minus = subtracted(b);
    if (isOutside(a) && minus) return whenJoined(join("sub", a, b.inputs[0]), (c) => add(minus, c));
    if (left.c && right.c) return whenJoined(join("sub", left.c, right.c), (c) => add(sub(left.x, right.x), c));
    return undefined;
  },
  neg: ({ inputs: [x] }) => {
    const sum = split("add", x);
    if (sum.c) return sub(neg(sum.c), sum.x);
    const product = split("mul", x);
    if (product.c) return mul(product.x, neg(product.c));
    return x.op.name === "div" && isOutside(x.inputs[0]) ? div(neg(x.inputs[0]), x.inputs[1]) : undefined;
  },
  mul: ({ inputs: [a, b] }) => {
    const [left, right] = [split("mul", a), split("mul", b)];
    const { c: outer } = left;
    if (outer && isOutside(b)) {
      const both = join("mul", outer, b);
      if (both) return mul(left.x, both);
      // Of three, two that are known meet whatever stands between them.
      return whenJoined(isOutside(left.x) ? join("mul", left.x, b) : undefined, (c) => mul(c, outer));
    }
    if (a.op.name === "div" && isOutside(a.inputs[0]) && isOutside(b)) {
      return whenJoined(join("mul", a.inputs[0], b), (c) => div(c, a.inputs[1]));
    }
    if (left.c && right.c) return whenJoined(join("mul", left.c, right.c), (c) => mul(mul(left.x, right.x), c));
    return undefined;
  },
  div: ({ inputs: [a, b], shape }) => {
    const known = b.op.name === "constant" ? b.op.data : undefined;
    if (known) {
      const safe = known.every((x) => Math.abs(x) >= SMALLEST_NORMAL && Math.abs(x) < Infinity);
      return safe
        ? mul(
            a,
            constant(
              known.map((x) => 1 / x),
              shape,
            ),
          )
        : undefined;
    }
    if (b.op.name === "broadcast") return mul(a, broadcast(reciprocal(b.inputs[0]), shape, b.op.axes));
    const right = split("mul", b);
    if (isOutside(a) && right.c) return whenJoined(join("div", a, right.c), (c) => div(c, right.x));
    const left = split("mul", a);
    return left.c?.op.name === "broadcast" ? mul(div(left.x, b), left.c) : undefined;
  },
  square: ({ inputs: [x] }) => {
    const product = split("mul", x);
    return product.c && mul(square(product.x), square(product.c));
  },
  abs: ({ inputs: [x] }) => {
    const product = split("mul", x);
    return product.c && mul(abs(product.x), abs(product.c));
  },
  reciprocal: ({ inputs: [x] }) => {
    const product = split("mul", x);
    return product.c?.op.name === "broadcast" ? div(reciprocal(product.c), product.x) : undefined;
  },
};
