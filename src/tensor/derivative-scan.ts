/**
 * The reverse derivative of a scan: a scan the other way for what comes back along the recursion, then all steps at once for
 * what their operands get. With p_t the row before row t, J_t = d next / d carry there and g the adjoint of the result, row t
 * has the adjoint l_t = g_t + n_(t + 1), where n_t = J_t' l_t goes on to the row before.
 */
import { batch } from "./batch.ts";
import {
  add,
  broadcast,
  concat,
  element,
  fill,
  input,
  mul,
  pad,
  reshape,
  scanOperands,
  select,
  slice,
  sum,
  uniformValue,
} from "./build.ts";
import { isElementwise } from "./evaluate-elementwise.ts";
import { usedRows } from "./guard.ts";
import { type Node, type ScanBody, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { substitute } from "./passes/substitute.ts";
import { scanOver } from "./scan-over.ts";
import { sameShape } from "./shape.ts";

export interface ScanAdjoint {
  /** The adjoint of the result. */
  readonly g: Node;
  /** 0 where an element of the result is not used: rows that lead to none used get 0, whatever is computed there. */
  readonly guard: Node | undefined;
  readonly differentiate: (output: Node, wrt: readonly Node[], seed: Node) => Node[];
}

/** The adjoint of each input of a scan. */
export function scanAdjoints(
  node: Node,
  body: ScanBody,
  reverse: boolean,
  { g, guard, differentiate }: ScanAdjoint,
): (i: number) => Node {
  const { start, xs, shared } = scanOperands(node, body);
  const [steps] = node.shape;
  if (steps === 0) return (i) => fill(node.inputs[i].shape, 0);
  const rows = new Map<Node, Node>([
    [body.carry, rowsBefore(node, start, reverse)],
    ...body.xs.map((own, i) => [own, xs[i]] as const),
  ]);
  // What a step has made is there already.
  const made = input("scan.made", 0, start.shape);
  rows.set(made, node);
  const used = input("scan.used", 0, []);
  if (guard) rows.set(used, usedRows(guard, reverse));
  const known = new Map(body.shared.map((own, i) => [own, shared[i]]));
  if (body.next.inputs.length > 0) known.set(body.next, made);
  /** What one step hands to an operand of its body. */
  const share = (of: Node, adjoint: Node): Node => {
    const [raw] = differentiate(body.next, [of], adjoint);
    const [value] = substitute([raw], (each) => known.get(each));
    return guard ? select(broadcast(used, value.shape, []), value, 0) : value;
  };
  const own = input("scan.adjoint", 0, start.shape);
  const back = input("scan.back", 0, start.shape);
  const adjoint = add(own, back);
  // Where elements go their own ways J is a diagonal, known for all rows at once: what is left to the recursion is one product.
  const next = isDiagonal(body) ? mul(share(body.carry, fill(start.shape, 1)), adjoint) : share(body.carry, adjoint);
  const step = { carry: back, next };
  const handed = scanOver(fill(start.shape, 0), step, {
    steps,
    variables: new Map([...rows, [own, g]]),
    reverse: !reverse,
  });
  const total = uniformValue(handed) === 0 ? g : add(g, toRowBefore(handed, reverse));
  const whole = new Map([...rows, [own, total]]);
  return (i) => {
    if (i === 0) return element(handed, 0, reverse ? steps - 1 : 0);
    const [each] = batch([share(i <= xs.length ? body.xs[i - 1] : body.shared[i - 1 - xs.length], own)], whole);
    return i <= xs.length ? each : sum(each, [0]);
  };
}

/** Whether an element of the next row is computed from no other element of the row before. */
function isDiagonal({ carry, next }: ScanBody): boolean {
  if (sizeOf(carry.shape) === 1) return true;
  const moving = new Set([carry]);
  for (const node of reachable([next])) {
    if (!node.inputs.some((x) => moving.has(x))) continue;
    if (!isElementwise(node) || !sameShape(node.shape, carry.shape)) return false;
    moving.add(node);
  }
  return true;
}

/** For each row of a scan the row it was made from. */
function rowsBefore(node: Node, start: Node, reverse: boolean): Node {
  const [steps] = node.shape;
  const first = reshape(start, [1, ...start.shape]);
  return reverse ? concat([slice(node, 0, 1, steps), first], 0) : concat([first, slice(node, 0, 0, steps - 1)], 0);
}

/** For each row what the row made after it hands back, 0 for the last one made. */
function toRowBefore(handed: Node, reverse: boolean): Node {
  const [steps] = handed.shape;
  return reverse ? pad(slice(handed, 0, 0, steps - 1), 0, 1, 0) : pad(slice(handed, 0, 1, steps), 0, 0, 1);
}
