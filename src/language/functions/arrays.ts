/** Functions that make, measure and rearrange arrays. */
import * as t from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import { anonymous, shapeOf } from "../axes.ts";
import type { Value } from "../checked.ts";
import { at } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { shapesDoNotFit, wrongRank } from "../diagnostics/shapes.ts";
import { elaborate } from "../elaborate.ts";
import { unsized } from "../heads.ts";
import { knownWhole } from "../known.ts";
import { checkLimit } from "../limits.ts";
import type { BuiltinFunction, FunctionCall } from "./function.ts";

function number(value: number): Value {
  return { node: t.scalar(value), axes: [] };
}

/** `rows(y)`, `columns(X)`: sizes of the first and second axis. */
function axisSize(name: string, axis: number, documentation: string): BuiltinFunction {
  return {
    name,
    signature: `${name}(a)`,
    documentation,
    arity: [1, 1],
    options: [],
    apply({ context, argExpressions, args: [x] }) {
      if (x.axes.length <= axis)
        fail(wrongRank(at(context, argExpressions[0]), name, axis === 0 ? "at least one axis" : "a matrix", x.axes));
      return number(x.axes[axis].size);
    },
  };
}

const size: BuiltinFunction = {
  name: "size",
  signature: "size(dim) or size(a)",
  documentation: "number of elements of a dim or of a value",
  arity: [1, 1],
  options: [],
  raw: true,
  apply({ context, argExpressions: [argument] }) {
    if (argument.kind === "name") {
      const meaning = context.scope.resolve(argument);
      if (meaning.kind === "dim" && meaning.dim.size !== unsized) return number(meaning.dim.size);
    }
    return number(elaborate(context, argument).axes.reduce((n, axis) => n * axis.size, 1));
  },
};

const repeat: BuiltinFunction = {
  name: "repeat",
  signature: "repeat(v, n)",
  documentation: "the vector v, n times over",
  arity: [2, 2],
  options: [],
  apply({ context, argExpressions, args: [v] }) {
    const n = positive(context, argExpressions[1], "the number of repeats");
    if (v.axes.length > 1) fail(wrongRank(at(context, argExpressions[0]), "repeat", "a scalar or a vector", v.axes));
    const length = v.axes.length === 0 ? 1 : v.axes[0].size;
    checkLimit(at(context, argExpressions[1]), anonymous([n * length]));
    const row = t.reshape(v.node, [length]);
    return { node: t.reshape(t.broadcast(row, [n, length], [1]), [n * length]), axes: anonymous([n * length]) };
  },
};

function positive(
  context: FunctionCall["context"],
  expression: FunctionCall["argExpressions"][number],
  what: string,
): number {
  const n = knownWhole(context, expression, what);
  if (n < 1) fail(misplaced(at(context, expression), `${what} must be at least 1`, `this is ${n}`));
  return n;
}

/** `zeros(n, m)`, `ones(n)` */
function filled(name: string, value: number): BuiltinFunction {
  return {
    name,
    signature: `${name}(n, ..)`,
    documentation: `an array of ${name} with the given sizes`,
    arity: [1, 4],
    options: [],
    apply({ context, expression, argExpressions }) {
      const shape = argExpressions.map((size) => positive(context, size, "a size"));
      checkLimit(at(context, expression), anonymous(shape));
      return { node: t.fill(shape, value), axes: anonymous(shape) };
    },
  };
}

const identity: BuiltinFunction = {
  name: "identity",
  signature: "identity(n)",
  documentation: "the n by n identity matrix",
  arity: [1, 1],
  options: [],
  apply({ context, argExpressions }) {
    const n = positive(context, argExpressions[0], "a size");
    checkLimit(at(context, argExpressions[0]), anonymous([n, n]));
    return { node: t.unitMatrix(n), axes: anonymous([n, n]) };
  },
};

const transpose: BuiltinFunction = {
  name: "transpose",
  signature: "transpose(a)",
  documentation: "the matrix with its axes exchanged",
  arity: [1, 1],
  options: [],
  apply({ context, argExpressions, args: [x] }) {
    if (x.axes.length !== 2) fail(wrongRank(at(context, argExpressions[0]), "transpose", "a matrix", x.axes));
    return { node: t.transpose(x.node, [1, 0]), axes: [x.axes[1], x.axes[0]] };
  },
};

const concat: BuiltinFunction = {
  name: "concat",
  signature: "concat(a, b, ..)",
  documentation: "arrays one after the other along the first axis; scalars count as vectors of one",
  arity: [2, 20],
  options: [],
  apply({ context, expression, argExpressions, args }) {
    const parts = args.map((value) =>
      value.axes.length === 0 ? { node: t.reshape(value.node, [1]), axes: anonymous([1]) } : value,
    );
    const tail = parts[0].axes.slice(1);
    parts.forEach((part, i) => {
      const own = part.axes.slice(1);
      if (own.length === tail.length && own.every((axis, k) => axis.size === tail[k].size)) return;
      fail(
        shapesDoNotFit(
          at(context, expression),
          [
            { span: argExpressions[0].span, axes: parts[0].axes },
            { span: argExpressions[i].span, axes: part.axes },
          ],
          { reason: "all but the first axis must agree" },
        ),
      );
    });
    const node = t.concat(
      parts.map((part) => part.node),
      0,
    );
    return { node, axes: [{ size: node.shape[0] }, ...tail] };
  },
};

/** Square matrices over their last two axes. */
const cholesky: BuiltinFunction = {
  name: "cholesky",
  signature: "cholesky(a)",
  documentation: "lower triangular L with L @ transpose(L) = a",
  arity: [1, 1],
  options: [],
  apply({ context, argExpressions, args: [x] }) {
    const n = x.axes.length;
    if (n < 2 || x.axes[n - 1].size !== x.axes[n - 2].size) {
      fail(wrongRank(at(context, argExpressions[0]), "cholesky", "a square matrix", x.axes));
    }
    const node = t.cholesky(x.node);
    const known = constantValue(node);
    if (known?.some(Number.isNaN)) {
      fail(
        misplaced(
          at(context, argExpressions[0]),
          "the matrix is not positive definite",
          "add a small number to its diagonal",
        ),
      );
    }
    return { node, axes: x.axes };
  },
};

const diagonal: BuiltinFunction = {
  name: "diagonal",
  signature: "diagonal(v)",
  documentation: "the diagonal matrix of a vector, or the diagonal of a matrix",
  arity: [1, 1],
  options: [],
  apply({ context, argExpressions, args: [x] }) {
    if (x.axes.length === 1) {
      const axes = [x.axes[0], x.axes[0]];
      checkLimit(at(context, argExpressions[0]), axes);
      return { node: t.mul(t.broadcast(x.node, shapeOf(axes), [1]), t.unitMatrix(x.axes[0].size)), axes };
    }
    if (x.axes.length !== 2 || x.axes[0].size !== x.axes[1].size) {
      fail(wrongRank(at(context, argExpressions[0]), "diagonal", "a vector or a square matrix", x.axes));
    }
    return { node: t.diagonal(x.node), axes: [x.axes[0]] };
  },
};

export const arrays: readonly BuiltinFunction[] = [
  size,
  axisSize("rows", 0, "size of the first axis"),
  axisSize("columns", 1, "size of the second axis"),
  repeat,
  filled("zeros", 0),
  filled("ones", 1),
  identity,
  transpose,
  concat,
  cholesky,
  diagonal,
];
