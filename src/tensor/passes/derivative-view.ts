/** A derivative by parameters seen through what rearranges it: which of its axes stand where. */
import { constantValue } from "../evaluate.ts";
import type { Node, Shape } from "../node.ts";

/** `row`: part of the rows and outputs; `parameter`: the weights; `new`: repeated along it. */
export interface ViewAxis {
  readonly kind: "row" | "parameter" | "new";
  readonly size: number;
}

export interface View {
  /** The `parameter_gradient` node. */
  readonly source: Node;
  /** Rows and outputs in the order of the source, split where a reshape has split them. */
  readonly rows: readonly ViewAxis[];
  /** For each axis of the node, what it is made of. */
  readonly groups: readonly (readonly ViewAxis[])[];
  /** Rows or outputs that have been summed already, each element with its weight. */
  readonly summed: readonly { readonly axis: ViewAxis; readonly weights: Float64Array }[];
}

/** The derivative itself, [rows, output, parameter]. */
export function wholeView(source: Node): View {
  const [rows, outputs, parameters] = source.shape;
  const row: ViewAxis = { kind: "row", size: rows };
  const output: ViewAxis = { kind: "row", size: outputs };
  const groups = [[row], [output], [{ kind: "parameter", size: parameters } as const]];
  return { source, rows: [row, output], groups, summed: [] };
}

/**
 * The view behind a reshape, transpose, broadcast, sum or one element of it; undefined where axes are mixed or the parameters are
 * taken apart.
 */
export function moveView(view: View, node: Node): View | undefined {
  const { op, shape } = node;
  switch (op.name) {
    case "transpose":
      return { ...view, groups: op.permutation.map((axis) => view.groups[axis]) };
    case "broadcast":
      return {
        ...view,
        groups: shape.map((size, axis) => {
          const from = op.axes.indexOf(axis);
          return from < 0 ? [{ kind: "new", size } as const] : view.groups[from];
        }),
      };
    case "reshape":
      return regroup(view, shape);
    case "reduce":
      return op.kind === "sum" ? weighted(view, op.axes, (size) => new Float64Array(size).fill(1)) : undefined;
    case "gather": {
      const index = node.inputs[1];
      const [at] = index.shape.length === 0 ? (constantValue(index) ?? []) : [];
      if (at === undefined) return undefined;
      return weighted(view, [op.axis], (size) => Float64Array.from({ length: size }, (_, i) => (i === at ? 1 : 0)));
    }
    default:
      return undefined;
  }
}

/** The view without some axes, along which its elements are summed with these weights. */
function weighted(view: View, axes: readonly number[], weightsOf: (size: number) => Float64Array): View | undefined {
  const gone = axes.map((axis) => view.groups[axis]);
  if (!gone.every((group) => group.length === 1 && group[0].kind === "row")) return undefined;
  const summed = gone.map(([axis]) => ({ axis, weights: weightsOf(axis.size) }));
  return {
    ...view,
    groups: view.groups.filter((_, axis) => !axes.includes(axis)),
    summed: [...view.summed, ...summed],
  };
}

function regroup(view: View, shape: Shape): View | undefined {
  const left = view.groups.flat();
  let rows = view.rows;
  const groups: ViewAxis[][] = [];
  for (const size of shape) {
    const group: ViewAxis[] = [];
    let filled = 1;
    while (filled < size) {
      const next = left.shift();
      const needed = size / filled;
      if (next === undefined || !Number.isInteger(needed)) return undefined;
      if (needed % next.size === 0) {
        group.push(next);
        filled *= next.size;
        continue;
      }
      if (next.size % needed !== 0 || next.kind === "parameter") return undefined;
      const [outer, inner]: ViewAxis[] = [
        { kind: next.kind, size: needed },
        { kind: next.kind, size: next.size / needed },
      ];
      rows = rows.flatMap((axis) => (axis === next ? [outer, inner] : [axis]));
      group.push(outer);
      left.unshift(inner);
      filled = size;
    }
    groups.push(group);
  }
  // What is left has one element, and is kept so that every axis stands somewhere.
  if (left.length > 0 && groups.length === 0) return undefined;
  groups.at(-1)?.push(...left);
  return { ...view, rows, groups };
}
