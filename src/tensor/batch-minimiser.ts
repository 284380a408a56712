/** Vectorised inner problems: one more axis of problems, which are solved beside each other. */
import { type Batching, batch } from "./batch.ts";
import { minimiserInputs, minimiserOf } from "./build.ts";
import type { MinimiserBody, Node } from "./node.ts";
import { substitute } from "./passes/substitute.ts";

/** The points for a batch of starts or of anything the losses read. */
export function batchedMinimiser(node: Node, body: MinimiserBody, { size, lift, imageOf }: Batching): Node {
  const [start, ...shared] = node.inputs;
  const inner = minimiserInputs(
    [size, ...start.shape],
    shared.map((x) => imageOf(x)?.shape ?? x.shape),
  );
  const many = new Map<Node, Node>([[body.point, inner.point]]);
  const same = new Map<Node, Node>();
  for (const [i, x] of shared.entries()) (imageOf(x) ? many : same).set(body.shared[i], inner.shared[i]);
  const [loss] = substitute(batch([body.loss], many), (each) => same.get(each));
  return minimiserOf(
    lift(start),
    shared.map((x) => imageOf(x) ?? x),
    { ...inner, loss },
  );
}
