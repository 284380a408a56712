/**
 * What black boxes of known layers answer at known inputs: `observe gradient(f, x) ~ ..` with x from data. They are asked once, when the
 * scenario is checked; from then on their answers are constants.
 */
import { constant } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { questionsOf, rowsOf } from "../tensor/questions.ts";
import { isWritten, type Net, type Nets, writeOut } from "../tensor/write-out.ts";
import type { Box } from "./checked.ts";

/** The nodes with every answered question a constant, and the questions themselves. */
export interface Answered {
  readonly nodes: readonly Node[];
  readonly questions: readonly Node[];
}

/** @param boxOf the declared box of a name; networks have none */
export function answerKnown(nodes: readonly Node[], boxOf: (name: string) => Box | undefined): Answered {
  const asked = reachable(nodes).filter(isQuestion);
  if (asked.length === 0) return { nodes, questions: [] };
  const nets = netsAsked(asked, boxOf);
  const isKnown = (node: Node) =>
    reachable([node]).every((each) => each.op.name !== "input" && (!("box" in each.op) || isWritten(each, nets)));
  const known = asked.filter(isKnown);
  // A question within another one is written out with it.
  const answers = new Map(known.map((node) => [node, answerTo(node, nets)]));
  return { nodes: substitute(nodes, (node) => answers.get(node)), questions: known };
}

/** Rows that the questions ask of each box, the same one asked twice once. */
export function rowsAnswered(questions: readonly Node[]): ReadonlyMap<string, number> {
  return rowsOf(questionsOf(questions).values());
}

function isQuestion({ op }: Node): boolean {
  return op.name === "call" || op.name === "call_vjp";
}

function netsAsked(asked: readonly Node[], boxOf: (name: string) => Box | undefined): Nets {
  const nets = new Map<string, Net>();
  for (const { op } of asked) {
    const model = "box" in op ? boxOf(op.box)?.model : undefined;
    if (!("box" in op) || model?.importInto === undefined) continue;
    const { importInto, inputShape, parameters } = model;
    nets.set(op.box, { inputShape, importInto, weights: parameters.values });
  }
  return nets;
}

function answerTo(question: Node, nets: Nets): Node {
  const [written] = writeOut([question], nets, (node) => isWritten(node, nets));
  const numbers = constantValue(written);
  if (numbers === undefined) throw new Error("a question without inputs has an answer");
  return constant(numbers, question.shape);
}
