/**
 * What each element of a program's arrays depends on, as labels that are joined where elements meet: with a union-find, the
 * independent parts of a density; with sets, which discrete latents meet in one element.
 */

import { elementSources, reduceGroups } from "./element-maps.ts";
import { constantValue } from "./evaluate.ts";
import { type Node, sizeOf } from "./node.ts";
import { reachable } from "./passes/dependencies.ts";
import { gatherSources } from "./take.ts";

/** The label of an element that depends on nothing. */
export const none = -1;

/** Where labels come from and how they are joined. */
export interface Labelling {
  /** The label of two elements that one element depends on; either may be `none`, which changes nothing. */
  join(a: number, b: number): number;
  /** The labels of an input's elements; undefined where they have none. */
  leaf(node: Node): Int32Array | undefined;
  /** All values that an index may take, each an array over the index; undefined where they are not known. */
  indexValues?(index: Node): readonly Float64Array[] | undefined;
}

/** The labels of the elements of all nodes that these are made of, row-major; arrays may be shared between nodes. */
export function labelElements(nodes: readonly Node[], labelling: Labelling): ReadonlyMap<Node, Int32Array> {
  const labels = new Map<Node, Int32Array>();
  /** Without labels, by size: most nodes have none when few inputs have. */
  const bare = new Map<number, Int32Array>();
  const bareOf = (size: number): Int32Array => {
    const found = bare.get(size) ?? new Int32Array(size).fill(none);
    bare.set(size, found);
    return found;
  };
  for (const node of reachable(nodes)) {
    const from = node.inputs.map((x) => labels.get(x) ?? bareOf(sizeOf(x.shape)));
    const isBare = node.op.name !== "input" && from.every((source) => source === bare.get(source.length));
    labels.set(node, isBare ? bareOf(sizeOf(node.shape)) : labelsOf(node, from, labelling));
  }
  return labels;
}

/** @param sources labels of the inputs' elements */
function labelsOf(node: Node, sources: readonly Int32Array[], labelling: Labelling): Int32Array {
  const size = sizeOf(node.shape);
  const own = new Int32Array(size).fill(none);
  const from = (i: number) => sources[i];
  const { op } = node;
  if (op.name === "input") return labelling.leaf(node) ?? own;
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
      const all = sources;
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
      for (let i = 0; i < source.length; i++) own[groups[i]] = labelling.join(own[groups[i]], source[i]);
      return own;
    }
    case "gather": {
      const source = from(0);
      const index = constantValue(node.inputs[1]);
      const known = index === undefined ? labelling.indexValues?.(node.inputs[1]) : [index];
      if (known === undefined) return gatherAnyLabels(node, source, from(1), labelling);
      for (const values of known) {
        gatherSources(node.inputs[0].shape, op.axis, values).forEach((element, i) => {
          own[i] = labelling.join(own[i], source[element]);
        });
      }
      return joinIndexLabels(node, own, from(1), labelling);
    }
    case "select": {
      const condition = constantValue(node.inputs[0]);
      if (condition === undefined) return elementwise(sources, labelling);
      const [ifTrue, ifFalse] = [from(1), from(2)];
      return Int32Array.from(condition, (c, i) => (c !== 0 ? ifTrue[i] : ifFalse[i]));
    }
    case "matmul":
      return matmulLabels(node, from(0), from(1), labelling);
    case "triangular_solve":
    case "cholesky":
    case "cholesky_adjoint":
    case "cumsum":
      return batchLabels(
        node,
        sources,
        op.name === "cumsum" ? 0 : 2,
        labelling,
        op.name === "cumsum" ? op.axis : undefined,
      );
    case "call":
    case "call_vjp":
      return rowLabels(node, sources, labelling);
    case "scatter_add":
    case "scan":
    case "minimiser":
    case "parameter_gradient":
    case "parameter_vjp":
      break;
    default:
      return elementwise(sources, labelling);
  }
  return everything(size, sources, labelling);
}

/** Each element of the result depends on the same element of each input. */
function elementwise([first, ...others]: readonly Int32Array[], labelling: Labelling): Int32Array {
  const own = first.slice();
  for (const source of others) for (let i = 0; i < own.length; i++) own[i] = labelling.join(own[i], source[i]);
  return own;
}

/** All elements of the result depend on all of the inputs. */
function everything(size: number, sources: readonly Int32Array[], labelling: Labelling): Int32Array {
  let common = none;
  for (const source of sources) for (const label of source) common = labelling.join(common, label);
  return new Int32Array(size).fill(common);
}

/** Each element of a gather depends on its index too. */
function joinIndexLabels(node: Node, own: Int32Array, index: Int32Array, labelling: Labelling): Int32Array {
  if (index.every((label) => label === none)) return own;
  const axis = node.op.name === "gather" ? node.op.axis : 0;
  const inner = sizeOf(node.inputs[0].shape.slice(axis + 1));
  for (let i = 0; i < own.length; i++) {
    own[i] = labelling.join(own[i], index[Math.floor(i / inner) % index.length]);
  }
  return own;
}

/** An index that may be anything: each element may come from anywhere along the axis. */
function gatherAnyLabels(node: Node, source: Int32Array, index: Int32Array, labelling: Labelling): Int32Array {
  const axis = node.op.name === "gather" ? node.op.axis : 0;
  const groups = reduceGroups(node.inputs[0].shape, [axis]);
  const inner = sizeOf(node.inputs[0].shape.slice(axis + 1));
  const outer = sizeOf(node.inputs[0].shape.slice(0, axis));
  const along = new Int32Array(outer * inner).fill(none);
  source.forEach((label, i) => {
    along[groups[i]] = labelling.join(along[groups[i]], label);
  });
  const own = new Int32Array(sizeOf(node.shape));
  for (let i = 0; i < own.length; i++) {
    const o = Math.floor(i / (inner * index.length));
    own[i] = along[o * inner + (i % inner)];
  }
  return joinIndexLabels(node, own, index, labelling);
}

function matmulLabels(node: Node, left: Int32Array, right: Int32Array, labelling: Labelling): Int32Array {
  const rank = node.shape.length;
  const [m, n] = node.shape.slice(rank - 2);
  const k = node.inputs[0].shape[rank - 1];
  const batches = sizeOf(node.shape.slice(0, rank - 2));
  const own = new Int32Array(batches * m * n).fill(none);
  for (let b = 0; b < batches; b++) {
    const rows = Int32Array.from({ length: m }, (_, i) => {
      let label = none;
      for (let j = 0; j < k; j++) label = labelling.join(label, left[(b * m + i) * k + j]);
      return label;
    });
    const columns = Int32Array.from({ length: n }, (_, j) => {
      let label = none;
      for (let i = 0; i < k; i++) label = labelling.join(label, right[(b * k + i) * n + j]);
      return label;
    });
    for (let i = 0; i < m; i++)
      for (let j = 0; j < n; j++) own[(b * m + i) * n + j] = labelling.join(rows[i], columns[j]);
  }
  return own;
}

/** Operations on the last `rank` axes of each batch element; columns of a right-hand side stay apart when the matrix is constant. */
function batchLabels(
  node: Node,
  sources: readonly Int32Array[],
  rank: number,
  labelling: Labelling,
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
  for (let i = 0; i < size; i++) labels.set(groups[i], labelling.join(labels.get(groups[i]) ?? none, last[i]));
  if (rank === 2 && sources.length === 2 && !matrixIsConstant) {
    const matrixGroups = reduceGroups(node.inputs[0].shape, [node.shape.length - 2, node.shape.length - 1]);
    sources[0].forEach((label, i) => {
      labels.set(matrixGroups[i], labelling.join(labels.get(matrixGroups[i]) ?? none, label));
    });
  }
  for (let i = 0; i < size; i++) own[i] = labels.get(groups[i]) ?? none;
  return own;
}

/** A black box answers row by row. */
function rowLabels(node: Node, sources: readonly Int32Array[], labelling: Labelling): Int32Array {
  const rows = node.shape[0];
  const width = node.shape[1];
  const own = new Int32Array(rows * width).fill(none);
  for (let row = 0; row < rows; row++) {
    let label = none;
    for (const source of sources) {
      const w = source.length / rows;
      for (let j = 0; j < w; j++) label = labelling.join(label, source[row * w + j]);
    }
    own.fill(label, row * width, (row + 1) * width);
  }
  return own;
}
