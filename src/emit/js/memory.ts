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
  /** All arrays of the program. */
  readonly all: MemoryArray[] = [];
  /** Where nodes are. */
  readonly arrays = new Map<Node, MemoryArray>();

  /** Makes an array for a node that has none yet, whose elements begin at `offset`. */
  reserve(node: Node, size: number, offset = 0): void {
    if (this.arrays.has(node)) return;
    const array = { name: `s${this.all.length}`, size, offset };
    this.all.push(array);
    this.arrays.set(node, array);
  }

  /** Makes an array that holds no node, where there is none of that name. */
  add(name: string, size: number): void {
    if (this.sizeOf(name) === undefined) this.all.push({ name, size, offset: 0 });
  }

  sizeOf(name: string): number | undefined {
    return this.all.find((array) => array.name === name)?.size;
  }

  /** Puts a node into the array of another one, from its element `offset` on. */
  share(node: Node, other: Node, offset: number): void {
    const array = this.arrays.get(other);
    if (array) this.arrays.set(node, { ...array, offset });
  }
}
