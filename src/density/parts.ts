/**
 * Independent parts (DESIGN section 3): elements of the position that meet in no common term. Dependence is followed element
 * by element through the program with a union-find, so what it finds is exact, whatever the dims are called.
 */
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { reachable } from "../tensor/passes/dependencies.ts";
import { elementSources, reduceGroups } from "./element-maps.ts";

export interface Parts {
  readonly count: number;
  /** [dimension]: the part of each element of the position. */
  readonly ofPosition: Int32Array;
  /** For each term, the part of each of its elements; elements without latents count to part 0. */
  readonly ofTerms: readonly Int32Array[];
}

const none = -1;

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
  const labels = new Map<Node, Int32Array>();
  for (const node of reachable(terms)) labels.set(node, labelsOf(node, labels, union));
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

/** The label of each element: some element of the position it depends on, joined with all others it depends on. */
function labelsOf(node: Node, labels: ReadonlyMap<Node, Int32Array>, union: UnionFind): Int32Array {
  const size = sizeOf(node.shape);
  const own = new Int32Array(size).fill(none);
  const from = (i: number) => labels.get(node.inputs[i]) ?? new Int32Array(sizeOf(node.inputs[i].shape)).fill(none);
  const { op } = node;
  if (op.name === "constant") return own;
  if (op.name === "input") {
    if (op.buffer === "position") for (let i = 0; i < size; i++) own[i] = op.offset + i;
    return own;
  }
  if (node.inputs.every((_, i) => from(i).every((label) => label === none))) return own;
  switch (op.name) {
    case "reshape":
      return from(0);
    case "broadcast":
    case "transpose":
    case "slice":
    case "pad": {
      const source = from(0);
      elementSources(node).forEach((element, i) => {
        if (element >= 0) own[i] = source[element];
      });
      return own;
    }
    case "concat": {
      const groups = elementSources(node);
      const all = node.inputs.map((_, i) => from(i));
      const starts: number[] = [0];
      for (const part of all) starts.push(starts[starts.length - 1] + part.length);
      groups.forEach((element, i) => {
        const k = starts.findIndex((start, j) => element >= start && element < starts[j + 1]);
        own[i] = all[k][element - starts[k]];
      });
      return own;
    }
    case "reduce":
    case "argmax":
    case "argmin": {
      const source = from(0);
      const axes = op.name === "reduce" ? op.axes : [op.axis];
      const groups = reduceGroups(node.inputs[0].shape, axes);
      for (let i = 0; i < source.length; i++) own[groups[i]] = union.join(own[groups[i]], source[i]);
      return own;
    }
    case "gather": {
      const source = from(0);
      const index = constantValue(node.inputs[1]);
      if (index === undefined || from(1).some((label) => label !== none)) break;
      const sources = gatherSources(node, index);
      for (let i = 0; i < size; i++) own[i] = source[sources[i]];
      return own;
    }
    case "select": {
      const condition = constantValue(node.inputs[0]);
      if (condition === undefined)
        return elementwise(
          node.inputs.map((_, i) => from(i)),
          union,
        );
      const [ifTrue, ifFalse] = [from(1), from(2)];
      return Int32Array.from(condition, (c, i) => (c !== 0 ? ifTrue[i] : ifFalse[i]));
    }
    case "matmul":
      return matmulLabels(node, from(0), from(1), union);
    case "triangular_solve":
    case "cholesky":
    case "cumsum":
      return batchLabels(
        node,
        node.inputs.map((_, i) => from(i)),
        op.name === "cumsum" ? 0 : 2,
        union,
        op.name === "cumsum" ? op.axis : undefined,
      );
    case "call":
    case "call_vjp":
      return rowLabels(
        node,
        node.inputs.map((_, i) => from(i)),
        union,
      );
    case "scatter_add":
      break;
    default:
      return elementwise(
        node.inputs.map((_, i) => from(i)),
        union,
      );
  }
  return everything(
    size,
    node.inputs.map((_, i) => from(i)),
    union,
  );
}

/** Each element of the result depends on the same element of each input. */
function elementwise(sources: readonly Int32Array[], union: UnionFind): Int32Array {
  return sources[0].map((first, i) => sources.reduce((label, source) => union.join(label, source[i]), first));
}

/** All elements of the result depend on all of the inputs. */
function everything(size: number, sources: readonly Int32Array[], union: UnionFind): Int32Array {
  let common = none;
  for (const source of sources) for (const label of source) common = union.join(common, label);
  return new Int32Array(size).fill(common);
}

function gatherSources(node: Node, index: Float64Array): Int32Array {
  const [source] = node.inputs;
  const axis = node.op.name === "gather" ? node.op.axis : 0;
  const outer = sizeOf(source.shape.slice(0, axis));
  const inner = sizeOf(source.shape.slice(axis + 1));
  const length = source.shape[axis];
  const out = new Int32Array(outer * index.length * inner);
  let i = 0;
  for (let o = 0; o < outer; o++)
    for (const k of index) for (let j = 0; j < inner; j++) out[i++] = (o * length + k) * inner + j;
  return out;
}

function matmulLabels(node: Node, left: Int32Array, right: Int32Array, union: UnionFind): Int32Array {
  const rank = node.shape.length;
  const [m, n] = node.shape.slice(rank - 2);
  const k = node.inputs[0].shape[rank - 1];
  const batches = sizeOf(node.shape.slice(0, rank - 2));
  const own = new Int32Array(batches * m * n).fill(none);
  for (let b = 0; b < batches; b++) {
    const rows = Int32Array.from({ length: m }, (_, i) => {
      let label = none;
      for (let j = 0; j < k; j++) label = union.join(label, left[(b * m + i) * k + j]);
      return label;
    });
    const columns = Int32Array.from({ length: n }, (_, j) => {
      let label = none;
      for (let i = 0; i < k; i++) label = union.join(label, right[(b * k + i) * n + j]);
      return label;
    });
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) own[(b * m + i) * n + j] = union.join(rows[i], columns[j]);
  }
  return own;
}

/** Operations on the last `rank` axes of each batch element; columns of a right-hand side stay apart when the matrix is constant. */
function batchLabels(
  node: Node,
  sources: readonly Int32Array[],
  rank: number,
  union: UnionFind,
  axis?: number,
): Int32Array {
  const size = sizeOf(node.shape);
  const own = new Int32Array(size).fill(none);
  const matrixIsConstant = node.op.name === "triangular_solve" && sources[0].every((label) => label === none);
  const groups =
    axis !== undefined
      ? reduceGroups(node.shape, [axis])
      : reduceGroups(
          node.shape,
          matrixIsConstant ? [node.shape.length - 2] : [node.shape.length - 2, node.shape.length - 1],
        );
  const labels = new Map<number, number>();
  const last = sources[sources.length - 1];
  for (let i = 0; i < size; i++) labels.set(groups[i], union.join(labels.get(groups[i]) ?? none, last[i]));
  if (rank === 2 && sources.length === 2 && !matrixIsConstant) {
    const matrixGroups = reduceGroups(node.inputs[0].shape, [node.shape.length - 2, node.shape.length - 1]);
    sources[0].forEach((label, i) => {
      labels.set(matrixGroups[i], union.join(labels.get(matrixGroups[i]) ?? none, label));
    });
  }
  for (let i = 0; i < size; i++) own[i] = labels.get(groups[i]) ?? none;
  return own;
}

/** A black box answers row by row. */
function rowLabels(node: Node, sources: readonly Int32Array[], union: UnionFind): Int32Array {
  const rows = node.shape[0];
  const width = node.shape[1];
  const own = new Int32Array(rows * width).fill(none);
  for (let row = 0; row < rows; row++) {
    let label = none;
    for (const source of sources) {
      const w = source.length / rows;
      for (let j = 0; j < w; j++) label = union.join(label, source[row * w + j]);
    }
    own.fill(label, row * width, (row + 1) * width);
  }
  return own;
}
