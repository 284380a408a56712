/**
 * Independent parts (DESIGN section 3): elements of the position that meet in no common term. Dependence is followed element
 * by element through the program with a union-find, so what it finds is exact, whatever the dims are called.
 */
import { labelElements, none } from "../tensor/element-labels.ts";
import { type Node, sizeOf } from "../tensor/node.ts";

export interface Parts {
  readonly count: number;
  /** [dimension]: the part of each element of the position. */
  readonly ofPosition: Int32Array;
  /** For each term, the part of each of its elements; elements without latents count to part 0. */
  readonly ofTerms: readonly Int32Array[];
}

class UnionFind {
  readonly parent: Int32Array;
  constructor(size: number) {
    this.parent = Int32Array.from({ length: size }, (_, i) => i);
  }
  find(i: number): number {
    let root = i;
    while (this.parent[root] !== root) root = this.parent[root];
    for (let at = i; this.parent[at] !== root; ) {
      const next = this.parent[at];
      this.parent[at] = root;
      at = next;
    }
    return root;
  }
  /** Joins two labels, either of which may be none, and returns the common one. */
  join(a: number, b: number): number {
    if (a === none) return b;
    if (b === none || a === b) return a;
    const x = this.find(a);
    const y = this.find(b);
    if (x !== y) this.parent[Math.max(x, y)] = Math.min(x, y);
    return Math.min(x, y);
  }
}

/** @param terms unreduced log density terms over the input buffer `position` */
export function findParts(terms: readonly Node[], dimension: number): Parts {
  const union = new UnionFind(dimension);
  const labels = labelElements(terms, {
    join: (a, b) => union.join(a, b),
    leaf: ({ op, shape }) =>
      op.name === "input" && op.buffer === "position"
        ? Int32Array.from({ length: sizeOf(shape) }, (_, i) => op.offset + i)
        : undefined,
  });
  const partOfRoot = new Map<number, number>();
  const ofPosition = Int32Array.from({ length: dimension }, (_, i) => {
    const root = union.find(i);
    const part = partOfRoot.get(root) ?? partOfRoot.size;
    partOfRoot.set(root, part);
    return part;
  });
  const ofTerms = terms.map((term) =>
    Int32Array.from(labels.get(term) ?? [], (label) => (label === none ? 0 : ofPosition[label])),
  );
  return { count: Math.max(1, partOfRoot.size), ofPosition, ofTerms };
}
