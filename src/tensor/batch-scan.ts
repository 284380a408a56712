/** Vectorised scan: one scan whose rows hold the batch, so that its steps are as many as before. */
import { type Batching, batch } from "./batch.ts";
import { scanInputs, scanOf, scanOperands, transpose } from "./build.ts";
import type { Node, ScanBody } from "./node.ts";
import { substitute } from "./passes/substitute.ts";
import { range } from "./shape.ts";

/** The scan for a batch of any of its operands. */
export function batchedScan(node: Node, body: ScanBody, reverse: boolean, { size, lift, imageOf }: Batching): Node {
  const { start, xs, shared } = scanOperands(node, body);
  const shapes = (operands: readonly Node[], own: readonly Node[]) =>
    operands.map((x, i) => (imageOf(x) ? [size, ...own[i].shape] : own[i].shape));
  const inner = scanInputs([size, ...start.shape], shapes(xs, body.xs), shapes(shared, body.shared));
  const many = new Map<Node, Node>([[body.carry, inner.carry]]);
  const same = new Map<Node, Node>();
  const pair = (operands: readonly Node[], own: readonly Node[], fresh: readonly Node[]) => {
    for (const [i, x] of operands.entries()) (imageOf(x) ? many : same).set(own[i], fresh[i]);
  };
  pair(xs, body.xs, inner.xs);
  pair(shared, body.shared, inner.shared);
  const [next] = substitute(batch([body.next], many), (each) => same.get(each));
  const rows = (x: Node) => {
    const image = imageOf(x);
    return image ? transpose(image, [1, 0, ...range(image.shape.length).slice(2)]) : x;
  };
  const out = scanOf(
    lift(start),
    xs.map(rows),
    shared.map((x) => imageOf(x) ?? x),
    { ...inner, next },
    node.shape[0],
    reverse,
  );
  return transpose(out, [1, 0, ...range(out.shape.length).slice(2)]);
}
