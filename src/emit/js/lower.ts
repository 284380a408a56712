/** Prepares a program for emission: folds what is constant, spells out logsumexp, lets outputs take their parts directly. */
import { mul, reciprocal } from "../../tensor/build-elementwise.ts";
import { scanInputs } from "../../tensor/build-scan.ts";
import { broadcast, constant, scalar } from "../../tensor/build-source.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import { makeNode, type Node, type Output, type Program, type ScanBody, sizeOf } from "../../tensor/node.ts";
import { withoutMinimisers } from "../../tensor/passes/minimisers.ts";
import { substitute } from "../../tensor/passes/substitute.ts";
import { SharedExponentials } from "./shared-exponentials.ts";

/** The nodes below the outputs, inputs first. */
export function nodesOf(outputs: readonly { readonly node: Node }[]): Node[] {
  const seen = new Set<Node>(outputs.map((output) => output.node));
  for (const node of seen) for (const x of node.inputs) seen.add(x);
  return [...seen].sort((a, b) => a.id - b.id);
}

/** A program with the same results and without `logsumexp` and `minimiser`; constants are `constant` nodes or broadcasts of them. */
export function lower(given: Program): Program {
  const program = withoutMinimisers(given);
  const lowered = lowerNodes(program.outputs);
  const outputs = program.outputs.flatMap((output) => spread({ ...output, node: look(lowered, output.node) }));
  return { buffers: program.buffers, outputs };
}

function lowerNodes(outputs: readonly { readonly node: Node }[]): Map<Node, Node> {
  const lowered = new Map<Node, Node>();
  const sums = new SharedExponentials();
  const nodes = nodesOf(outputs);
  const inverses = sharedDivisors(nodes);
  for (const node of nodes) lowered.set(node, inverses.quotient(node, lowered) ?? lowerNode(node, lowered, sums));
  return lowered;
}

/** Arrays that divide several others: these are multiplied by their reciprocals, which changes the last digit at most. */
function sharedDivisors(nodes: readonly Node[]) {
  const count = new Map<Node, number>();
  for (const { op, inputs } of nodes) {
    const divisor = op.name === "div" ? inputs[1] : op.name === "reciprocal" ? inputs[0] : undefined;
    if (divisor && divisor.op.name !== "broadcast") count.set(divisor, (count.get(divisor) ?? 0) + 1);
  }
  const inverses = new Map<Node, Node>();
  const inverseOf = (divisor: Node, lowered: ReadonlyMap<Node, Node>) => {
    const known = inverses.get(divisor);
    if (known) return known;
    const inverse = reciprocal(look(lowered, divisor));
    inverses.set(divisor, inverse);
    return inverse;
  };
  return {
    quotient({ op, inputs }: Node, lowered: ReadonlyMap<Node, Node>): Node | undefined {
      const [a, b] = inputs;
      if (op.name === "reciprocal") return (count.get(a) ?? 0) > 1 ? inverseOf(a, lowered) : undefined;
      if (op.name !== "div" || (count.get(b) ?? 0) < 2) return undefined;
      return mul(look(lowered, a), inverseOf(b, lowered));
    },
  };
}

/** With inputs of its own, as scans made from one another can share a body. */
function lowerBody({ carry, xs, shared, next }: ScanBody): ScanBody {
  const shapes = (nodes: readonly Node[]) => nodes.map((node) => node.shape);
  const fresh = scanInputs(carry.shape, shapes(xs), shapes(shared));
  const images = new Map([
    [carry, fresh.carry],
    ...xs.map((own, i) => [own, fresh.xs[i]] as const),
    ...shared.map((own, i) => [own, fresh.shared[i]] as const),
  ]);
  const [moved] = substitute([next], (node) => images.get(node));
  return { ...fresh, next: look(lowerNodes([{ node: moved }]), moved) };
}

function look(lowered: ReadonlyMap<Node, Node>, node: Node): Node {
  const found = lowered.get(node);
  if (!found) throw new Error(`emit: node ${node.id} stands before its inputs`);
  return found;
}

function lowerNode(node: Node, lowered: Map<Node, Node>, sums: SharedExponentials): Node {
  const { op } = node;
  if (op.name === "constant") return uniform(node);
  if (op.name !== "broadcast" && isConstant(node)) {
    const data = constantValue(node);
    if (data) return uniform(constant(data, node.shape));
  }
  const inputs = node.inputs.map((x) => look(lowered, x));
  if (op.name === "reduce" && op.kind === "logsumexp") return sums.logSumExp(node, inputs[0], op.axes);
  if (op.name === "exp") {
    const share = sums.softmax(node.inputs[0]);
    if (share) return share;
  }
  if (op.name === "scan") {
    return makeNode({ ...op, body: lowerBody(op.body) }, inputs, node.shape);
  }
  if (op.name === "broadcast") return broadcast(inputs[0], node.shape, op.axes);
  return inputs.every((x, i) => x === node.inputs[i]) ? node : makeNode(op, inputs, node.shape);
}

/** A constant of one repeated number as a broadcast scalar, so that no array is kept for it. */
function uniform(node: Node): Node {
  if (node.op.name !== "constant" || node.shape.length === 0) return node;
  const { data } = node.op;
  if (data.length === 0 || data.some((x) => !Object.is(x, data[0]))) return node;
  return broadcast(scalar(data[0]), node.shape, []);
}

/** An output that is a reshape, or a concatenation of contiguous parts, as outputs of what it consists of. */
export function spread(output: Output): Output[] {
  const { op, inputs, shape } = output.node;
  if (op.name === "reshape") return spread({ ...output, node: inputs[0] });
  if (op.name === "concat" && sizeOf(shape.slice(0, op.axis)) === 1) {
    let offset = output.offset;
    return inputs.flatMap((node) => {
      const part = { ...output, node, offset };
      offset += sizeOf(node.shape);
      return spread(part);
    });
  }
  return [output];
}
