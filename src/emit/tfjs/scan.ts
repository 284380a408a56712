/** Recursions: step after step as kernels over all lanes, each step's row a tensor. */
import type { Node, Op } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Call, Shapes, Value } from "./value.ts";

export function scanKernel(op: Extract<Op, { readonly name: "scan" }>, call: Call): Value {
  const { node, values, shapes, compute } = call;
  const { body, reverse, settles } = op;
  const { core } = shapes;
  const [steps, ...shape] = node.shape;
  const [start, ...operands] = values;
  const own = new Map<Node, Value>(body.shared.map((each, i) => [each, operands[body.xs.length + i]]));
  const moving = movingNodes(body, own, compute);
  const rows: Value[] = [];
  let row = start;
  for (let step = 0; step < steps; step++) {
    const t = reverse ? steps - 1 - step : step;
    let isBatched = false;
    const tensor = core.tidy(() => {
      const now = new Map(own).set(body.carry, row);
      body.xs.forEach((each, i) => {
        now.set(each, rowOf(shapes, node.inputs[1 + i], operands[i], t));
      });
      compute(moving, now);
      const next = now.get(body.next) ?? row;
      isBatched = next.isBatched;
      return shapes.full(body.next, next);
    });
    row = { tensor, isBatched };
    rows.push(row);
    if (settles && hasSettled(shapes, row, shape)) break;
  }
  if (settles) return { tensor: core.expandDims(row.tensor, row.isBatched ? 1 : 0), isBatched: row.isBatched };
  if (reverse) rows.reverse();
  const { isBatched } = row;
  const parts = rows.map((each) => (isBatched ? shapes.batched(body.next, each) : each.tensor));
  return { tensor: core.stack(parts, isBatched ? 1 : 0), isBatched };
}

/** Computes what neither the carry nor the rows change, and tells the rest. */
function movingNodes(
  body: Extract<Op, { readonly name: "scan" }>["body"],
  own: Map<Node, Value>,
  compute: Call["compute"],
): Node[] {
  const changing = new Set<Node>([body.carry, ...body.xs]);
  const still: Node[] = [];
  const moving: Node[] = [];
  for (const each of reachable([body.next])) {
    if (changing.has(each) || own.has(each)) continue;
    const moves = each.inputs.some((x) => changing.has(x));
    if (moves) changing.add(each);
    (moves ? moving : still).push(each);
  }
  compute(still, own);
  return moving;
}

function rowOf({ core }: Shapes, node: Node, { tensor, isBatched }: Value, t: number): Value {
  const axis = isBatched ? 1 : 0;
  const isRepeated = tensor.shape[axis] === 1 && node.shape[0] > 1;
  const begin = tensor.shape.map((_, i) => (i === axis && !isRepeated ? t : 0));
  const size = tensor.shape.map((n, i) => (i === axis ? 1 : n));
  return { tensor: core.squeeze(core.slice(tensor, begin, size), [axis]), isBatched };
}

/** Whether all later rows are the same in every lane. */
function hasSettled({ core }: Shapes, { tensor, isBatched }: Value, shape: readonly number[]): boolean {
  return core.tidy(() => {
    const [n] = shape;
    const last = core.slice(tensor, isBatched ? [0, n - 1] : [n - 1], isBatched ? [-1, 1] : [1]);
    return core.all(core.greater(last, 0)).dataSync()[0] !== 0;
  });
}
