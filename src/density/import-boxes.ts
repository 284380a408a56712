/** Replaces calls of importable nets by their tensor programs, and counts the rows they answer. */

import { importNet } from "../blackbox/tfjs/import.ts";
import type { Construction } from "../inference/kernel.ts";
import type { Box, CheckedScenario } from "../language/checked.ts";
import type { Node, Program } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { optimise } from "../tensor/passes/optimise.ts";
import { questionsOf, rowsOf } from "../tensor/questions.ts";
import { isWritten, type Net, type Nets, writeOut } from "../tensor/write-out.ts";

/** An imported net answers these rows in one evaluation of one lane. */
export interface ImportedRows {
  readonly box: string;
  readonly value: number;
  /** More rows for a gradient. */
  readonly gradient: number;
  readonly budget?: number;
}

/** What of a scenario can be asked. */
type Asked = Pick<CheckedScenario, "boxes" | "networks">;

/** The nets of known layers among the boxes, and those whose weights are latent. */
export function netsOf(scenario: Asked): Nets {
  const nets = new Map<string, Net>();
  for (const { name, model } of scenario.boxes.values()) {
    if (model.importInto === undefined) continue;
    nets.set(name, { inputShape: model.inputShape, importInto: model.importInto, weights: model.parameters.values });
  }
  for (const { name, net } of scenario.networks.values()) {
    const { inputShape } = net;
    nets.set(name, { inputShape, importInto: (x, weights) => importNet(net, x, weights ?? new Float64Array(0)) });
  }
  return nets;
}

/**
 * Those that are imported: with finite differences asked for, boxes without granted gradients stay calls, so that every row is
 * asked and counted; all other nets of known layers are imported, which is exact and changes nothing of what may be asked.
 */
export function importableNets(scenario: Asked, gradientSource: Construction | null): Nets {
  if (gradientSource === null) return netsOf(scenario);
  const { boxes } = scenario;
  return new Map([...netsOf(scenario)].filter(([name]) => boxes.get(name)?.access.has("explanations") ?? true));
}

/** Nodes without derivatives of nets, which are written out, so that they can be differentiated themselves; calls stay. */
export function writeOutDerivatives(nodes: readonly Node[], nets: Nets): readonly Node[] {
  const isDerivative = (node: Node) => node.op.name !== "call" && isWritten(node, nets);
  return reachable(nodes).some(isDerivative) ? writeOut(nodes, nets, isDerivative) : nodes;
}

/** The programs with every call of these nets written out. */
export function importBoxes(
  nets: Nets,
  value: Program,
  gradient: Program,
): { readonly value: Program; readonly gradient: Program } {
  return { value: importInto(value, nets), gradient: importInto(gradient, nets) };
}

/**
 * The rows that each imported net answers.
 * @param asked what a value asks, derivatives not written out yet
 * @param gradient the program of value and gradient with those written out: the derivatives left in it are the gradient's own
 */
export function importedRows(
  boxes: ReadonlyMap<string, Box>,
  nets: Nets,
  asked: readonly Node[],
  gradient: Program,
): ImportedRows[] {
  const all = [...questionsOf(asked).values()];
  const values = rowsOf(all);
  const explained = rowsOf(all.filter((question) => question.derivative && dependsOnPosition(question.node)));
  const gradients = rowsOf(
    [...questionsOf(gradient.outputs.map((output) => output.node)).values()].filter((question) => question.derivative),
  );
  return [...boxes.values()].flatMap(({ name, budget }) => {
    if (!nets.has(name)) return [];
    const more = (gradients.get(name) ?? 0) + (explained.get(name) ?? 0);
    return [{ box: name, value: values.get(name) ?? 0, gradient: more, budget }];
  });
}

function dependsOnPosition(node: Node): boolean {
  return reachable([node]).some(({ op }) => op.name === "input");
}

function importInto(program: Program, nets: Nets): Program {
  return nets.size === 0 ? program : optimise(withNets(program, nets));
}

/** The program with every call of these nets, and their derivatives, written out; not optimised. */
export function withNets(program: Program, nets: Nets): Program {
  const replaced = importCalls(
    program.outputs.map((output) => output.node),
    nets,
  );
  return { ...program, outputs: program.outputs.map((output, i) => ({ ...output, node: replaced[i] })) };
}

/** Nodes with the calls of these nets, and their derivatives, written out. */
export function importCalls(nodes: readonly Node[], nets: Nets): Node[] {
  return writeOut(nodes, nets, (node) => isWritten(node, nets));
}
