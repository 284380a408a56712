/**
 * A scan from a step written as one likes: what does not need the row before leaves the recursion, computed for all rows at
 * once or, where it is the same for all, once.
 */
import { batch } from "./batch.ts";
import { broadcast, scanInputs, scanOf } from "./build.ts";
import { isConstant } from "./evaluate.ts";
import { type Node, sizeOf } from "./node.ts";
import { dependents, reachable } from "./passes/dependencies.ts";
import { substitute } from "./passes/substitute.ts";

/** Elements that rows may hold beyond what they are computed from: above this they are computed inside, step by step. */
const MOST_KEPT = 2_000_000;

export interface Step {
  /** Stands for the row before in `next`. */
  readonly carry: Node;
  /** Of the shape of `carry`; made of it, of variables and of anything else. */
  readonly next: Node;
}

/** The rows that a recursion runs over, beside its own. */
export interface Rows {
  readonly steps: number;
  /** Each key of shape [..S] stands for a row of its value [steps, ..S]. */
  readonly variables: ReadonlyMap<Node, Node>;
  /** From the last row to the first. */
  readonly reverse?: boolean;
  /** Whether rows stay the same once their last element is above 0. */
  readonly settles?: boolean;
}

/**
 * [steps, ..]: row t is `next` with row t - 1 in the place of `carry` (`start` for the first row; with `reverse` row t + 1, `start` for
 * the last) and row t of the variables in theirs. Throws ScanWithCall when a step calls a box with what depends on the row before.
 */
export function scanOver(start: Node, step: Step, { steps, variables, reverse = false, settles }: Rows): Node {
  const { carry, next } = step;
  const { operands, varying } = operandsOf(step, { steps, variables });
  if (!operands.includes(carry)) return variables.size > 0 ? batch([next], variables)[0] : repeat(next, steps);
  const rows = operands.filter((node) => varying.has(node));
  const shared = operands.filter((node) => node !== carry && !varying.has(node));
  const inputs = scanInputs(
    carry.shape,
    rows.map((node) => node.shape),
    shared.map((node) => node.shape),
  );
  const images = new Map<Node, Node>([[carry, inputs.carry]]);
  for (const [i, node] of rows.entries()) images.set(node, inputs.xs[i]);
  for (const [i, node] of shared.entries()) images.set(node, inputs.shared[i]);
  const [body] = substitute([next], (node) => images.get(node));
  const values = rows.length > 0 ? batch(rows, variables) : [];
  return scanOf(start, values, shared, { ...inputs, next: body }, steps, reverse, settles);
}

/** What a step is computed from when all that can be is computed outside of it, and which nodes change from row to row. */
export function operandsOf(
  { carry, next }: Step,
  { steps, variables }: Rows,
): { operands: Node[]; varying: ReadonlySet<Node> } {
  const nodes = reachable([next]);
  const moving = dependents(nodes, new Set([carry]));
  const varying = dependents(nodes, new Set(variables.keys()));
  const isGiven = (node: Node) => node === carry || variables.has(node);
  const outside = frontier(next, isGiven, (node) => moving.has(node));
  const kept = outside.reduce((sum, node) => sum + (varying.has(node) ? sizeOf(node.shape) : 0), 0);
  const operands =
    steps * kept <= MOST_KEPT ? outside : frontier(next, isGiven, (node) => moving.has(node) || varying.has(node));
  return { operands, varying };
}

function repeat(node: Node, steps: number): Node {
  return broadcast(
    node,
    [steps, ...node.shape],
    node.shape.map((_, axis) => axis + 1),
  );
}

/**
 * What the inside is computed from: the carry, and nodes that are neither inside nor constant. What only repeats or reshapes
 * is done inside, so that less is kept.
 */
function frontier(next: Node, isGiven: (node: Node) => boolean, isInside: (node: Node) => boolean): Node[] {
  const seen = new Set<Node>([next]);
  const found: Node[] = [];
  for (const node of seen) {
    const { name } = node.op;
    if (isGiven(node)) found.push(node);
    else if (isInside(node)) for (const x of node.inputs) seen.add(x);
    else if (isConstant(node)) continue;
    else if (name === "broadcast" || name === "reshape") seen.add(node.inputs[0]);
    else found.push(node);
  }
  return found;
}
