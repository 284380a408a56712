/** Programs with two buffers, as tests of emitters compare them. */
import { type Node, type Program, sizeOf } from "../../src/tensor/node.ts";

/** Reads buffer x, of that size, and writes the nodes one behind the other to buffer y. */
export function fromXToY(size: number, nodes: readonly Node[]): Program {
  let offset = 0;
  const outputs = nodes.map((node) => {
    const output = { buffer: "y", offset, node };
    offset += sizeOf(node.shape);
    return output;
  });
  return { buffers: { x: size, y: offset }, outputs };
}
