/** Picking elements of arrays by known places: the picking moves below element-wise work and meets what repeats or moves elements. */
import { broadcast, constant, gather, reshape, slice } from "./build.ts";
import { constantValue } from "./constant-value.ts";
import { elementSources } from "./element-maps.ts";
import { isElementwise } from "./evaluate-elementwise.ts";
import { makeNode, type Node, type Shape, sizeOf } from "./node.ts";

/**
 * Elements of x, by their flat places, as an array of that shape. Work is done once for each element asked for, and only once where
 * an axis of the result only repeats.
 */
export function take(x: Node, places: Int32Array, shape: Shape): Node {
  return new Taking(shape).take(x, places);
}

class Taking {
  private readonly known = new Map<Node, { readonly places: Int32Array; readonly image: Node }[]>();

  constructor(private readonly shape: Shape) {}

  take(x: Node, places: Int32Array): Node {
    const before = this.known.get(x) ?? [];
    const same = before.find((entry) => equal(entry.places, places));
    if (same !== undefined) return same.image;
    const image = this.imageOf(x, places);
    this.known.set(x, [...before, { places, image }]);
    return image;
  }

  private imageOf(x: Node, places: Int32Array): Node {
    if (isElementwise(x)) {
      return makeNode(
        x.op,
        x.inputs.map((input) => this.take(input, places)),
        this.shape,
      );
    }
    const sources = sourcesOf(x);
    if (sources === undefined) return pick(x, places, this.shape);
    return this.take(x.inputs[0], sources === "same" ? places : places.map((place) => sources[place]));
  }
}

/** Where the elements of a node that only moves or repeats those of its first input come from. */
function sourcesOf(x: Node): Int32Array | "same" | undefined {
  switch (x.op.name) {
    case "reshape":
      return "same";
    case "broadcast":
    case "transpose":
    case "slice":
      return elementSources(x);
    case "gather": {
      const index = constantValue(x.inputs[1]);
      return index && gatherSources(x.inputs[0].shape, x.op.axis, index);
    }
    default:
      return undefined;
  }
}

/** The flat place in an array of that shape of each element that a gather along `axis` takes from it. */
export function gatherSources(shape: Shape, axis: number, index: ArrayLike<number>): Int32Array {
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const out = new Int32Array(outer * index.length * inner);
  let i = 0;
  for (let o = 0; o < outer; o++)
    for (let k = 0; k < index.length; k++)
      for (let j = 0; j < inner; j++) out[i++] = (o * shape[axis] + index[k]) * inner + j;
  return out;
}

/** A gather, over the axes along which the places differ; a slice where they follow each other. */
function pick(x: Node, places: Int32Array, shape: Shape): Node {
  const axes = shape.map((_, axis) => axis).filter((axis) => !repeats(places, shape, axis));
  const small = axes.map((axis) => shape[axis]);
  const needed = onAxes(places, shape, axes);
  const data = constantValue(x);
  if (data !== undefined) {
    return broadcast(
      constant(
        Float64Array.from(needed, (place) => data[place]),
        small,
      ),
      shape,
      axes,
    );
  }
  const flat = reshape(x, [sizeOf(x.shape)]);
  const first = needed[0];
  const inOrder = needed.every((place, i) => place === first + i);
  const taken = inOrder
    ? slice(flat, 0, first, first + needed.length)
    : gather(flat, constant(Float64Array.from(needed), [needed.length]), 0);
  return broadcast(reshape(taken, small), shape, axes);
}

/** Whether the places are the same all along an axis. */
function repeats(places: Int32Array, shape: Shape, axis: number): boolean {
  const inner = sizeOf(shape.slice(axis + 1));
  const block = inner * shape[axis];
  for (let i = 0; i < places.length; i++) {
    if (places[i] !== places[i - (i % block) + (i % inner)]) return false;
  }
  return true;
}

/** The places at index 0 of all other axes. */
function onAxes(places: Int32Array, shape: Shape, axes: readonly number[]): Int32Array {
  const out = new Int32Array(sizeOf(axes.map((axis) => shape[axis])));
  const index = new Array<number>(axes.length).fill(0);
  const strides = axes.map((axis) => sizeOf(shape.slice(axis + 1)));
  for (let i = 0; i < out.length; i++) {
    out[i] = places[index.reduce((at, value, k) => at + value * strides[k], 0)];
    for (let k = axes.length - 1; k >= 0 && ++index[k] === shape[axes[k]]; k--) index[k] = 0;
  }
  return out;
}

function equal(a: Int32Array, b: Int32Array): boolean {
  return a === b || (a.length === b.length && a.every((x, i) => x === b[i]));
}
