/** Reverse-mode differentiation, from program to program, so that a second derivative is two applications. */
import { and, callVjp, fill, select, uniformValue } from "./build.ts";
import { constantValue } from "./constant-value.ts";
import { binaryRules, flatOperations, polygammaRule, unaryRules } from "./derivative-elementwise.ts";
import { choleskyAdjointAdjoint, linearAdjoint } from "./derivative-linear.ts";
import { minimiserAdjoints } from "./derivative-minimiser.ts";
import { reduceAdjoint } from "./derivative-reduce.ts";
import { scanAdjoints } from "./derivative-scan.ts";
import { moveAdjoint } from "./derivative-shape.ts";
import { isElementwise } from "./evaluate-elementwise.ts";
import { type Adjoint, enterBranch, guardOfInput, merge, settle, usedRows } from "./guard.ts";
import type { Node } from "./node.ts";
import { NotDifferentiable } from "./not-differentiable.ts";
import { reachable } from "./passes/dependencies.ts";
import { sameShape, showShape } from "./shape.ts";
import { unlessAll } from "./unread.ts";

export { NotDifferentiable };

/**
 * The gradient of sum(seed * output) with respect to each of `wrt`, of its shape; 0 where the output does not depend on it.
 * Without a seed, of sum(output). At ties of relu, abs, and max and min of two the derivative is 0; elements that are the largest
 * or smallest along an axis together share it. What a `select` leaves out, and elements that slices and gathers by a known index
 * leave unread, reach no derivative, not even as NaN. Throws NotDifferentiable where the output depends on `wrt` through a
 * `call_vjp` or another operation that has no derivative.
 */
export function differentiate(output: Node, wrt: readonly Node[], seed: Node = fill(output.shape, 1)): Node[] {
  if (!sameShape(seed.shape, output.shape)) {
    throw new Error(`differentiate: seed ${showShape(seed.shape)} for ${showShape(output.shape)}`);
  }
  const wanted = new Set(wrt);
  const nodes = reachable([output]);
  const active = activeNodes(nodes, wanted);
  const uses = new Map<Node, Adjoint[]>([[output, [{ value: seed, pending: false }]]]);
  const gradients = new Map<Node, Node>();
  for (const node of nodes.reverse()) {
    const received = uses.get(node);
    if (!received || !active.has(node)) continue;
    uses.delete(node);
    const adjoint = merge(received);
    if (wanted.has(node)) gradients.set(node, settle(adjoint));
    const shareOf = contributions(node, adjoint);
    for (const [i, x] of node.inputs.entries()) {
      if (!active.has(x) || !hasDerivative(node, i)) continue;
      const share = shareOf(i);
      if (uniformValue(share.value) === 0) continue;
      const sofar = uses.get(x);
      if (sofar) sofar.push(share);
      else uses.set(x, [share]);
    }
  }
  return wrt.map((node) => gradients.get(node) ?? fill(node.shape, 0));
}

/** The nodes through which the output depends on `wanted` differentiably. */
function activeNodes(nodes: readonly Node[], wanted: ReadonlySet<Node>): Set<Node> {
  const active = new Set<Node>();
  for (const node of nodes) {
    if (wanted.has(node) || node.inputs.some((x, i) => active.has(x) && hasDerivative(node, i))) active.add(node);
  }
  return active;
}

/** Whether input i is more than an index, a condition or the operand of a step function. */
function hasDerivative(node: Node, i: number): boolean {
  const { name } = node.op;
  if (name === "select") return i > 0;
  if (name === "gather" || name === "scatter_add") return i === 0;
  // Where an inner minimum is does not depend on where the search for it starts.
  if (name === "minimiser") return i > 0;
  return !flatOperations.has(name);
}

/** What each input of a node gets. */
function contributions(node: Node, adjoint: Adjoint): (i: number) => Adjoint {
  const { op } = node;
  if (op.name !== "scan" && op.name !== "minimiser") return (i) => contribution(node, i, adjoint);
  // Of its rows only the last is there. It is what inner problems become, and those are differentiated before.
  if (op.name === "scan" && op.settles) throw new NotDifferentiable("scan(settles)");
  const { guard } = adjoint;
  const read = op.name === "scan" ? rowsRead(node, adjoint) : undefined;
  const whole = read && guard ? and(guard, read) : (read ?? guard);
  const adjoints =
    op.name === "scan"
      ? scanAdjoints(node, op.body, op.reverse, { g: settle(adjoint), guard: whole, differentiate })
      : minimiserAdjoints(node, op.body, { g: settle(adjoint), guard });
  return (i) => ({
    value: adjoints(i),
    guard: guard && guardOfInput(node, i, guard),
    read: read && unlessAll(guardOfInput(node, i, read)),
    pending: false,
  });
}

/** What is read of a recursion, where that leaves out rows that no row read is made from. */
function rowsRead({ op }: Node, { read }: Adjoint): Node | undefined {
  return op.name === "scan" && read && unlessAll(usedRows(read, op.reverse)) ? read : undefined;
}

function contribution(node: Node, i: number, adjoint: Adjoint): Adjoint {
  const { op } = node;
  const { guard, read } = adjoint;
  if (op.name === "select") return enterBranch(node, i, adjoint);
  if (isElementwise(node)) {
    const value = elementwiseAdjoint(node, i, adjoint.value);
    const mayBeInfinite = (guard !== undefined || read !== undefined) && !isScaling(node, i);
    return { value, guard, read, pending: adjoint.pending || mayBeInfinite };
  }
  const g = settle(adjoint);
  const pending = !isLinear(node);
  if (!guard) return { value: arrayAdjoint(node, i, g, node.inputs), read: readOfInput(node, i, read), pending };
  // Sums over elements used and unused must not meet a NaN of the unused ones.
  const safe =
    op.name === "matmul" ? node.inputs.map((x, k) => select(guardOfInput(node, k, guard), x, 0)) : node.inputs;
  return {
    value: arrayAdjoint(node, i, g, safe),
    guard: guardOfInput(node, i, guard),
    read: readOfInput(node, i, read),
    pending,
  };
}

/** Whether what input i of an element-wise node gets is its adjoint times a finite number. */
function isScaling({ op, inputs }: Node, i: number): boolean {
  if (op.name === "add" || op.name === "sub" || op.name === "neg") return true;
  const factor = op.name === "mul" ? inputs[1 - i] : op.name === "div" && i === 0 ? inputs[1] : undefined;
  const numbers = factor && constantValue(factor);
  return numbers?.every((x) => Number.isFinite(op.name === "mul" ? x : 1 / x)) ?? false;
}

/** What is read of input i of a node of which a part is read: of its operands linear algebra and black boxes read all. */
function readOfInput(node: Node, i: number, read: Node | undefined): Node | undefined {
  const { op, inputs } = node;
  const isKnown = !(op.name === "gather" || op.name === "scatter_add") || inputs[1].isConstant;
  if (nonLinear.has(op.name) || !isKnown) return undefined;
  const isPart = op.name === "slice" || op.name === "gather";
  const own = read ?? (isPart ? fill(node.shape, 1) : undefined);
  return own && guardOfInput(node, i, own);
}

const nonLinear: ReadonlySet<string> = new Set(["matmul", "cholesky", "cholesky_adjoint", "triangular_solve", "call"]);

/** Whether the adjoint of a node that is not element-wise is 0 wherever nothing but zeros reach it, whatever its inputs are. */
function isLinear({ op }: Node): boolean {
  if (op.name === "reduce") return op.kind === "sum";
  return !nonLinear.has(op.name);
}

function elementwiseAdjoint(node: Node, i: number, g: Node): Node {
  const { op, inputs } = node;
  if (op.name === "polygamma") return polygammaRule(op.order, g, inputs[0]);
  if (isKey(unaryRules, op.name)) return unaryRules[op.name](g, inputs[0], node);
  if (isKey(binaryRules, op.name)) return binaryRules[op.name][i](g, inputs[0], inputs[1], node);
  throw new NotDifferentiable(op.name);
}

function isKey<T extends object>(rules: T, name: PropertyKey): name is keyof T {
  return Object.hasOwn(rules, name);
}

function arrayAdjoint(node: Node, i: number, g: Node, inputs: readonly Node[]): Node {
  const { op } = node;
  if (op.name === "call") return callVjp(op.box, inputs[0], g);
  if (op.name === "cholesky_adjoint") return choleskyAdjointAdjoint(node, i, g, differentiate);
  const value = moveAdjoint(node, i, g) ?? reduceAdjoint(node, g) ?? linearAdjoint(node, i, g, inputs);
  if (!value) throw new NotDifferentiable(op.name);
  return value;
}
