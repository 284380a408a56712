/**
 * Vectorising: the same program for many values of some of its nodes at once, along a new leading axis (as jax.vmap). What
 * depends on none of those nodes is computed once, and repeated only where it meets what does.
 */
import { batchedGather, batchedScatter } from "./batch-index.ts";
import { batchedMatmul, batchedSolve } from "./batch-linear.ts";
import { batchedMinimiser } from "./batch-minimiser.ts";
import { batchedScan } from "./batch-scan.ts";
import {
  argmax,
  argmin,
  broadcast,
  call,
  callVjp,
  cumsum,
  parameterGradient,
  reduce,
  reshape,
  slice,
  transpose,
} from "./build.ts";
import { concat, pad } from "./build-shape.ts";
import { isElementwise } from "./evaluate-elementwise.ts";
import { makeNode, type Node } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { misuse, range, sameShape, showShape } from "./shape.ts";

/**
 * The nodes with each key of `variables` (of shape S) replaced by its value of shape [B, ...S]: results have shape
 * [B, ...shape], row b computed from row b of every value. B is the same for all values; a value is taken as it is.
 */
export function batch(nodes: readonly Node[], variables: ReadonlyMap<Node, Node>): Node[] {
  const size = batchSize(variables);
  const images = new Map<Node, Node>(variables);
  const lifted = new Map<Node, Node>();
  const lift = (node: Node): Node => {
    const known = images.get(node) ?? lifted.get(node);
    if (known) return known;
    const repeated = repeat(node, size);
    lifted.set(node, repeated);
    return repeated;
  };
  const oldest = [...variables.keys()].reduce((a, b) => (a.id < b.id ? a : b));
  for (const node of reachable(nodes, oldest)) {
    if (images.has(node) || !node.inputs.some((x) => images.has(x))) continue;
    const image = imageOf(node, { size, lift, imageOf: (x) => images.get(x) });
    if (!sameShape(image.shape, [size, ...node.shape]))
      misuse("batch", `${node.op.name} became ${showShape(image.shape)}`);
    images.set(node, image);
  }
  return nodes.map(lift);
}

/** What a rule is told of the inputs of its node. */
export interface Batching {
  readonly size: number;
  /** The batched input, whether it depends on a variable or is the same for all. */
  readonly lift: (node: Node) => Node;
  /** The batched input, if it depends on a variable. */
  readonly imageOf: (node: Node) => Node | undefined;
}

function batchSize(variables: ReadonlyMap<Node, Node>): number {
  let size: number | undefined;
  for (const [key, value] of variables) {
    if (!sameShape(value.shape, [size ?? value.shape[0], ...key.shape])) {
      misuse("batch", `${showShape(value.shape)} for many of ${showShape(key.shape)}`);
    }
    size = value.shape[0];
  }
  if (size === undefined) misuse("batch", "no variables");
  return size;
}

function repeat(node: Node, size: number): Node {
  return broadcast(
    node,
    [size, ...node.shape],
    range(node.shape.length).map((axis) => axis + 1),
  );
}

function imageOf(node: Node, batching: Batching): Node {
  const { op, inputs, shape } = node;
  const { size, lift } = batching;
  if (isElementwise(node)) return makeNode(op, inputs.map(lift), [size, ...shape]);
  const x = inputs[0];
  const after = (axes: readonly number[]) => axes.map((axis) => axis + 1);
  switch (op.name) {
    case "broadcast":
      return broadcast(lift(x), [size, ...shape], [0, ...after(op.axes)]);
    case "reduce":
      return reduce(op.kind, lift(x), after(op.axes));
    case "argmax":
      return argmax(lift(x), op.axis + 1);
    case "argmin":
      return argmin(lift(x), op.axis + 1);
    case "cumsum":
      return cumsum(lift(x), op.axis + 1, op.reverse);
    case "reshape":
      return reshape(lift(x), [size, ...shape]);
    case "transpose":
      return transpose(lift(x), [0, ...after(op.permutation)]);
    case "slice":
      return slice(lift(x), op.axis + 1, op.start, op.start + shape[op.axis]);
    case "pad":
      return pad(lift(x), op.axis + 1, op.before, op.after);
    case "concat":
      return concat(inputs.map(lift), op.axis + 1);
    case "gather":
      return batchedGather(x, inputs[1], op.axis, batching);
    case "scatter_add":
      return batchedScatter(node, op.axis, op.size, batching);
    case "matmul":
      return batchedMatmul(x, inputs[1], batching);
    case "cholesky":
      return makeNode(op, [lift(x)], [size, ...shape]);
    case "cholesky_adjoint":
      return makeNode(op, [lift(x), lift(inputs[1])], [size, ...shape]);
    case "triangular_solve":
      return batchedSolve(x, inputs[1], op.transposed, batching);
    case "call":
      return reshape(call(op.box, rows(lift(x)), [size * shape[0], shape[1]]), [size, ...shape]);
    case "call_vjp":
      return reshape(callVjp(op.box, rows(lift(x)), rows(lift(inputs[1]))), [size, ...shape]);
    case "scan":
      return batchedScan(node, op.body, op.reverse, batching);
    case "minimiser":
      return batchedMinimiser(node, op.body, batching);
    case "parameter_gradient": {
      const [weights] = inputs.slice(1);
      if (weights && batching.imageOf(weights)) return misuse("batch", "weights of their own for each row");
      return reshape(parameterGradient(op.box, rows(lift(x)), shape[1], shape[2], weights), [size, ...shape]);
    }
    default:
      return misuse("batch", `no rule for ${op.name}`);
  }
}

/** [B, rows, columns] as one list of rows. */
function rows(x: Node): Node {
  return reshape(x, [x.shape[0] * x.shape[1], x.shape[2]]);
}
