/** The rules that every node keeps: how many operands its operation takes, and which shapes go together. */
import { isBinary, isUnary } from "./evaluate-elementwise.ts";
import { type MinimiserBody, type Node, type Op, type ScanBody, type Shape, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { otherAxes, range, replaceAxis, sameList, sameShape, showShape } from "./shape.ts";

/** What is wrong with a node of this operation, operands and shape, in words; undefined where nothing is. */
export function flawOf(op: Op, inputs: readonly Node[], shape: Shape): string | undefined {
  const [least, most] = operandsOf(op);
  if (inputs.length < least || inputs.length > most) {
    return `it takes ${countOf(least, most)}, not ${inputs.length}`;
  }
  const shapes = inputs.map((x) => x.shape);
  const [a, b] = shapes;
  const rank = inputs.length > 0 ? a.length : 0;
  const made = (expected: Shape) => (sameShape(shape, expected) ? undefined : `its shape is ${showShape(expected)}`);
  const operands = () => `operands of ${shapes.map(showShape).join(" and ")} do not fit`;
  if ("axis" in op && op.name !== "scatter_add" && op.axis >= rank) return `there is no axis ${op.axis}`;
  switch (op.name) {
    case "constant":
      return op.data.length === sizeOf(shape) ? undefined : `${op.data.length} numbers for ${showShape(shape)}`;
    case "input":
      return undefined;
    case "broadcast": {
      const fits = op.axes.length === rank && increases(op.axes, shape.length);
      return fits && op.axes.every((axis, i) => shape[axis] === a[i]) ? undefined : operands();
    }
    case "reduce":
      return increases(op.axes, rank) ? made(otherAxes(rank, op.axes).map((axis) => a[axis])) : "its axes do not fit";
    case "argmax":
    case "argmin":
      return a[op.axis] > 0 ? made(replaceAxis(a, op.axis, [])) : "its axis has no elements";
    case "reshape":
      return sizeOf(a) === sizeOf(shape) ? undefined : operands();
    case "transpose": {
      const sorted = [...op.permutation].sort((x, y) => x - y);
      return sameList(sorted, range(rank)) ? made(op.permutation.map((axis) => a[axis])) : "it is no permutation";
    }
    case "slice": {
      const size = shape[op.axis] ?? 0;
      return op.start + size <= a[op.axis] ? made(replaceAxis(a, op.axis, [size])) : "it ends behind its operand";
    }
    case "pad":
      return made(replaceAxis(a, op.axis, [op.before + a[op.axis] + op.after]));
    case "gather":
      return made(replaceAxis(a, op.axis, b));
    case "scatter_add": {
      const end = op.axis + b.length;
      const fits = end <= rank && sameShape(a.slice(op.axis, end), b);
      return fits ? made([...a.slice(0, op.axis), op.size, ...a.slice(end)]) : operands();
    }
    case "concat": {
      const others = replaceAxis(a, op.axis, []);
      const fits = shapes.every((each) => each.length === rank && sameShape(replaceAxis(each, op.axis, []), others));
      const size = shapes.reduce((total, each) => total + each[op.axis], 0);
      return fits ? made(replaceAxis(a, op.axis, [size])) : operands();
    }
    case "matmul": {
      const fits = rank >= 2 && b.length === rank && sameShape(a.slice(0, -2), b.slice(0, -2));
      return fits && a[rank - 1] === b[rank - 2] ? made([...a.slice(0, -1), b[rank - 1]]) : operands();
    }
    case "cholesky":
      return isSquare(a) ? made(a) : operands();
    case "cholesky_adjoint":
      return isSquare(a) && sameShape(a, b) ? made(a) : operands();
    case "triangular_solve":
      return isSquare(a) && b.length === rank && sameShape(a.slice(0, -1), b.slice(0, -1)) ? made(b) : operands();
    case "call":
      return rank === 2 && shape.length === 2 && a[0] === shape[0] ? undefined : operands();
    case "call_vjp":
      return rank === 2 && b.length === 2 && a[0] === b[0] ? made(a) : operands();
    case "parameter_gradient": {
      const fits = rank === 2 && shape.length === 3 && a[0] === shape[0];
      return fits && (b === undefined || sameShape(b, [shape[2]])) ? undefined : operands();
    }
    case "parameter_vjp": {
      const fits = rank === 2 && b.length === 2 && a[0] === b[0] && shape.length === 1;
      return fits && (shapes.length === 2 || sameShape(shapes[2], shape)) ? undefined : operands();
    }
    case "scan": {
      const [steps] = shape;
      if (op.settles && rank !== 1) return "it settles on a row that is no vector";
      const expected = [op.body.carry, ...op.body.xs, ...op.body.shared].map((own, i) =>
        i > 0 && i <= op.body.xs.length ? [steps, ...own.shape] : own.shape,
      );
      const fits = expected.every((each, i) => sameShape(each, shapes[i])) && sameShape(op.body.next.shape, a);
      return fits ? (made([steps, ...a]) ?? flawOfBody(op.body, op.body.next)) : operands();
    }
    case "minimiser": {
      const { point, shared, loss } = op.body;
      const own = [point, ...shared].every((each, i) => sameShape(each.shape, shapes[i]));
      const fits = own && rank > 0 && sameShape(loss.shape, a.slice(0, -1));
      return fits ? (made(a) ?? flawOfBody(op.body, loss)) : operands();
    }
    default:
      return shapes.every((each) => sameShape(each, a)) ? made(a) : operands();
  }
}

/** How many operands an operation takes, at least and at most. */
function operandsOf(op: Op): readonly [number, number] {
  const { name } = op;
  if (isUnary(name)) return [1, 1];
  if (isBinary(name)) return [2, 2];
  switch (op.name) {
    case "constant":
    case "input":
      return [0, 0];
    case "select":
      return [3, 3];
    case "gather":
    case "scatter_add":
    case "matmul":
    case "cholesky_adjoint":
    case "triangular_solve":
    case "call_vjp":
      return [2, 2];
    case "concat":
      return [1, Infinity];
    case "parameter_gradient":
      return [1, 2];
    case "parameter_vjp":
      return [2, 3];
    case "scan": {
      const count = 1 + op.body.xs.length + op.body.shared.length;
      return [count, count];
    }
    case "minimiser": {
      const count = 1 + op.body.shared.length;
      return [count, count];
    }
    default:
      return [1, 1];
  }
}

function countOf(least: number, most: number): string {
  if (least === most) return `${least} ${least === 1 ? "operand" : "operands"}`;
  return most === Infinity ? `${least} or more operands` : `${least} to ${most} operands`;
}

/** Bodies read what they are given and nothing else, and ask no box. */
function flawOfBody(body: ScanBody | MinimiserBody, result: Node): string | undefined {
  const known = new Set<Node>(
    "carry" in body ? [body.carry, ...body.xs, ...body.shared] : [body.point, ...body.shared],
  );
  for (const node of reachable([result])) {
    if ("box" in node.op) return `it asks the box ${node.op.box} inside`;
    if (node.op.name === "input" && !known.has(node)) return `it reads ${node.op.buffer}+${node.op.offset} inside`;
  }
  return undefined;
}

function increases(axes: readonly number[], rank: number): boolean {
  return axes.every((axis, i) => axis < rank && (i === 0 || axis > axes[i - 1]));
}

function isSquare(shape: Shape): boolean {
  return shape.length >= 2 && shape[shape.length - 1] === shape[shape.length - 2];
}
