/** Builders of inner problems: the point at which a loss is least. */
import { reshape } from "./build-shape.ts";
import { input } from "./build-source.ts";
import { type MinimiserBody, makeNode, type Node, type Shape, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { substitute } from "./passes/substitute.ts";
import { operandsOf } from "./scan-over.ts";
import { misuse, sameShape, showShape } from "./shape.ts";

/** Thrown where the loss of an inner problem asks an opaque box, of which there is no second derivative. */
export class MinimiserWithCall extends Error {
  constructor(readonly box: string) {
    super(`the box ${box} is called inside an inner problem`);
    this.name = "MinimiserWithCall";
  }
}

/** The nodes that stand for the points and for what the losses read. */
export function minimiserInputs(point: Shape, shared: readonly Shape[]): Omit<MinimiserBody, "loss"> {
  return {
    point: input("minimiser.point", 0, point),
    shared: shared.map((shape, i) => input(`minimiser.shared${i}`, 0, shape)),
  };
}

/**
 * The value of `point`, of any shape, at which the scalar `loss` is least; it is written from `point` and from anything else.
 * Throws MinimiserWithCall where a box is asked about what depends on the point.
 */
export function minimise(start: Node, point: Node, loss: Node): Node {
  if (loss.shape.length > 0) misuse("minimise", `a loss of shape ${showShape(loss.shape)}`);
  if (!sameShape(start.shape, point.shape))
    misuse("minimise", `${showShape(start.shape)} for ${showShape(point.shape)}`);
  const { operands } = operandsOf({ carry: point, next: loss }, { steps: 1, variables: new Map() });
  const shared = operands.filter((node) => node !== point);
  const flat = [sizeOf(start.shape)];
  const inputs = minimiserInputs(
    flat,
    shared.map((node) => node.shape),
  );
  const images = new Map<Node, Node>([[point, reshape(inputs.point, point.shape)]]);
  for (const [i, node] of shared.entries()) images.set(node, inputs.shared[i]);
  const [own] = substitute([loss], (node) => images.get(node));
  return reshape(minimiserOf(reshape(start, flat), shared, { ...inputs, loss: own }), start.shape);
}

/** The points [.., n] of a body that is there already. */
export function minimiserOf(start: Node, shared: readonly Node[], body: MinimiserBody): Node {
  const { point, loss } = body;
  const fits =
    point.shape.length > 0 &&
    sameShape(start.shape, point.shape) &&
    sameShape(loss.shape, point.shape.slice(0, -1)) &&
    shared.length === body.shared.length &&
    shared.every((x, i) => sameShape(x.shape, body.shared[i].shape));
  if (!fits) misuse("minimiser", "operands and body differ");
  const known = new Set([point, ...body.shared]);
  for (const node of reachable([loss])) {
    const { op } = node;
    if ("box" in op) throw new MinimiserWithCall(op.box);
    if (op.name === "input" && !known.has(node)) misuse("minimiser", `its loss reads ${op.buffer}+${op.offset}`);
  }
  return makeNode({ name: "minimiser", body }, [start, ...shared], start.shape);
}
