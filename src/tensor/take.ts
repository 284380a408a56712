/** Picking elements of arrays by known places: the picking moves below element-wise work and meets what repeats or moves elements. */
import { broadcast, constant, gather, reshape, slice } from "./build.ts";
import { constantValue } from "./constant-value.ts";
import { elementSources } from "./element-maps.ts";
import { isElementwise } from "./evaluate-elementwise.ts";
import { makeNode, type Node, type Shape, sizeOf } from "./node.ts";
import { onFewerAxes } from "./passes/facts.ts";

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
      const inputs = x.inputs.map((input) => this.take(input, places));
      const fewer = onFewerAxes(inputs, this.shape);
      if (fewer === undefined) return makeNode(x.op, inputs, this.shape);
      const [{ shape }] = fewer.operands;
      return broadcast(makeNode(x.op, fewer.operands, shape), this.shape, fewer.axes);
    }
    const origin = originOf(x, places);
    return origin.node === x ? pick(x, places, this.shape) : this.take(origin.node, origin.places);
  }
}

/** Places in the array that the elements of a node come from, where it only moves or repeats those of one array. */
function originOf(x: Node, places: Int32Array): { readonly node: Node; readonly places: Int32Array } {
  const [first] = x.inputs;
  switch (x.op.name) {
    case "reshape":
      return originOf(first, places);
    case "broadcast":
    case "transpose":
    case "slice": {
      const sources = elementSources(x);
      return originOf(
        first,
        places.map((place) => sources[place]),
      );
    }
    case "gather": {
      const index = constantValue(x.inputs[1]);
      if (index === undefined) return { node: x, places };
      const sources = gatherSources(first.shape, x.op.axis, index);
      return originOf(
        first,
        places.map((place) => sources[place]),
      );
    }
    case "concat":
      return originOfJoined(x, places);
    default:
      return { node: x, places };
  }
}

/** Through a concatenation, where all places come from one array in the end. */
function originOfJoined(x: Node, places: Int32Array): { readonly node: Node; readonly places: Int32Array } {
  const sources = elementSources(x);
  const result = new Int32Array(places.length);
  let common: Node | undefined;
  let start = 0;
  for (const part of x.inputs) {
    const end = start + sizeOf(part.shape);
    const own = [...places.keys()].filter((i) => sources[places[i]] >= start && sources[places[i]] < end);
    if (own.length > 0) {
      const origin = originOf(
        part,
        Int32Array.from(own, (i) => sources[places[i]] - start),
      );
      if (common !== undefined && origin.node !== common) return { node: x, places };
      common = origin.node;
      own.forEach((i, k) => {
        result[i] = origin.places[k];
      });
    }
    start = end;
  }
  return common === undefined ? { node: x, places } : { node: common, places: result };
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
