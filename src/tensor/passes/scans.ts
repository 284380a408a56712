/**
 * Recursions: their steps are optimised like programs, what a step computes without the row before leaves it, and operands that
 * are read twice or never, or are the same in every row, are passed once, not at all, or as shared.
 */
import { broadcast, reshape, scanInputs, scanOf, scanOperands } from "../build.ts";
import { isConstant } from "../evaluate.ts";
import type { Node, ScanBody } from "../node.ts";
import { operandsOf, scanOver } from "../scan-over.ts";
import { asAffine } from "./affine.ts";
import { reachable } from "./dependencies.ts";
import { movingLast } from "./moving-last.ts";
import { type Rules, rewrite } from "./rewrite.ts";
import { substitute } from "./substitute.ts";

/** Bodies that are optimised and out of which nothing more can be taken. */
const finished = new WeakSet<ScanBody>();

interface Scan {
  readonly node: Node;
  readonly body: ScanBody;
  readonly reverse: boolean;
  readonly settles?: true;
}

/** @param passes what is done to steps; asked when a scan is met, as it may contain these rules themselves */
export function scans(passes: () => readonly Rules[]): Rules {
  return {
    scan: (node) => {
      const { op } = node;
      if (op.name !== "scan") return undefined;
      const scan = { ...op, node };
      return onlyRow(scan) ?? withCleanOperands(scan) ?? withBetterBody(scan, passes());
    },
  };
}

/** A scan of one row is its step. */
function onlyRow({ node, body }: Scan): Node | undefined {
  if (node.shape[0] !== 1) return undefined;
  const { start, xs, shared } = scanOperands(node, body);
  const values = new Map<Node, Node>([[body.carry, start]]);
  for (const [i, own] of body.xs.entries()) values.set(own, reshape(xs[i], own.shape));
  for (const [i, own] of body.shared.entries()) values.set(own, shared[i]);
  const [next] = substitute([body.next], (each) => values.get(each));
  return reshape(next, node.shape);
}

function withBetterBody({ node, body, reverse, settles }: Scan, passes: readonly Rules[]): Node | undefined {
  if (finished.has(body)) return undefined;
  const { start, xs, shared } = scanOperands(node, body);
  const [steps] = node.shape;
  const [rewritten] = rewrite([body.next], [...passes, movingLast(body.carry)]);
  const next = asAffine(body.carry, rewritten) ?? rewritten;
  if (next !== body.next) return scanOf(start, xs, shared, { ...body, next }, steps, reverse, settles);
  finished.add(body);
  const step = { carry: body.carry, next };
  const variables = new Map(body.xs.map((own, i) => [own, xs[i]]));
  const given = new Set([body.carry, ...body.xs, ...body.shared]);
  const { operands } = operandsOf(step, { steps, variables });
  if (operands.includes(body.carry) && operands.every((operand) => given.has(operand))) return undefined;
  const values = new Map(body.shared.map((own, i) => [own, shared[i]]));
  const [open] = substitute([next], (each) => values.get(each));
  return scanOver(start, { carry: body.carry, next: open }, { steps, variables, reverse, settles });
}

/** The scan without operands that are never read, read twice, constant, or the same in every row; undefined when there are none. */
function withCleanOperands({ node, body, reverse, settles }: Scan): Node | undefined {
  const { start, xs, shared } = scanOperands(node, body);
  const used = new Set(reachable([body.next]));
  // What is passed, with the nodes that stand for it in the body.
  const rows = new Map<Node, Node[]>();
  const same = new Map<Node, Node[]>();
  const constants = new Map<Node, Node>();
  const share = (own: Node, value: Node) => {
    if (isConstant(value)) constants.set(own, value);
    else same.set(value, [...(same.get(value) ?? []), own]);
  };
  for (const [i, own] of body.xs.entries()) {
    const x = xs[i];
    if (!used.has(own)) continue;
    if (x.op.name === "broadcast" && !x.op.axes.includes(0)) {
      const axes = x.op.axes.map((axis) => axis - 1);
      share(own, broadcast(x.inputs[0], own.shape, axes));
    } else rows.set(x, [...(rows.get(x) ?? []), own]);
  }
  for (const [i, own] of body.shared.entries()) if (used.has(own)) share(own, shared[i]);
  if (rows.size === xs.length && same.size === shared.length) return undefined;
  const inputs = scanInputs(
    start.shape,
    [...rows.values()].map(([own]) => own.shape),
    [...same.keys()].map((value) => value.shape),
  );
  const images = new Map<Node, Node>([[body.carry, inputs.carry], ...constants]);
  for (const [i, owners] of [...rows.values()].entries()) for (const own of owners) images.set(own, inputs.xs[i]);
  for (const [i, owners] of [...same.values()].entries()) for (const own of owners) images.set(own, inputs.shared[i]);
  const [next] = substitute([body.next], (each) => images.get(each));
  return scanOf(start, [...rows.keys()], [...same.keys()], { ...inputs, next }, node.shape[0], reverse, settles);
}
