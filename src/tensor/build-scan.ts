/** Builders of recursions over an axis. */
import { input } from "./build-source.ts";
import { makeNode, type Node, type ScanBody, type Shape } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { misuse, sameShape, showShape } from "./shape.ts";

/** Thrown where a step of a recursion asks an opaque box, which would be asked row by row and not in batches. */
export class ScanWithCall extends Error {
  constructor(readonly box: string) {
    super(`the box ${box} is called inside a scan`);
    this.name = "ScanWithCall";
  }
}

/** The nodes that stand for the row before, for a row of each of `xs` and for what all steps share. */
export function scanInputs(carry: Shape, xs: readonly Shape[], shared: readonly Shape[]): Omit<ScanBody, "next"> {
  return {
    carry: input("scan.carry", 0, carry),
    xs: xs.map((shape, i) => input(`scan.x${i}`, 0, shape)),
    shared: shared.map((shape, i) => input(`scan.shared${i}`, 0, shape)),
  };
}

/**
 * A recursion over the T rows of xs [T, ..]: row t of the result [T, ..start] is body(row t - 1, row t of xs, shared), where
 * the row before the first is `start`. Throws ScanWithCall when the body calls a box.
 */
export function scan(
  start: Node,
  xs: Node,
  shared: Node,
  body: (carry: Node, x: Node, shared: Node) => Node,
  reverse = false,
): Node {
  const inputs = scanInputs(start.shape, [xs.shape.slice(1)], [shared.shape]);
  const next = body(inputs.carry, inputs.xs[0], inputs.shared[0]);
  return scanOf(start, [xs], [shared], { ...inputs, next }, xs.shape[0], reverse);
}

/** A scan of `steps` rows with a body that is there already. */
export function scanOf(
  start: Node,
  xs: readonly Node[],
  shared: readonly Node[],
  body: ScanBody,
  steps: number,
  reverse: boolean,
  settles = false,
): Node {
  if (!sameShape(body.next.shape, start.shape) || !sameShape(body.carry.shape, start.shape)) {
    misuse("scan", `from ${showShape(start.shape)} to ${showShape(body.next.shape)}`);
  }
  const known = new Set<Node>([body.carry, ...body.xs, ...body.shared]);
  const fits =
    xs.length === body.xs.length &&
    shared.length === body.shared.length &&
    xs.every((x, i) => sameShape(x.shape, [steps, ...body.xs[i].shape])) &&
    shared.every((x, i) => sameShape(x.shape, body.shared[i].shape));
  if (!fits) misuse("scan", "operands and body differ");
  for (const node of reachable([body.next])) {
    const { op } = node;
    if ("box" in op) throw new ScanWithCall(op.box);
    if (op.name === "input" && !known.has(node)) misuse("scan", `its body reads ${op.buffer}+${op.offset}`);
  }
  return makeNode(
    { name: "scan", body, reverse, ...(settles ? { settles } : {}) },
    [start, ...xs, ...shared],
    [steps, ...start.shape],
  );
}

/** The operands of a scan. */
export function scanOperands(node: Node, { xs }: ScanBody): { start: Node; xs: Node[]; shared: Node[] } {
  const [start, ...rest] = node.inputs;
  return { start, xs: rest.slice(0, xs.length), shared: rest.slice(xs.length) };
}
