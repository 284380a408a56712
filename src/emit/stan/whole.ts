/** The operations that Stan has for whole vectors and matrices. */
import { uniformValue } from "../../tensor/build.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import { isBinary, isUnary } from "../../tensor/evaluate-elementwise.ts";
import type { BinaryName, Node, ReduceName } from "../../tensor/node.ts";
import { sameShape } from "../../tensor/shape.ts";
import { isComparison } from "../printed/dialect.ts";
import { atom, call, type Expression, infix, level, negative, within } from "../printed/expression.ts";
import { countsUp } from "../printed/known.ts";
import { isVectorised, reductions } from "./dialect.ts";
import { transposed, vectorOf } from "./quotes.ts";
import type { StanWriter } from "./writer.ts";

/** `real` for a node with axes: the one number that all of its elements are. */
export interface Whole {
  readonly kind: "real" | "vector" | "matrix";
  readonly expression: Expression;
}

/** The node as an expression over its inputs, whole; undefined where Stan has none, or an input has more than two axes. */
export function wholeOperation(writer: StanWriter, node: Node): Whole | undefined {
  if (node.shape.length > 2 || node.inputs.some((x) => x.shape.length > 2)) return undefined;
  const { op } = node;
  if (isUnary(op.name)) {
    if (!isVectorised(op.name) || op.name === "step" || op.name === "not") return undefined;
    const x = writer.whole(node.inputs[0]);
    return { kind: x.kind, expression: writer.dialect.unary(op.name, x.expression) };
  }
  if (isBinary(op.name)) return binary(writer, op.name, node);
  switch (op.name) {
    case "polygamma": {
      const x = writer.whole(node.inputs[0]);
      return { kind: x.kind, expression: writer.dialect.polygamma(op.order, x.expression) };
    }
    case "broadcast":
      return broadcast(writer, node, op.axes);
    case "reduce":
      return reduction(writer, node, op.kind, op.axes);
    case "argmax":
    case "argmin":
      return firstExtremum(writer, node, op.name);
    case "cumsum":
      return running(writer, node, op.reverse);
    case "reshape":
      return reshaped(writer, node);
    case "transpose":
      return { kind: "matrix", expression: transposed(writer.full(node.inputs[0])) };
    case "slice":
      return part(writer, node, op.axis, `${op.start + 1}:${op.start + node.shape[op.axis]}`);
    case "gather":
      return gathered(writer, node, op.axis);
    case "concat":
      return joined(writer, node, op.axis);
    case "matmul":
      return {
        kind: "matrix",
        expression: infix(writer.full(node.inputs[0]), "*", writer.full(node.inputs[1]), level.product),
      };
    case "cholesky":
      return { kind: "matrix", expression: call("cholesky_decompose", writer.full(node.inputs[0])) };
    case "triangular_solve": {
      const [l, b] = node.inputs.map((x) => writer.full(x));
      if (!op.transposed) return { kind: "matrix", expression: call("mdivide_left_tri_low", l, b) };
      return { kind: "matrix", expression: transposed(call("mdivide_right_tri_low", transposed(b), l)) };
    }
    default:
      return undefined;
  }
}

/** Functions of two numbers that Stan does not take over vectors. */
const byElement: ReadonlySet<string> = new Set(["mod", "log_gamma_p", "log_gamma_q", "log_student_cdf"]);

const kindOf = (node: Node) => (node.shape.length === 1 ? "vector" : "matrix");

function binary(writer: StanWriter, name: BinaryName, node: Node): Whole | undefined {
  if (isComparison(name) || byElement.has(name)) return undefined;
  const [a, b] = node.inputs.map((x) => writer.whole(x));
  const kind = a.kind === "real" ? b.kind : a.kind;
  const isPointwise = a.kind !== "real" && b.kind !== "real";
  const [x, y] = [a.expression, b.expression];
  if (name === "mul" && isPointwise) return { kind, expression: infix(x, ".*", y, level.product) };
  if (name === "div" && b.kind !== "real") return { kind, expression: infix(x, "./", y, level.product) };
  if (name === "pow" && kind !== "real") {
    return { kind, expression: { text: `${within(x, level.atom)} .^ ${within(y, level.atom)}`, level: level.power } };
  }
  return { kind, expression: writer.dialect.binary(name, x, y) };
}

function broadcast(writer: StanWriter, node: Node, axes: readonly number[]): Whole | undefined {
  const inner = writer.whole(node.inputs[0]);
  if (inner.kind === "real") return inner;
  if (node.shape.length === 1) return inner;
  const [rows, columns] = node.shape.map((size) => atom(String(size)));
  if (axes[0] === 0) return { kind: "matrix", expression: call("rep_matrix", inner.expression, columns) };
  return { kind: "matrix", expression: call("rep_matrix", transposed(inner.expression), rows) };
}

/** Only over all axes; over some, loops do it row by row. */
function reduction(writer: StanWriter, node: Node, kind: ReduceName, axes: readonly number[]): Whole | undefined {
  const [x] = node.inputs;
  if (axes.length < x.shape.length) return undefined;
  const product = kind === "sum" ? productSum(writer, x) : undefined;
  if (product !== undefined) return { kind: "real", expression: product };
  const whole = writer.whole(x);
  // log_sum_exp and the like take any container.
  return { kind: "real", expression: call(reductions[kind], writer.spread(whole, x)) };
}

/** `sum(a .* b)` of vectors is `dot_product(a, b)`. */
function productSum(writer: StanWriter, x: Node): Expression | undefined {
  if (x.op.name !== "mul" || x.shape.length !== 1 || writer.isVariable(x)) return undefined;
  const [a, b] = x.inputs.map((each) => writer.whole(each));
  if (a.kind !== "vector" || b.kind !== "vector") return undefined;
  return call("dot_product", a.expression, b.expression);
}

function firstExtremum(writer: StanWriter, node: Node, name: "argmax" | "argmin"): Whole | undefined {
  const [x] = node.inputs;
  if (x.shape.length !== 1) return undefined;
  const vector = writer.full(x);
  const upward = name === "argmin" ? negative(vector) : vector;
  return { kind: "real", expression: call(writer.context.helpers.use("first_largest"), upward) };
}

function running(writer: StanWriter, node: Node, reverse: boolean): Whole | undefined {
  if (node.shape.length !== 1) return undefined;
  const x = writer.full(node.inputs[0]);
  const forward = (vector: Expression) => call("cumulative_sum", vector);
  return { kind: "vector", expression: reverse ? call("reverse", forward(call("reverse", x))) : forward(x) };
}

function reshaped(writer: StanWriter, node: Node): Whole | undefined {
  const [x] = node.inputs;
  const product = vectorProduct(writer, node);
  if (product !== undefined) return product;
  if (sameShape(node.shape, x.shape)) return undefined;
  const inner = writer.whole(x);
  if (inner.kind === "real") {
    return { kind: "real", expression: inner.expression };
  }
  if (node.shape.length === 1) {
    const rowMajor = x.shape[0] === 1 || x.shape[1] === 1 ? inner.expression : transposed(inner.expression);
    return { kind: "vector", expression: call("to_vector", rowMajor) };
  }
  const sizes = node.shape.map((size) => atom(String(size)));
  const vector = x.shape.length === 1 ? inner.expression : call("to_vector", transposed(inner.expression));
  return { kind: "matrix", expression: call("to_matrix", vector, ...sizes, atom("0")) };
}

/** Products of a matrix and a vector are matrix products between reshapes. */
function vectorProduct(writer: StanWriter, node: Node): Whole | undefined {
  const [product] = node.inputs;
  if (product.op.name !== "matmul" || writer.isVariable(product) || node.shape.length > 1) return undefined;
  const [a, b] = product.inputs;
  const left = asVector(a);
  const right = asVector(b);
  if (node.shape.length === 0) {
    if (left === undefined || right === undefined) return undefined;
    return { kind: "real", expression: call("dot_product", writer.full(left), writer.full(right)) };
  }
  if (right !== undefined && b.shape[1] === 1) {
    return { kind: "vector", expression: infix(writer.full(a), "*", writer.full(right), level.product) };
  }
  if (left !== undefined && a.shape[0] === 1) {
    return { kind: "vector", expression: infix(transposed(writer.full(b)), "*", writer.full(left), level.product) };
  }
  return undefined;
}

/** The vector that a matrix of one row or column holds. */
function asVector(node: Node): Node | undefined {
  if (node.op.name === "reshape" && node.inputs[0].shape.length === 1) return node.inputs[0];
  return undefined;
}

function part(writer: StanWriter, node: Node, axis: number, range: string): Whole | undefined {
  const x = writer.whole(node.inputs[0]);
  if (x.kind === "real") return x;
  const index = node.shape.length === 1 ? range : axis === 0 ? `${range}, ` : `, ${range}`;
  return { kind: kindOf(node), expression: atom(`${within(x.expression, level.atom)}[${index}]`) };
}

function gathered(writer: StanWriter, node: Node, axis: number): Whole | undefined {
  const [from, index] = node.inputs;
  if (index.shape.length !== 1 || !isConstant(index)) return undefined;
  if (uniformValue(from) !== undefined) return writer.whole(from);
  const first = writer.context.isNamed(index) ? undefined : countsUp(index);
  if (first !== undefined) return part(writer, node, axis, `${first + 1}:${first + index.shape[0]}`);
  return part(writer, node, axis, writer.context.data.variable(index, "index"));
}

function joined(writer: StanWriter, node: Node, axis: number): Whole | undefined {
  if (node.shape.length === 1 && node.inputs.every((x) => x.shape[0] === 1)) {
    const elements = node.inputs.map((x) => writer.elements.element(x, [{ shift: 0 }]));
    return { kind: "vector", expression: vectorOf(elements) };
  }
  const parts = node.inputs.map((x) => writer.full(x));
  const name = axis === 0 ? "append_row" : "append_col";
  return { kind: kindOf(node), expression: parts.reduceRight((rest, each) => call(name, each, rest)) };
}
