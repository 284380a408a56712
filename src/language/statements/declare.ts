/** Statements that give a name a value known before inference, or a pure expression: dim, param, data, let. */
import { scalar } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Value } from "../checked.ts";
import { at, type Context } from "../context.ts";
import { fail } from "../diagnostics/make.ts";
import { badParamValue, declaredTwice } from "../diagnostics/names.ts";
import { DiagnosticError } from "../diagnostic.ts";
import { badDimSize, notConstant } from "../diagnostics/shapes.ts";
import { elaborate, knownNumber } from "../elaborate.ts";
import { columnLabels, dataAxes, fitToHead, headAxes, unsized } from "../heads.ts";
import { originOf, isReader } from "../readers.ts";
import type { Origin } from "../scope.ts";
import type { DataStatement, DimStatement, Expression, Identifier, LetStatement, ParamStatement } from "../syntax.ts";

export function declareDim(context: Context, statement: DimStatement): void {
  const { name, labels } = statement;
  let size = unsized;
  if (labels !== undefined) {
    labels.forEach((label, i) => {
      const first = labels.findIndex((other) => other.name === label.name);
      if (first < i) fail(declaredTwice(at(context, label), label.name, labels[first].span));
    });
    size = labels.length;
  } else if (statement.size !== undefined) {
    size = knownNumber({ ...context, side: "data" }, statement.size, "the size of a dim");
    if (!Number.isInteger(size) || size < 1) fail(badDimSize(at(context, statement.size), name.name, String(size)));
  }
  const dim = { name: name.name, size, labels: labels?.map((label) => label.name), span: name.span };
  context.scope.declare(name, { kind: "dim", dim });
}

/** @param override the text after `--set name=` */
export function declareParam(context: Context, statement: ParamStatement, override: string | undefined): number {
  let value = knownNumber(context, statement.value, "a param");
  if (override !== undefined) {
    value = override.trim() === "" ? Number.NaN : Number(override.replaceAll("_", ""));
    if (Number.isNaN(value)) throw new DiagnosticError([badParamValue(statement.name.name, override)]);
  }
  context.scope.declare(statement.name, { kind: "param", value: { node: scalar(value), axes: [] } });
  return value;
}

export function declareData(context: Context, statement: DataStatement): void {
  const { head } = statement;
  const dims = head.dims;
  const expectedColumns = columnLabels(context, dims);
  const inner: Context = { ...context, side: "data", expectedColumns };
  const value = known(inner, statement.value, elaborate(inner, statement.value), `the data \`${head.name.name}\``);
  const fitted = dims === undefined ? value : fitToHead(context, head, dataAxes(context, dims, value), statement.value, value);
  context.scope.declare(head.name, { kind: "data", value: fitted, origin: directOrigin(inner, statement.value) });
}

/** Data must not depend on latents or ask a box. */
export function known(context: Context, expression: Expression, value: Value, what: string): Value {
  if (constantValue(value.node) !== undefined) return value;
  return fail(notConstant(at(context, expression), what, whatIsUnknown(value.node)));
}

/** Names the latent or box that keeps a node from being known. */
export function whatIsUnknown(node: Node): string {
  const seen = new Set<Node>();
  const stack = [node];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.op.name === "input") return `depends on the latent \`${next.op.buffer.replace(/^latent:/, "")}\``;
    if (next.op.name === "call") return `asks the black box \`${next.op.box}\``;
    stack.push(...next.inputs);
  }
  return "is not known";
}

function directOrigin(context: Context, expression: Expression): Origin | undefined {
  const path: Identifier[] = [];
  let inner = expression;
  while (inner.kind === "field") {
    path.unshift(inner.field);
    inner = inner.object;
  }
  return inner.kind === "call" && isReader(inner.callee.name) ? originOf(context, inner, path) : undefined;
}

export function declareLet(context: Context, statement: LetStatement): void {
  const { head } = statement;
  const value = elaborate(context, statement.value);
  const fitted = head.dims === undefined ? value : fitToHead(context, head, headAxes(context, head.dims), statement.value, value);
  context.scope.declare(head.name, { kind: "let", value: fitted });
}
