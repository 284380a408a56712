/** Builders of element-wise nodes: operands have one shape, or are scalars (numbers, nodes of shape []), which are broadcast. */
import { broadcast, fill, uniformValue } from "./build-source.ts";
import { type BinaryName, makeNode, type Node, type Shape, type UnaryName } from "./node.ts";
import { misuse, sameShape, showShape } from "./shape.ts";

/** A number stands for that number in every element. */
export type Operand = Node | number;

export function unary(name: UnaryName, x: Node): Node {
  return makeNode({ name }, [x], x.shape);
}

export function binary(name: BinaryName, a: Operand, b: Operand): Node {
  const [x, y] = fit(name, [a, b]);
  return makeNode({ name }, [x, y], x.shape);
}

const unaryBuilder = (name: UnaryName) => (x: Node) => unary(name, x);
const binaryBuilder = (name: BinaryName) => (a: Operand, b: Operand) => binary(name, a, b);

/** Brings operands to their common shape. */
function fit(where: string, operands: readonly Operand[]): Node[] {
  let shape: Shape = [];
  for (const x of operands) if (typeof x !== "number" && x.shape.length > 0) shape = x.shape;
  return operands.map((x) => {
    if (typeof x === "number") return fill(shape, x);
    if (x.shape.length === 0) return broadcast(x, shape, []);
    if (!sameShape(x.shape, shape)) misuse(where, `${showShape(x.shape)} against ${showShape(shape)}`);
    return x;
  });
}

function isNumber(x: Operand, value: number): boolean {
  return typeof x === "number" ? Object.is(x, value) : uniformValue(x) === value;
}

/** Whether leaving out `left` keeps the shape of the result, which is then that of `kept`. */
function keepsShape(kept: Operand, left: Operand): kept is Node {
  return typeof kept !== "number" && (typeof left === "number" || left.shape.length === 0 || kept.shape.length > 0);
}

export function neg(x: Node): Node {
  return x.op.name === "neg" ? x.inputs[0] : unary("neg", x);
}
export const exp = unaryBuilder("exp");
export const log = unaryBuilder("log");
export const log1p = unaryBuilder("log1p");
export const expm1 = unaryBuilder("expm1");
export const sqrt = unaryBuilder("sqrt");
export const square = unaryBuilder("square");
export const reciprocal = unaryBuilder("reciprocal");
export const abs = unaryBuilder("abs");
/** -1, 0 or 1. */
export const sign = unaryBuilder("sign");
export const floor = unaryBuilder("floor");
export const ceil = unaryBuilder("ceil");
/** To the nearest whole number, halves upwards. */
export const round = unaryBuilder("round");
export const sin = unaryBuilder("sin");
export const cos = unaryBuilder("cos");
export const tan = unaryBuilder("tan");
export const asin = unaryBuilder("asin");
export const acos = unaryBuilder("acos");
export const atan = unaryBuilder("atan");
export const sinh = unaryBuilder("sinh");
export const cosh = unaryBuilder("cosh");
export const tanh = unaryBuilder("tanh");
/** 1 / (1 + exp(-x)). */
export const sigmoid = unaryBuilder("sigmoid");
/** log(1 + exp(x)). */
export const softplus = unaryBuilder("softplus");
/** max(x, 0). */
export const relu = unaryBuilder("relu");
/** max(x, 0) whose derivative is taken to be sigmoid(slope x). */
export function smoothedRelu(x: Node, slope: number): Node {
  return makeNode({ name: "relu", slope }, [x], x.shape);
}
/** 1 where x > 0, else 0. */
export const step = unaryBuilder("step");
/** 1 where x is 0, else 0. */
export const not = unaryBuilder("not");
export const lgamma = unaryBuilder("lgamma");
export const erf = unaryBuilder("erf");
export const erfc = unaryBuilder("erfc");
/** log of the standard normal distribution function. */
export const logNormalCdf = unaryBuilder("log_normal_cdf");
/** log I0(x) of the modified Bessel function. */
export const logI0 = unaryBuilder("log_i0");
/** I1(x) / I0(x) of the modified Bessel functions. */
export const i1I0 = unaryBuilder("i1_i0");

/** The derivative of log gamma of order `order` + 1: 0 is digamma, 1 trigamma. */
export function polygamma(order: number, x: Node): Node {
  if (!Number.isInteger(order) || order < 0) misuse("polygamma", `order ${order}`);
  return makeNode({ name: "polygamma", order }, [x], x.shape);
}
export const digamma = (x: Node) => polygamma(0, x);
export const trigamma = (x: Node) => polygamma(1, x);

export function add(a: Operand, b: Operand): Node {
  if (isNumber(b, 0) && keepsShape(a, b)) return a;
  if (isNumber(a, 0) && keepsShape(b, a)) return b;
  return binary("add", a, b);
}

export function sub(a: Operand, b: Operand): Node {
  if (isNumber(b, 0) && keepsShape(a, b)) return a;
  return binary("sub", a, b);
}

export function mul(a: Operand, b: Operand): Node {
  if (isNumber(b, 1) && keepsShape(a, b)) return a;
  if (isNumber(a, 1) && keepsShape(b, a)) return b;
  return binary("mul", a, b);
}

export function div(a: Operand, b: Operand): Node {
  if (isNumber(b, 1) && keepsShape(a, b)) return a;
  return binary("div", a, b);
}

/** a to the power b, as Math.pow. */
export const pow = binaryBuilder("pow");
/** a - b floor(a / b): has the sign of b. */
export const mod = binaryBuilder("mod");
export const min = binaryBuilder("min");
export const max = binaryBuilder("max");
/** Comparisons give 0 or 1; those with NaN are 0, except `ne`. */
export const lt = binaryBuilder("lt");
export const le = binaryBuilder("le");
export const gt = (a: Operand, b: Operand) => binary("lt", b, a);
export const ge = (a: Operand, b: Operand) => binary("le", b, a);
export const eq = binaryBuilder("eq");
export const ne = binaryBuilder("ne");
/** Both differ from 0. */
export const and = binaryBuilder("and");
/** One or both differ from 0. */
export const or = binaryBuilder("or");

/** log P(a, x) of the regularised incomplete gamma function; differentiable in x only. */
export const logGammaP = binaryBuilder("log_gamma_p");
/** log Q(a, x) = log(1 - P(a, x)); differentiable in x only. */
export const logGammaQ = binaryBuilder("log_gamma_q");
/** log P(T <= t) of Student's t, from (df, t); differentiable in t only. */
export const logStudentCdf = binaryBuilder("log_student_cdf");

/** Element-wise: `ifTrue` where the condition is not 0, else `ifFalse`; the other branch reaches neither value nor derivative. */
export function select(condition: Operand, ifTrue: Operand, ifFalse: Operand): Node {
  const [c, a, b] = fit("select", [condition, ifTrue, ifFalse]);
  return makeNode({ name: "select" }, [c, a, b], c.shape);
}

/** A number as a node of shape [], a node as it is. */
export function toNode(x: Operand): Node {
  return typeof x === "number" ? fill([], x) : x;
}
