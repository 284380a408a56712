/** A recursion as a loop of Stan: the carry in a variable of its own, one row of the result a turn. */
import type { Node, ScanBody } from "../../tensor/node.ts";
import { dependsOn } from "../../tensor/passes/dependencies.ts";
import { level } from "../printed/expression.ts";
import { running } from "../printed/position.ts";
import { indent, Scope } from "../printed/scope.ts";
import { realType } from "./data.ts";
import { transposed } from "./quotes.ts";
import type { StanWriter } from "./writer.ts";

/** Lines in braces that fill the variable `name`, [T, ..carry]. */
export function scanLines(writer: StanWriter, node: Node, body: ScanBody, reverse: boolean, name: string): string[] {
  const { context } = writer;
  const steps = node.shape[0];
  const [start, ...operands] = node.inputs;
  const xs = operands.slice(0, body.xs.length);
  const shared = operands.slice(body.xs.length);
  const begin = writer.full(start).text;
  const known = shared.map((x) => nameOf(writer, x));
  const tables = xs.map((x) => writer.variableOf(x));
  const own = new Set<Node>([body.carry, ...body.xs, ...body.shared]);
  const outer = writer.scope;
  const [counter] = writer.loopVariables(1);
  const turn = reverse ? context.fresh("turn") : counter;
  const carry = context.fresh("carry");
  const inner = new Scope(outer, writer.depth + 1, (each) => dependsOn(each, (x) => own.has(x)));
  inner.define(body.carry, { name: carry, form: "plain" });
  body.shared.forEach((x, i) => {
    inner.define(x, { name: known[i], form: "plain" });
  });
  if (reverse) inner.add(`int ${turn} = ${steps} + 1 - ${counter};`);
  body.xs.forEach((x, i) => {
    const row = writer.dialect.pick(tables[i].name, [running(turn)]);
    if (x.shape.length === 0) {
      inner.define(x, { name: row.text, form: "plain" });
      return;
    }
    const here = context.fresh("here");
    const text = x.shape.length === 1 && tables[i].form === "plain" ? transposed(row).text : row.text;
    inner.add(`${realType(x.shape)} ${here} = ${text};`);
    inner.define(x, { name: here, form: "plain" });
  });
  writer.scope = inner;
  writer.depth++;
  try {
    const next = writer.full(body.next).text;
    const result = body.carry.shape.length === 1 ? `${carry}'` : carry;
    const target = writer.dialect.pick(name, [running(turn)]).text;
    inner.add(`${carry} = ${next};`, `${target} = ${result};`);
  } finally {
    writer.scope = outer;
    writer.depth--;
  }
  const lines = [
    `${realType(start.shape)} ${carry} = ${begin};`,
    `for (${counter} in 1:${steps}) {`,
    ...indent(inner.lines),
    "}",
  ];
  return ["{", ...indent(lines), "}"];
}

/** A name, or an expression as short as one, that stands for a node everywhere. */
function nameOf(writer: StanWriter, node: Node): string {
  if (node.shape.length > 0) return writer.variableOf(node).name;
  const value = writer.scalar(node);
  if (value.level === level.atom && /^[\w.]+$/.test(value.text)) return value.text;
  return writer.variableOf(node).name;
}
