/** Arrays that are the rows of a recursion with its start beside them: they are read where the rows are, and never copied. */

import { uniformValue } from "../../tensor/build-source.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";

export interface View {
  readonly scan: Node;
  /** Its first row among those of the scan and its start, which stands before them, with `reverse` after them. */
  readonly row: number;
}

/** The views among the nodes. */
export function viewsOf(nodes: readonly Node[]): ReadonlyMap<Node, View> {
  const views = new Map<Node, View>();
  for (const node of nodes) {
    const view = viewOf(node);
    if (view) views.set(node, view);
  }
  return views;
}

function viewOf({ op, inputs }: Node): View | undefined {
  if ((op.name !== "concat" && op.name !== "pad") || op.axis !== 0 || inputs.length > 2) return undefined;
  const [first, last] = op.name === "concat" ? inputs : op.before > 0 ? [undefined, inputs[0]] : [inputs[0], undefined];
  const reverse = op.name === "concat" ? rowsOf(first) !== undefined : op.after > 0;
  const rows = rowsOf(reverse ? first : last);
  if (rows?.scan.op.name !== "scan" || rows.scan.op.reverse !== reverse) return undefined;
  const [start] = rows.scan.inputs;
  if (op.name === "pad") {
    if (op.before + op.after !== 1 || uniformValue(start) !== 0) return undefined;
  } else if (!isRow(reverse ? last : first, start)) return undefined;
  const [steps] = rows.scan.shape;
  if (reverse) return rows.end === steps ? { scan: rows.scan, row: rows.start } : undefined;
  return rows.start === 0 ? { scan: rows.scan, row: 0 } : undefined;
}

/** The rows of a scan that a node is, in whatever shape each of them is. */
function rowsOf(node: Node | undefined): { scan: Node; start: number; end: number } | undefined {
  if (!node) return undefined;
  const { op, inputs, shape } = node;
  if (op.name === "scan") return { scan: node, start: 0, end: shape[0] };
  if (op.name === "reshape" && inputs[0].shape[0] === shape[0]) return rowsOf(inputs[0]);
  if (op.name !== "slice" || op.axis !== 0) return undefined;
  const rows = rowsOf(inputs[0]);
  return rows && { scan: rows.scan, start: rows.start + op.start, end: rows.start + op.start + shape[0] };
}

/** Whether the node is one row, of the elements of `start`. */
function isRow(node: Node | undefined, start: Node): boolean {
  if (node?.shape[0] !== 1 || sizeOf(node.shape) !== sizeOf(start.shape)) return false;
  const [a, b] = [node, start].map((each) => (each.op.name === "reshape" ? each.inputs[0] : each));
  if (a === b) return true;
  if (a.op.name === "constant" && b.op.name === "constant") return sameNumbers(a.op.data, b.op.data);
  const number = uniformValue(a);
  return number !== undefined && Object.is(number, uniformValue(b));
}

function sameNumbers(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((x, i) => Object.is(x, b[i]));
}
