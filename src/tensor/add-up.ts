/** The sum of what the uses of one node contribute to its adjoint. */
import { add, concat, fill, pad } from "./build.ts";
import type { Node } from "./node.ts";

/**
 * The sum of nodes of one shape. Those that are zeros but for a slice are laid side by side instead of being added, so that the
 * adjoint of an array used element by element costs as much as the array, and not its square.
 */
export function addUp(values: readonly Node[]): Node {
  const slices = new Map<number, Slice[]>();
  const others: Node[] = [];
  for (const value of values) {
    const { op } = value;
    if (op.name !== "pad") {
      others.push(value);
      continue;
    }
    const [inner] = value.inputs;
    const start = op.before;
    const along = slices.get(op.axis) ?? [];
    along.push({ start, end: start + inner.shape[op.axis], value: inner });
    slices.set(op.axis, along);
  }
  for (const [axis, along] of slices) others.push(...sideBySide(along, axis, values[0].shape[axis]));
  return others.reduce((a, b) => add(a, b));
}

interface Slice {
  readonly start: number;
  readonly end: number;
  readonly value: Node;
}

/** One array for each layer of slices that do not overlap. */
function sideBySide(slices: readonly Slice[], axis: number, size: number): Node[] {
  const layers: Slice[][] = [];
  for (const slice of withoutDoubles(slices)) {
    const layer = layers.find((each) => each[each.length - 1].end <= slice.start);
    if (layer) layer.push(slice);
    else layers.push([slice]);
  }
  return layers.map((layer) => {
    const parts: Node[] = [];
    let at = layer[0].start;
    for (const { start, end, value } of layer) {
      if (start > at)
        parts.push(
          fill(
            value.shape.map((n, i) => (i === axis ? start - at : n)),
            0,
          ),
        );
      parts.push(value);
      at = end;
    }
    return pad(concat(parts, axis), axis, layer[0].start, size - at);
  });
}

/** Sorted by where they start; those of the same place are added. */
function withoutDoubles(slices: readonly Slice[]): Slice[] {
  const places = new Map<string, Slice>();
  for (const slice of slices) {
    const place = `${slice.start} ${slice.end}`;
    const there = places.get(place);
    places.set(place, there ? { ...slice, value: add(there.value, slice.value) } : slice);
  }
  return [...places.values()].sort((a, b) => a.start - b.start || a.end - b.end);
}
