/** The operations that fill a declared variable by loops which are not one expression for each element. */
import { cumsum, reduce, reshape, transpose } from "../../tensor/build.ts";
import { argmax, argmin } from "../../tensor/build-reduce.ts";
import { type Node, type ReduceName, sizeOf } from "../../tensor/node.ts";
import { inversePermutation, otherAxes, sameShape } from "../../tensor/shape.ts";
import { atom, call, type Expression, infix, level, negative } from "../printed/expression.ts";
import { type Position, running, shifted } from "../printed/position.ts";
import { reductions } from "./dialect.ts";
import { loops } from "./loops.ts";
import { transposed } from "./quotes.ts";
import { scanLines } from "./scan.ts";
import type { StanWriter } from "./writer.ts";

/** Undefined for operations whose elements are expressions of their own. */
export function fillLines(writer: StanWriter, node: Node, name: string): string[] | undefined {
  const { op } = node;
  switch (op.name) {
    case "reduce":
      return writer.eachElement(node, name, reducedRow(writer, node.inputs[0], op.kind, op.axes));
    case "argmax":
    case "argmin":
      return extrema(writer, node, name, op.name, op.axis);
    case "cumsum":
      return runningSums(writer, node, name, op.axis, op.reverse);
    case "scatter_add":
      return scattered(writer, node, name, op.axis);
    case "concat":
      return joined(writer, node, name, op.axis);
    case "scan":
      return scanLines(writer, node, op.body, op.reverse, name);
    case "reshape":
      return copied(writer, node, name);
    case "matmul":
      return matrixByMatrix(writer, node, name, ([a, b]) => infix(a, "*", b, level.product));
    case "cholesky":
      return matrixByMatrix(writer, node, name, ([a]) => call("cholesky_decompose", a));
    case "triangular_solve":
      return matrixByMatrix(writer, node, name, ([l, b]) =>
        op.transposed
          ? transposed(call("mdivide_right_tri_low", transposed(b), l))
          : call("mdivide_left_tri_low", l, b),
      );
    default:
      return undefined;
  }
}

type ValueAt = (positions: readonly Position[]) => Expression;

/** The reduction of a row, after what is reduced has become the last axis. */
function reducedRow(writer: StanWriter, x: Node, kind: ReduceName, axes: readonly number[]): ValueAt {
  const rank = x.shape.length;
  if (rank === 2 && axes.length === 1 && axes[0] === 0 && writer.isVariable(x)) {
    const { name, form } = writer.variableOf(x);
    if (form === "plain")
      return ([j]) => call(reductions[kind], writer.dialect.pick(name, [{ text: "", shift: 0 }, j]));
  }
  const kept = otherAxes(rank, axes);
  const sizes = kept.map((axis) => x.shape[axis]);
  const isLast = axes.length === 1 && axes[0] === rank - 1;
  const rows = isLast
    ? x
    : reshape(transpose(x, [...kept, ...axes]), [...sizes, sizeOf(axes.map((axis) => x.shape[axis]))]);
  if (kept.length === 0) return () => writer.scalar(reduce(kind, rows));
  return (positions) => call(reductions[kind], fullRow(writer, rows, positions));
}

/** A row as a vector or row vector of its own length. */
function fullRow(writer: StanWriter, x: Node, lead: readonly Position[]): Expression {
  const row = writer.row(x, lead);
  if (row.kind !== "real") return row.expression;
  return call("rep_row_vector", row.expression, atom(String(x.shape[x.shape.length - 1])));
}

/** The axis as the last one, by a permutation. */
function toLast(rank: number, axis: number): number[] {
  return [...otherAxes(rank, [axis]), axis];
}

function extrema(writer: StanWriter, node: Node, name: string, kind: "argmax" | "argmin", axis: number): string[] {
  const [x] = node.inputs;
  const rank = x.shape.length;
  if (axis !== rank - 1) {
    const build = kind === "argmax" ? argmax : argmin;
    return writer.assignment(build(transpose(x, toLast(rank, axis)), rank - 1), name);
  }
  const helper = writer.context.helpers.use("first_largest");
  return writer.eachElement(node, name, (positions) => {
    const row = transposed(fullRow(writer, x, positions));
    return call(helper, kind === "argmax" ? row : negative(row));
  });
}

function runningSums(writer: StanWriter, node: Node, name: string, axis: number, reverse: boolean): string[] {
  const [x] = node.inputs;
  const rank = x.shape.length;
  if (axis !== rank - 1) {
    const order = toLast(rank, axis);
    const sums = cumsum(transpose(x, order), rank - 1, reverse);
    return writer.assignment(transpose(sums, inversePermutation(order)), name);
  }
  return eachRow(writer, node, name, (lead) => {
    const row = fullRow(writer, x, lead);
    return reverse ? call("reverse", call("cumulative_sum", call("reverse", row))) : call("cumulative_sum", row);
  });
}

/** Loops over all axes but the last. */
function eachRow(writer: StanWriter, node: Node, name: string, row: ValueAt): string[] {
  return overLeading(writer, node.shape.slice(0, -1), (lead) => [
    `${writer.dialect.pick(name, lead).text} = ${row(lead).text};`,
  ]);
}

function overLeading(
  writer: StanWriter,
  sizes: readonly number[],
  body: (lead: readonly Position[]) => readonly string[],
): string[] {
  const variables = writer.loopVariables(sizes.length);
  writer.depth += sizes.length;
  try {
    return loops(
      variables.map((variable, i) => [variable, sizes[i]] as const),
      body(variables.map(running)),
    );
  } finally {
    writer.depth -= sizes.length;
  }
}

function scattered(writer: StanWriter, node: Node, name: string, axis: number): string[] {
  const [values, index] = node.inputs;
  const rank = index.shape.length;
  const zeros = writer.eachElement(node, name, () => atom("0"));
  const sums = overLeading(writer, values.shape, (positions) => {
    const to = writer.index(index, positions.slice(axis, axis + rank));
    const place = [...positions.slice(0, axis), to, ...positions.slice(axis + rank)];
    const value = writer.elements.element(values, positions).text;
    return [`${writer.dialect.pick(name, place).text} += ${value};`];
  });
  return [...zeros, ...sums];
}

function joined(writer: StanWriter, node: Node, name: string, axis: number): string[] {
  let first = 0;
  return node.inputs.flatMap((part) => {
    const begin = first;
    first += part.shape[axis];
    return overLeading(writer, part.shape, (positions) => {
      const place = positions.map((position, i) => (i === axis ? shifted(position, begin) : position));
      const value = writer.elements.element(part, positions).text;
      return [`${writer.dialect.pick(name, place).text} = ${value};`];
    });
  });
}

/** An array of vectors as a matrix. */
function copied(writer: StanWriter, node: Node, name: string): string[] | undefined {
  const [x] = node.inputs;
  if (node.shape.length !== 2 || !sameShape(x.shape, node.shape)) return undefined;
  return eachRow(writer, node, name, (lead) => {
    const row = writer.row(x, lead);
    return row.kind === "vector" ? transposed(row.expression) : row.expression;
  });
}

/** An operation on matrices, for each of the leading axes. */
function matrixByMatrix(
  writer: StanWriter,
  node: Node,
  name: string,
  operation: (operands: readonly Expression[]) => Expression,
): string[] {
  const variables = node.inputs.map((x) => writer.variableOf(x).name);
  return overLeading(writer, node.shape.slice(0, -2), (lead) => {
    const operands = variables.map((variable) => writer.dialect.pick(variable, lead));
    return [`${writer.dialect.pick(name, lead).text} = ${operation(operands).text};`];
  });
}
