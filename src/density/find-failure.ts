/** Where a log density stopped being a number: the statement, the element, and whether a black box said so first. */
import type { BlackBox } from "../blackbox/provider.ts";
import type { Box, CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { constant } from "../tensor/build.ts";
import { type Environment, evaluate } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { type Blame, blame } from "./blame.ts";
import { netsOf, writeOutDerivatives } from "./import-boxes.ts";
import { bindPosition, type Layout } from "./layout.ts";
import { termsOf } from "./terms.ts";

export type FailureSite =
  | { readonly kind: "box"; readonly box: Box; readonly row: readonly number[]; readonly answer: number }
  | {
      readonly kind: "term";
      readonly span: Span;
      readonly statement: string;
      readonly value: number;
      readonly element: number;
      readonly size: number;
      /** What of the statement is to blame, where that can be told. */
      readonly blame?: Blame;
    };

/**
 * The first statement whose log density at an unconstrained position is NaN, else the first that is -Infinity; undefined
 * when all are finite. Uses the reference interpreter, so it is slow and sees every intermediate value.
 */
export function findFailure(
  scenario: CheckedScenario,
  layout: Layout,
  position: Float64Array,
  opened: ReadonlyMap<string, BlackBox> = new Map(),
): FailureSite | undefined {
  const binding = bindPosition(layout);
  const terms = termsOf(scenario, layout, binding);
  const nodes = writeOutDerivatives(
    terms.map((term) => term.node),
    netsOf(scenario),
  );
  const environment = { buffers: { position }, ...answersOf(scenario, opened) };
  const calls = reachable(nodes).filter((node) => node.op.name === "call" || node.op.name === "call_vjp");
  for (const node of calls) {
    const site = badAnswer(scenario, node, evaluate([node.inputs[0], node], environment));
    if (site !== undefined) return site;
  }
  const values = evaluate(nodes, environment);
  for (const isBad of [Number.isNaN, (x: number) => !Number.isFinite(x)]) {
    for (const [i, term] of terms.entries()) {
      const element = values[i].findIndex(isBad);
      if (element < 0) continue;
      const { span, statement, node, isJoint } = term;
      const value = values[i][element];
      if (isJoint) return { kind: "term", span, statement, value, element: 0, size: 1 };
      const size = sizeOf(node.shape);
      const reason = blame(scenario, binding, environment, { span, element, size });
      return { kind: "term", span, statement, value, element, size, blame: reason };
    }
  }
  return undefined;
}

function badAnswer(scenario: CheckedScenario, node: Node, [asked, answers]: Float64Array[]): FailureSite | undefined {
  const bad = answers.findIndex((x) => !Number.isFinite(x));
  const box = "box" in node.op ? scenario.boxes.get(node.op.box) : undefined;
  if (bad < 0 || box === undefined) return undefined;
  const width = node.inputs[0].shape[1];
  const row = Math.floor(bad / node.shape[1]);
  const inputs = [...asked.subarray(row * width, (row + 1) * width)];
  // A row that was no number before the box saw it is not the box's fault.
  if (!inputs.every(Number.isFinite)) return undefined;
  return { kind: "box", box, row: inputs, answer: answers[bad] };
}

function answersOf(scenario: CheckedScenario, opened: ReadonlyMap<string, BlackBox>): Environment {
  const boxes: Record<string, (x: Float64Array, rows: number) => Float64Array> = {};
  const vjps: Record<string, (x: Float64Array, cotangent: Float64Array, rows: number) => Float64Array> = {};
  for (const box of scenario.boxes.values()) {
    boxes[box.name] = (x, rows) => answer(box, opened.get(box.name), x, rows);
    vjps[box.name] = (x, cotangent, rows) => product(box, opened.get(box.name), x, cotangent, rows);
  }
  return { boxes, vjps };
}

function answer(box: Box, opened: BlackBox | undefined, x: Float64Array, rows: number): Float64Array {
  const { importInto, inputShape, outputShape } = box.model;
  if (importInto !== undefined) return evaluate([importInto(constant(x, [rows, ...inputShape]))], {})[0];
  const out = new Float64Array(rows * sizeOf(outputShape));
  const pending = opened?.call(x, rows, out);
  if (opened === undefined || pending !== undefined) out.fill(0);
  return out;
}

/** Of a box that stays opaque; the derivatives of others are written out. */
function product(
  box: Box,
  opened: BlackBox | undefined,
  x: Float64Array,
  cotangent: Float64Array,
  rows: number,
): Float64Array {
  const out = new Float64Array(rows * sizeOf(box.model.inputShape));
  const pending = opened?.vjp?.(x, cotangent, rows, out);
  if (opened?.vjp === undefined || pending !== undefined) out.fill(0);
  return out;
}
