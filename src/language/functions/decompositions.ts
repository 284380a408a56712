/** Decompositions of known matrices; those with several results have parts: `svd(a).s`. */
import { constant } from "../../tensor/build.ts";
import type { Axis, Value } from "../checked.ts";
import { at } from "../context.ts";
import { partOf } from "../diagnostics/data-side.ts";
import { fail } from "../diagnostics/make.ts";
import { misplaced } from "../diagnostics/names.ts";
import { textOf } from "../elements.ts";
import { knownWhole } from "../known.ts";
import type { Grid } from "../mathematics/grid.ts";
import { type DataSideCall, dataSide, known, knownMatrix, knownSquare, refuse } from "./data-side.ts";
import type { BuiltinFunction } from "./function.ts";

const smoothFactor = "`cholesky(a)` has a derivative";

/** A function whose result is one of several named parts. */
function decomposition(
  name: string,
  documentation: string,
  parts: readonly string[],
  options: { readonly arguments?: string; readonly count?: number },
  apply: (call: DataSideCall) => Readonly<Record<string, () => Value>>,
): BuiltinFunction {
  const written = options.arguments ?? "a";
  return dataSide({
    name,
    signature: parts.map((part) => `${name}(${written}).${part}`).join(", "),
    documentation,
    arity: [options.count ?? 1, options.count ?? 1],
    instead: smoothFactor,
    parts,
    apply(call) {
      const { context, expression, part } = call;
      const place = at(context, part ?? expression);
      const argument = call.argExpressions.map(({ span }) => textOf(context.source, span)).join(", ");
      if (part === undefined || !parts.includes(part.name))
        return fail(partOf(place, name, argument, parts, part?.name));
      return apply(call)[part.name]();
    },
  });
}

/** A decomposition is computed once for each matrix, whichever of its parts are used. */
function once<T extends object>(compute: (call: DataSideCall) => T): (call: DataSideCall) => T {
  const results = new WeakMap<object, T>();
  return (call) => {
    const { node } = call.args[0];
    const result = results.get(node) ?? compute(call);
    results.set(node, result);
    return result;
  };
}

function grid(value: Grid, axes: readonly Axis[]): Value {
  return { node: constant(value.data, [value.rows, value.columns]), axes };
}

const eigen = once((call) => {
  const found = call.math.eigen(knownSquare(call, 0));
  return (
    found ??
    refuse(call, 0, "some eigenvalues are complex", "symmetric matrices have real ones: covariances, a @ transpose(a)")
  );
});
const qr = once((call) => call.math.qr(knownMatrix(call, 0)));
const lup = once((call) => call.math.lup(knownSquare(call, 0)));
const svd = once((call) => call.math.singularValues(knownMatrix(call, 0)));

export const decompositions: readonly BuiltinFunction[] = [
  dataSide({
    name: "eigenvalues",
    signature: "eigenvalues(a)",
    documentation: "eigenvalues of a square matrix, ascending; they must be real",
    arity: [1, 1],
    instead: smoothFactor,
    apply: (call) => known(eigen(call).values, [{ size: call.args[0].axes[0].size }]),
  }),
  dataSide({
    name: "eigenvectors",
    signature: "eigenvectors(a)",
    documentation:
      "eigenvectors of a symmetric matrix, columns in the order of `eigenvalues(a)`, of length 1, the largest element positive",
    arity: [1, 1],
    instead: smoothFactor,
    apply(call) {
      const { vectors } = eigen(call);
      const found = vectors ?? refuse(call, 0, "the matrix is not symmetric", "`svd(a)` takes any matrix apart");
      return grid(found, [call.args[0].axes[0], { size: found.columns }]);
    },
  }),
  decomposition(
    "qr",
    "a = q @ r, thin: orthonormal columns, and an upper triangle with a diagonal that is not negative",
    ["q", "r"],
    {},
    (call) => {
      const { q, r } = qr(call);
      const [rows, columns] = call.args[0].axes;
      return { q: () => grid(q, [rows, { size: q.columns }]), r: () => grid(r, [{ size: r.rows }, columns]) };
    },
  ),
  decomposition("lup", "l @ u is a square matrix a with its rows in the order p", ["l", "u", "p"], {}, (call) => {
    const { l, u, p } = lup(call);
    const [rows, columns] = call.args[0].axes;
    return {
      l: () => grid(l, [{ size: l.rows }, { size: l.columns }]),
      u: () => grid(u, [{ size: u.rows }, columns]),
      p: () => known(p, [{ size: rows.size }]),
    };
  }),
  decomposition(
    "svd",
    "a = u @ diagonal(s) @ transpose(v), thin; s descends, the largest element of each column of v is positive",
    ["u", "s", "v"],
    {},
    (call) => {
      const { u, s, v } = svd(call);
      const [rows, columns] = call.args[0].axes;
      return {
        u: () => grid(u, [rows, { size: u.columns }]),
        s: () => known(s, [{ size: s.length }]),
        v: () => grid(v, [columns, { size: v.columns }]),
      };
    },
  ),
  decomposition(
    "pca",
    "the first k principal components of the rows of x, centred and not scaled: scores [row, k], components [k, column], variances [k]",
    ["scores", "components", "variances"],
    { arguments: "x, k", count: 2 },
    (call) => {
      const { context, args, argExpressions, math } = call;
      const x = knownMatrix(call, 0);
      const k = knownWhole(context, argExpressions[1], "the number of components");
      const most = Math.min(x.rows, x.columns);
      if (k < 1 || k > most)
        fail(
          misplaced(at(context, argExpressions[1]), `the number of components must be 1 .. ${most}`, `this is ${k}`),
        );
      const { scores, components, variances } = math.components(x, k);
      const [rows, columns] = args[0].axes;
      return {
        scores: () => grid(scores, [rows, { size: k }]),
        components: () => grid(components, [{ size: k }, columns]),
        variances: () => known(variances, [{ size: k }]),
      };
    },
  ),
];
