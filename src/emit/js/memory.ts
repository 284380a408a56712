/** The arrays of an emitted program that hold whole nodes. */
import type { Node } from "../../tensor/node.ts";

export interface MemoryArray {
  readonly name: string;
  readonly size: number;
  /** Where the node begins in it. */
  readonly offset: number;
}

export type Arrays = ReadonlyMap<Node, MemoryArray>;

export class Memory {
  readonly arrays = new Map<Node, MemoryArray>();

  /** The array of a node, made when it is first asked for. */
  reserve(node: Node, size: number, offset = 0): MemoryArray {
    const known = this.arrays.get(node);
    if (known) return known;
    const array = { name: `s${this.arrays.size}`, size, offset };
    this.arrays.set(node, array);
    return array;
  }
}
