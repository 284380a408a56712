/** A recursion as a function of the row before, called by a helper for one row after the other. */
import type { Node, ScanBody } from "../../tensor/node.ts";
import { dependsOn } from "../../tensor/passes/dependencies.ts";
import { atom, call, type Expression } from "../printed/expression.ts";
import { running } from "../printed/position.ts";
import { Scope } from "../printed/scope.ts";
import type { WebpplWriter } from "./writer.ts";

/** The rows [T, ..carry] as an array. */
export function scanValue(writer: WebpplWriter, node: Node, body: ScanBody, reverse: boolean): Expression {
  const { context, dialect } = writer;
  const [start, ...operands] = node.inputs;
  const xs = operands.slice(0, body.xs.length);
  const shared = operands.slice(body.xs.length);
  const steps = node.shape[0];
  const begin = writer.value(start);
  const tables = xs.map((x) => nameOf(writer, x));
  const constants = shared.map((x) => nameOf(writer, x));
  const own = new Set<Node>([body.carry, ...body.xs, ...body.shared]);
  const outer = writer.scope;
  const turn = context.loopName(writer.depth);
  const carry = context.nameFor(body.carry);
  const inner = new Scope(outer, writer.depth + 1, (each) => dependsOn(each, (x) => own.has(x)));
  const time = running(reverse ? `${steps - 1} - ${turn}` : turn);
  inner.define(body.carry, { name: carry, form: "plain" });
  body.xs.forEach((x, i) => {
    inner.define(x, { name: dialect.pick(tables[i], [time]).text, form: "plain" });
  });
  body.shared.forEach((x, i) => {
    inner.define(x, { name: constants[i], form: "plain" });
  });
  const { depth } = writer;
  writer.scope = inner;
  writer.depth = inner.depth;
  let next: Expression;
  try {
    next = writer.value(body.next);
  } finally {
    writer.scope = outer;
    writer.depth = depth;
  }
  const step = `function(${turn}, ${carry}) { ${[...inner.lines, `return ${next.text};`].join(" ")} }`;
  const rows = call(context.helpers.use("recursion"), atom(step), begin, atom(String(steps)));
  return reverse ? call(context.helpers.use("reversed"), rows) : rows;
}

/** A name, or a number, that stands for a node. */
function nameOf(writer: WebpplWriter, node: Node): string {
  const { text } = writer.value(node);
  return /^[\w.]+$/.test(text) ? text : writer.materialise(node);
}
