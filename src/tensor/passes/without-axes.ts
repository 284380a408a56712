/** What a node is along fewer axes, where it is the same along the others. */
import { broadcast, reshape, transpose } from "../build.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { makeNode, type Node, sizeOf } from "../node.ts";
import { range } from "../shape.ts";

/** The node without axes along which it repeats itself, as far as that can be seen without computing; else undefined. */
export function withoutAxes(node: Node, axes: readonly number[]): Node | undefined {
  if (axes.length === 0) return node;
  const { op, shape, inputs } = node;
  const kept = range(shape.length).filter((axis) => !axes.includes(axis));
  const keptShape = kept.map((axis) => shape[axis]);
  if (sizeOf(keptShape) === sizeOf(shape)) return reshape(node, keptShape);
  if (op.name === "broadcast") {
    const inner = op.axes.flatMap((axis, i) => (axes.includes(axis) ? [i] : []));
    const source = withoutAxes(inputs[0], inner);
    const places = op.axes.filter((axis) => !axes.includes(axis)).map((axis) => kept.indexOf(axis));
    return source && broadcast(source, keptShape, places);
  }
  if (op.name === "transpose") {
    const source = withoutAxes(
      inputs[0],
      axes.map((axis) => op.permutation[axis]),
    );
    const left = range(shape.length).filter((axis) => !axes.some((dropped) => op.permutation[dropped] === axis));
    return (
      source &&
      transpose(
        source,
        kept.map((axis) => left.indexOf(op.permutation[axis])),
      )
    );
  }
  if (op.name === "reshape") {
    const places = axes.map((axis) => sameAxis(inputs[0].shape, shape, axis));
    if (!places.every((place) => place !== undefined)) return undefined;
    const source = withoutAxes(inputs[0], places);
    return source && reshape(source, keptShape);
  }
  if (!isElementwise(node)) return undefined;
  const fewer = inputs.map((x) => withoutAxes(x, axes));
  return fewer.every((x) => x !== undefined) ? makeNode(op, fewer, keptShape) : undefined;
}

/** The node with axis i as axes of sizes `groups[i]`; what repeats it along axes stays to be seen. */
export function splitAxes(node: Node, groups: readonly (readonly number[])[]): Node {
  const shape = groups.flat();
  const { op, inputs } = node;
  if (groups.every((group) => group.length === 1)) return node;
  if (op.name === "broadcast") {
    const source = splitAxes(
      inputs[0],
      op.axes.map((axis) => groups[axis]),
    );
    const starts = groups.map((_, axis) => groups.slice(0, axis).flat().length);
    return broadcast(
      source,
      shape,
      op.axes.flatMap((axis) => groups[axis].map((_, i) => starts[axis] + i)),
    );
  }
  if (!isElementwise(node)) return reshape(node, shape);
  return makeNode(
    op,
    inputs.map((x) => splitAxes(x, groups)),
    shape,
  );
}

/** The axis of `from` that a reshape to `to` keeps as axis `axis`: of the same size, with as many elements before it. */
function sameAxis(from: readonly number[], to: readonly number[], axis: number): number | undefined {
  const before = sizeOf(to.slice(0, axis));
  const found = from.findIndex((size, i) => size === to[axis] && sizeOf(from.slice(0, i)) === before);
  return found < 0 ? undefined : found;
}
