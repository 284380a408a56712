/** Prepares a program for emission: folds what is constant, spells out logsumexp, lets outputs take their parts directly. */
import { add, binary, exp, log, mul, reciprocal, select, sub, unary } from "../../tensor/build-elementwise.ts";
import { reduce, restore } from "../../tensor/build-reduce.ts";
import { scanInputs } from "../../tensor/build-scan.ts";
import { broadcast, constant, scalar, uniformValue } from "../../tensor/build-source.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import { makeNode, type Node, type Output, type Program, type ScanBody, sizeOf } from "../../tensor/node.ts";
import { withoutMinimisers } from "../../tensor/passes/minimisers.ts";
import { substitute } from "../../tensor/passes/substitute.ts";

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
  const sums = new Map<Node, ShiftedSum>();
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

function lowerNode(node: Node, lowered: Map<Node, Node>, sums: Map<Node, ShiftedSum>): Node {
  const { op } = node;
  if (op.name === "constant") return uniform(node);
  if (op.name !== "broadcast" && isConstant(node)) {
    const data = constantValue(node);
    if (data) return uniform(constant(data, node.shape));
  }
  const inputs = node.inputs.map((x) => look(lowered, x));
  if (op.name === "reduce" && op.kind === "logsumexp") return logSumExp(node, inputs[0], op.axes, sums);
  if (op.name === "exp") {
    const share = softmax(node.inputs[0], sums);
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

/** The parts of a log-sum-exp that a softmax of the same numbers shares. */
interface ShiftedSum {
  /** exp(x - m) with m the maximum, or 0 where that is infinite */
  readonly exponentials: Node;
  /** 1 / sum exp(x - m) */
  readonly inverse: Node;
  /** The same, but finite where all exponentials are 0: else the sum is at least 1. */
  readonly guardedInverse: Node;
  readonly axes: readonly number[];
}

/** m + log sum exp(x - m), which overflows only where the result does. */
function logSumExp(node: Node, x: Node, axes: readonly number[], sums: Map<Node, ShiftedSum>): Node {
  const largest = reduce("max", x, axes);
  const m = select(binary("eq", unary("abs", largest), Number.POSITIVE_INFINITY), 0, largest);
  const exponentials = exp(sub(x, restore(m, x.shape, axes)));
  const total = reduce("sum", exponentials, axes);
  sums.set(node, {
    exponentials,
    inverse: reciprocal(total),
    guardedInverse: reciprocal(binary("max", total, 1e-300)),
    axes,
  });
  return add(m, log(total));
}

/**
 * exp(x - logsumexp(x)) as exp(x - m) / sum exp(x - m): the exponentials are there already. The builders guard the log-sum-exp
 * against -Infinity, where all shares are 0 instead of NaN.
 */
function softmax(difference: Node, sums: ReadonlyMap<Node, ShiftedSum>): Node | undefined {
  const found = subtracted(difference);
  if (!found) return undefined;
  const { x, repeated, axes } = found;
  const guarded = guardedBy(repeated);
  const reduction = guarded ?? repeated;
  const shared = sums.get(reduction);
  if (!shared || reduction.inputs[0] !== x) return undefined;
  const kept = x.shape.map((_, axis) => axis).filter((axis) => !shared.axes.includes(axis));
  if (`${kept}` !== `${axes}`) return undefined;
  return mul(shared.exponentials, restore(guarded ? shared.guardedInverse : shared.inverse, x.shape, shared.axes));
}

/** x - broadcast(y), also when the optimiser wrote it as x + broadcast(-y). */
function subtracted(node: Node): { x: Node; repeated: Node; axes: readonly number[] } | undefined {
  for (const [x, other] of [node.inputs, [...node.inputs].reverse()]) {
    if (node.inputs.length !== 2 || other.op.name !== "broadcast") continue;
    const [inner] = other.inputs;
    const { axes } = other.op;
    if (node.op.name === "sub" && other === node.inputs[1]) return { x, repeated: inner, axes };
    if (node.op.name === "add" && inner.op.name === "neg") return { x, repeated: inner.inputs[0], axes };
  }
  return undefined;
}

/** x where the node is max(x, lowest finite number), as `softmaxShift` builds it. */
function guardedBy(node: Node): Node | undefined {
  if (node.op.name !== "max") return undefined;
  const [a, b] = node.inputs;
  if (uniformValue(b) === -Number.MAX_VALUE) return a;
  return uniformValue(a) === -Number.MAX_VALUE ? b : undefined;
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
