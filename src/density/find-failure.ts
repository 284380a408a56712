/** Where a log density stopped being a number: the statement, the element, and whether a black box said so first. */
import type { BlackBox } from "../blackbox/provider.ts";
import type { Box, CheckedScenario } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { constant } from "../tensor/build.ts";
import { evaluate } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
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
  const terms = termsOf(scenario, layout, bindPosition(layout));
  const boxes = Object.fromEntries(
    [...scenario.boxes.values()].map((box) => [
      box.name,
      (x: Float64Array, rows: number) => answer(box, opened.get(box.name), x, rows),
    ]),
  );
  const environment = { buffers: { position }, boxes };
  const calls = reachable(terms.map((term) => term.node)).filter((node) => node.op.name === "call");
  for (const node of calls) {
    const site = badAnswer(scenario, node, evaluate([node.inputs[0], node], environment));
    if (site !== undefined) return site;
  }
  const values = evaluate(
    terms.map((term) => term.node),
    environment,
  );
  for (const isBad of [Number.isNaN, (x: number) => !Number.isFinite(x)]) {
    for (const [i, term] of terms.entries()) {
      const element = values[i].findIndex(isBad);
      if (element < 0) continue;
      const { span, statement, node } = term;
      return { kind: "term", span, statement, value: values[i][element], element, size: sizeOf(node.shape) };
    }
  }
  return undefined;
}

function badAnswer(scenario: CheckedScenario, node: Node, [asked, answers]: Float64Array[]): FailureSite | undefined {
  const bad = answers.findIndex((x) => !Number.isFinite(x));
  const box = node.op.name === "call" ? scenario.boxes.get(node.op.box) : undefined;
  if (bad < 0 || box === undefined) return undefined;
  const width = node.inputs[0].shape[1];
  const row = Math.floor(bad / node.shape[1]);
  const inputs = [...asked.subarray(row * width, (row + 1) * width)];
  // A row that was no number before the box saw it is not the box's fault.
  if (!inputs.every(Number.isFinite)) return undefined;
  return { kind: "box", box, row: inputs, answer: answers[bad] };
}

function answer(box: Box, opened: BlackBox | undefined, x: Float64Array, rows: number): Float64Array {
  const { importInto, inputShape, outputShape } = box.model;
  if (importInto !== undefined) return evaluate([importInto(constant(x, [rows, ...inputShape]))], {})[0];
  const out = new Float64Array(rows * sizeOf(outputShape));
  const pending = opened?.call(x, rows, out);
  if (opened === undefined || pending !== undefined) out.fill(0);
  return out;
}
