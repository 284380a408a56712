/** Replaces calls of importable nets by their tensor programs, and counts the rows they answer. */
import type { Construction } from "../inference/kernel.ts";
import type { Box } from "../language/checked.ts";
import { reshape } from "../tensor/build.ts";
import { differentiate } from "../tensor/differentiate.ts";
import type { Node, Program } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { substitute } from "../tensor/passes/substitute.ts";

/** An imported net answers these rows in one evaluation of one lane. */
export interface ImportedRows {
  readonly box: string;
  readonly value: number;
  /** More rows for a gradient. */
  readonly gradient: number;
  readonly budget?: number;
}

/**
 * With finite differences asked for, boxes without granted gradients stay calls, so that every row is asked and counted;
 * all other nets of known layers are imported, which is exact and changes nothing of what may be asked.
 */
export function importBoxes(
  boxes: ReadonlyMap<string, Box>,
  value: Program,
  gradient: Program,
  gradientSource: Construction | null,
): { value: Program; gradient: Program; rows: readonly ImportedRows[] } {
  const importable = [...boxes.values()].filter(
    (box) => box.model.importInto !== undefined && (gradientSource === null || box.access.has("explanations")),
  );
  const rows = importable.map((box) => ({
    box: box.name,
    value: rowsOf(value, box.name, "call"),
    gradient: rowsOf(gradient, box.name, "call_vjp"),
    budget: box.budget,
  }));
  const names = new Map(importable.map((box) => [box.name, box]));
  return { value: importInto(value, names), gradient: importInto(gradient, names), rows };
}

function rowsOf(program: Program, box: string, op: "call" | "call_vjp"): number {
  const nodes = reachable(program.outputs.map((output) => output.node));
  return nodes.reduce((rows, node) => (node.op.name === op && node.op.box === box ? rows + node.shape[0] : rows), 0);
}

function importInto(program: Program, boxes: ReadonlyMap<string, Box>): Program {
  if (boxes.size === 0) return program;
  const outputs = program.outputs.map((output) => output.node);
  const replaced = importCalls(outputs, boxes);
  return optimise({ ...program, outputs: program.outputs.map((output, i) => ({ ...output, node: replaced[i] })) });
}

/** Nodes with the calls of these boxes written out; a vector-Jacobian product becomes the derivative of the written-out net. */
export function importCalls(nodes: readonly Node[], boxes: ReadonlyMap<string, Box>): Node[] {
  const answers = new Map<string, { input: Node; output: Node }>();
  const netOf = (box: Box, x: Node) => {
    const key = `${box.name}:${x.id}`;
    const known = answers.get(key);
    if (known !== undefined) return known;
    const rows = x.shape[0];
    const shaped = reshape(x, [rows, ...box.model.inputShape]);
    const out = box.model.importInto?.(shaped);
    if (out === undefined) throw new Error(`${box.name} cannot be imported`);
    const entry = { input: x, output: reshape(out, [rows, out.shape.slice(1).reduce((a, b) => a * b, 1)]) };
    answers.set(key, entry);
    return entry;
  };
  const boxOf = (node: Node) =>
    node.op.name === "call" || node.op.name === "call_vjp" ? boxes.get(node.op.box) : undefined;
  // A net that is asked about another net's answers comes to light only once the outer one is written out.
  let current = [...nodes];
  while (reachable(current).some((node) => boxOf(node) !== undefined)) {
    current = substitute(current, (node) => {
      const box = boxOf(node);
      if (box === undefined) return undefined;
      const net = netOf(box, node.inputs[0]);
      return node.op.name === "call" ? net.output : differentiate(net.output, [net.input], node.inputs[1])[0];
    });
  }
  return current;
}
