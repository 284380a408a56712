/** What a program asks of black boxes: input rows to be answered, and derivatives at them (DESIGN 1.5, "A query is one input row answered"). */
import type { Node } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";

export interface Question {
  readonly box: string;
  /** Input rows answered: a gradient counts one for each output it is asked of. */
  readonly rows: number;
  /** Whether a derivative is asked, not an answer. */
  readonly derivative: boolean;
  readonly node: Node;
}

/** The question a node is; undefined for any other node, and for derivatives of a net whose weights are latent. */
export function questionOf(node: Node): Question | undefined {
  const { op, inputs, shape } = node;
  switch (op.name) {
    case "call":
      return { box: op.box, rows: shape[0], derivative: false, node };
    case "call_vjp":
      return { box: op.box, rows: shape[0], derivative: true, node };
    case "parameter_vjp":
      return inputs.length > 2 ? undefined : { box: op.box, rows: inputs[0].shape[0], derivative: true, node };
    case "parameter_gradient":
      return inputs.length > 1 ? undefined : { box: op.box, rows: shape[0] * shape[1], derivative: true, node };
    default:
      return undefined;
  }
}

/** Every question that the nodes ask, the same one written twice once. */
export function questionsOf(nodes: readonly Node[]): ReadonlyMap<string, Question> {
  const questions = new Map<string, Question>();
  for (const node of reachable(nodes)) {
    const question = questionOf(node);
    if (question !== undefined) questions.set(textOf(node, question.box), question);
  }
  return questions;
}

/** The rows of questions, by box. */
export function rowsOf(questions: Iterable<Question>): Map<string, number> {
  const rows = new Map<string, number>();
  for (const question of questions) rows.set(question.box, (rows.get(question.box) ?? 0) + question.rows);
  return rows;
}

function textOf(node: Node, box: string): string {
  return `${node.op.name} ${box} ${node.inputs.map((x) => identityOf(x)).join(" ")}`;
}

/** A value under another shape is the same question. */
function identityOf(node: Node): string {
  if (node.op.name === "reshape") return identityOf(node.inputs[0]);
  return String(node.id);
}
