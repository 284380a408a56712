/** Sets of axes of nodes, which are joined as they turn out to run together: a union-find over all axes of a program. */
import type { Node } from "./node.ts";

export class AxisSets {
  readonly #first = new Map<Node, number>();
  readonly #parent: number[] = [];

  /** Each axis of a node as a set of its own; a node is added once. */
  add(node: Node): void {
    this.#first.set(node, this.#parent.length);
    for (let axis = 0; axis < node.shape.length; axis++) this.#parent.push(this.#parent.length);
  }

  /** How many axes there are; sets are numbered by one of them, from 0. */
  get count(): number {
    return this.#parent.length;
  }

  /**
   * The number of the set that an axis is in now.
   * @throws an Error for a node that was not added
   */
  of(node: Node, axis: number): number {
    const first = this.#first.get(node);
    if (first === undefined) throw new Error(`node ${node.id} is not of this program`);
    return this.find(first + axis);
  }

  /** The number of the set that one with this number, now or before, is a part of. */
  find(i: number): number {
    let root = i;
    while (this.#parent[root] !== root) root = this.#parent[root];
    while (this.#parent[i] !== root) [i, this.#parent[i]] = [this.#parent[i], root];
    return root;
  }

  /** Joins the sets of two axes. */
  join(a: Node, i: number, b: Node, j: number): void {
    this.#parent[this.of(a, i)] = this.of(b, j);
  }
}
