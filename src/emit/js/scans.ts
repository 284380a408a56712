/**
 * Recursions as loops: a step is written like a program of its own inside the loop over rows. A carry whose elements are written
 * out stays in locals from step to step; a longer one is read from the row before, for which its array has one row more.
 */
import { type Node, type Output, type ScanBody, sizeOf } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import { Axes, type Mode } from "./axes.ts";
import type { Code, Value } from "./code.ts";
import { choices, type Elements } from "./elements.ts";
import { addressOf, at, atVariable, flatten, type Index, plus, storeAt } from "./index.ts";
import { computed, type Slot, writtenOut } from "./items.ts";
import { nodesOf, spread } from "./lower.ts";
import type { Memory } from "./memory.ts";
import { makePlan, type Plan, type ScanPlan, type ScanPlans } from "./plan.ts";

/** Operations up to which a step, or what is left of it inside loops, is written out. */
const longestStep = 600;

/** Plans of the recursions among the nodes, and of those inside them. */
export function planScans(nodes: readonly Node[], mode: Mode): ScanPlans {
  const plans = new Map<Node, ScanPlan>();
  for (const { node, op } of nodes.map((each) => ({ node: each, op: each.op })))
    if (op.name === "scan") plans.set(node, planBody(op.body, mode, op.settles === true));
  return plans;
}

function planBody(body: ScanBody, mode: Mode, settles: boolean): ScanPlan {
  const outputs = spread({ buffer: "scan.next", offset: 0, node: body.next });
  const nodes = nodesOf(outputs);
  const axes = new Axes(nodes, mode, { limit: longestStep });
  const inputs = [body.carry, ...body.xs, ...body.shared];
  const plan = makePlan(outputs, axes, planScans(nodes, mode), new Set(inputs));
  const reads = new Map<Node, readonly Slot[]>();
  for (const input of inputs) {
    const slots = plan.leaves.get(input);
    if (slots) reads.set(input, slots);
  }
  const known = (reads.get(body.carry) ?? []).every((slot) => slot === writtenOut);
  const inLocals = !settles && known && plan.items.every((item) => item.kind !== "output" || item.loops.length === 0);
  if (!inLocals)
    reads.set(
      body.carry,
      body.carry.shape.map(() => computed),
    );
  return { axes, plan, reads, inLocals };
}

/** Room for the rows of a recursion, where they are read with their start with room for that too. */
export function reserveRows(memory: Memory, node: Node, plan: Plan): void {
  const row = sizeOf(node.shape.slice(1));
  const views = [...plan.views].filter(([, view]) => view.scan === node);
  if (planOf(plan.scans, node).inLocals && views.length === 0) memory.reserve(node, sizeOf(node.shape));
  else memory.reserve(node, sizeOf(node.shape) + row, isReverse(node) ? 0 : row);
  for (const [view, { row: first }] of views) memory.share(view, node, first * row);
}

const isReverse = ({ op }: Node) => op.name === "scan" && op.reverse;

function planOf(scans: ScanPlans, node: Node): ScanPlan {
  const plan = scans.get(node);
  if (!plan) throw new Error(`emit: the scan ${node.id} has no plan`);
  return plan;
}

/** Writes the items of a body; `write` is told every element of the next row. */
export type WriteBody = (
  plan: ScanPlan,
  write: (output: Output, index: readonly Index[], value: Value) => void,
) => void;

/** A loop over the rows of a recursion, or over these and its start, that runs in the loop of the recursion. */
export interface RowsBeside {
  readonly count: number;
  begin(): void;
  turn(place: Index): void;
  finish(): void;
}

/** The loop of a recursion, and the first row where that is kept in memory. */
export function writeScan(
  elements: Elements,
  memory: Memory,
  node: Node,
  { scans, views }: Plan,
  writeBody: WriteBody,
  beside: readonly RowsBeside[],
): void {
  const { op } = node;
  const array = memory.arrays.get(node);
  if (op.name !== "scan" || !array) throw new Error("emit: not a scan");
  const { body, reverse, settles } = op;
  const [start, ...operands] = node.inputs;
  const [steps, ...row] = node.shape;
  const size = sizeOf(row);
  const strides = stridesOf(row);
  const { code } = elements;
  const plan = planOf(scans, node);
  const withStart = array.size > steps * size;
  const first = reverse ? steps * size : 0;

  const eachRow = (fill: (t: Index) => void) => {
    const withRows = (t: Index) => {
      fill(t);
      for (const rows of beside) rows.turn(t);
    };
    // the turn of the start
    const beyond = () => {
      for (const rows of beside) if (rows.count > steps) rows.turn(at(steps));
    };
    for (const rows of beside) rows.begin();
    if (reverse) beyond();
    if (steps === 1) withRows(at(0));
    else code.loop(String(steps), 1, (t) => withRows(atVariable(t)), reverse);
    if (!reverse) beyond();
    for (const rows of beside) rows.finish();
  };
  /** Says that row `t` + `by`, of the rows with the start, is these values. */
  const knowRow = (values: readonly Value[], t: Index, by: number) => {
    const starts = [...views].filter(([, view]) => view.scan === node).map(([view, { row }]) => [view, row] as const);
    for (const [view, first] of [...starts, [node, reverse ? 0 : 1] as const]) {
      for (const index of choices([], view.shape.slice(1)))
        elements.know(
          view,
          [plus(t, at(Math.abs(by - first)), Math.sign(by - first)), ...index],
          values[flatten(index, stridesOf(view.shape.slice(1))).base],
        );
    }
  };
  const bindOperands = (t: Index) => {
    for (const [i, own] of [...body.xs, ...body.shared].entries()) {
      const place = i < body.xs.length ? [t] : [];
      elements.bind(own, (index) => elements.value(operands[i], [...place, ...index]));
    }
  };
  const placeIn = (output: Output, index: readonly Index[]) =>
    flatten(index, stridesOf(output.node.shape), at(output.offset));

  if (plan.inLocals) {
    const locals = choices([], row).map((index) => {
      const value = elements.value(start, index);
      if (withStart) storeAt(code, array.name, flatten(index, strides, at(first)), value);
      return code.carry(value);
    });
    eachRow((t) => {
      bindOperands(t);
      const before = locals.map((local) => code.take(local));
      elements.bind(body.carry, (index) => before[flatten(index, strides).base]);
      const next: Value[] = [];
      writeBody(plan, (output, index, value) => {
        const place = placeIn(output, index);
        next[place.base] = value;
        storeAt(code, array.name, plus(plus(place, at(array.offset)), t, size), value);
      });
      for (const [i, target] of locals.entries()) code.push({ kind: "assign", target, value: next[i] });
      knowRow(before, t, reverse ? 1 : 0);
      knowRow(next, t, reverse ? 0 : 1);
    });
    return;
  }
  eachPlace(code, row, [], (index) => {
    storeAt(code, array.name, flatten(index, strides, at(first)), elements.value(start, index));
  });
  eachRow((t) => {
    bindOperands(t);
    const step = code.current;
    const before = plus(at(reverse ? size : 0), t, size);
    elements.bind(body.carry, (index) => elements.load(array.name, flatten(index, strides, before), step));
    writeBody(plan, (output, index, value) => {
      storeAt(code, array.name, plus(plus(at(array.offset), t, size), placeIn(output, index)), value);
    });
    if (settles) {
      const { value: address, offset: from } = addressOf(code, plus(at(array.offset), t, size));
      code.push({ kind: "settle", array: array.name, address, from, size, last: array.offset + (steps - 1) * size });
    }
  });
}

/** Loops over all axes of a shape. */
function eachPlace(
  code: Code,
  shape: readonly number[],
  outer: readonly Index[],
  write: (index: readonly Index[]) => void,
): void {
  const [n, ...rest] = shape;
  if (n === undefined) write(outer);
  else if (n === 1) eachPlace(code, rest, [...outer, at(0)], write);
  else code.loop(String(n), 1, (i) => eachPlace(code, rest, [...outer, atVariable(i)], write));
}
