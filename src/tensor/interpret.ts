/** The reference interpreter: computes the nodes of a program one after the other, in plain loops. */
import { evaluateElementwise } from "./evaluate-elementwise.ts";
import { evaluateLinear } from "./evaluate-linear.ts";
import { evaluateReduce } from "./evaluate-reduce.ts";
import { evaluateShape } from "./evaluate-shape.ts";
import { newton } from "./newton.ts";
import { type Node, type ScanBody, sizeOf } from "./node.ts";

/** What a program's inputs and black boxes are, for one lane. */
export interface Environment {
  readonly buffers?: Readonly<Record<string, Float64Array>>;
  /** Answers [rows, output] for x [rows, input]. */
  readonly boxes?: Readonly<Record<string, (x: Float64Array, rows: number) => Float64Array>>;
  /** Vector-Jacobian products [rows, input] for x and a cotangent [rows, output]. */
  readonly vjps?: Readonly<Record<string, (x: Float64Array, cotangent: Float64Array, rows: number) => Float64Array>>;
}

/** The row-major values of the nodes, where those in `given` need not be computed. */
export function compute(
  nodes: readonly Node[],
  environment: Environment,
  given: { get(node: Node): Float64Array | undefined },
): Float64Array[] {
  const done = new Map<Node, Float64Array>();
  for (const node of needed(nodes, given)) {
    done.set(
      node,
      given.get(node) ??
        valueAt(
          node,
          node.inputs.map((x) => lookUp(done, x)),
          environment,
        ),
    );
  }
  return nodes.map((node) => lookUp(done, node));
}

/** Row by row; what the carry and the rows do not change is computed once. */
function runScan(
  node: Node,
  { carry, xs, shared, next }: ScanBody,
  { reverse, settles }: { readonly reverse: boolean; readonly settles?: true },
  inputs: readonly Float64Array[],
  environment: Environment,
): Float64Array {
  const [start, ...rest] = inputs;
  const [steps] = node.shape;
  const out = new Float64Array(sizeOf(node.shape));
  const done = new Map<Node, Float64Array>();
  for (const [i, each] of shared.entries()) done.set(each, rest[xs.length + i]);
  const changing = new Set([carry, ...xs]);
  const body = needed([next], done).filter((each) => !changing.has(each) && !done.has(each));
  const run = (each: Node) => {
    const operands = each.inputs.map((x) => lookUp(done, x));
    done.set(each, valueAt(each, operands, environment));
  };
  const moving: Node[] = [];
  for (const each of body) {
    if (each.inputs.some((x) => changing.has(x))) {
      changing.add(each);
      moving.push(each);
    } else run(each);
  }
  let row = start;
  for (let step = 0; step < steps; step++) {
    const t = reverse ? steps - 1 - step : step;
    done.set(carry, row);
    for (const [i, { shape }] of xs.entries()) {
      const size = sizeOf(shape);
      done.set(xs[i], rest[i].subarray(t * size, (t + 1) * size));
    }
    for (const each of moving) run(each);
    row = lookUp(done, next).slice();
    out.set(row, t * row.length);
    if (settles && row[row.length - 1] > 0) {
      out.set(row, (steps - 1) * row.length);
      break;
    }
  }
  return out;
}

/** The nodes below `nodes`, going no deeper than given values, inputs first. */
function needed(nodes: readonly Node[], given: { get(node: Node): Float64Array | undefined }): Node[] {
  const seen = new Set<Node>(nodes);
  for (const node of seen) {
    if (given.get(node) === undefined) for (const x of node.inputs) seen.add(x);
  }
  return [...seen].sort((a, b) => a.id - b.id);
}

function lookUp(done: Map<Node, Float64Array>, node: Node): Float64Array {
  const value = done.get(node);
  if (!value) throw new Error(`evaluate: node ${node.id} is used before it is computed`);
  return value;
}

function valueAt(node: Node, inputs: readonly Float64Array[], environment: Environment): Float64Array {
  const { op } = node;
  switch (op.name) {
    case "constant":
      return op.data;
    case "input": {
      const buffer = environment.buffers?.[op.buffer];
      const end = op.offset + sizeOf(node.shape);
      if (!buffer || buffer.length < end) throw new Error(`evaluate: buffer ${op.buffer} lacks elements up to ${end}`);
      return buffer.subarray(op.offset, end);
    }
    case "call": {
      const box = environment.boxes?.[op.box];
      if (!box) throw new Error(`evaluate: no box ${op.box}`);
      return box(inputs[0], node.shape[0]);
    }
    case "call_vjp": {
      const vjp = environment.vjps?.[op.box];
      if (!vjp) throw new Error(`evaluate: no vector-Jacobian product of ${op.box}`);
      return vjp(inputs[0], inputs[1], node.shape[0]);
    }
    case "scan":
      return runScan(node, op.body, op, inputs, environment);
    case "minimiser": {
      const { start, shared, result } = newton(op.body);
      const given = new Map([start, ...shared].map((own, i) => [own, inputs[i]]));
      return compute([result], environment, given)[0];
    }
    default: {
      const value =
        evaluateElementwise(node, inputs) ??
        evaluateShape(node, inputs) ??
        evaluateReduce(node, inputs) ??
        evaluateLinear(node, inputs);
      if (!value) throw new Error(`evaluate: no rule for ${op.name}`);
      return value;
    }
  }
}
