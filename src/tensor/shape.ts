/** Small arithmetic on shapes that builders, the interpreter and the passes share. */
import type { Shape } from "./node.ts";

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis];
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return sameList(a, b);
}

export function sameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, i) => n === b[i]);
}

/** 0 .. n - 1. */
export function range(n: number): number[] {
  const all: number[] = [];
  for (let i = 0; i < n; i++) all.push(i);
  return all;
}

/** The axes of an array of that rank which `axes` does not name, increasing. */
export function otherAxes(rank: number, axes: readonly number[]): number[] {
  return range(rank).filter((axis) => !axes.includes(axis));
}

/** The shape with `axis` replaced by `sizes`. */
export function replaceAxis(shape: Shape, axis: number, sizes: Shape): number[] {
  return [...shape.slice(0, axis), ...sizes, ...shape.slice(axis + 1)];
}

/** The permutation that undoes `permutation`. */
export function inversePermutation(permutation: readonly number[]): number[] {
  const inverse = new Array<number>(permutation.length);
  for (const [to, from] of permutation.entries()) inverse[from] = to;
  return inverse;
}

/** The array seen as [outer, size, inner], with `axis` in the middle. */
export function aroundAxis(shape: Shape, axis: number): { outer: number; size: number; inner: number } {
  let outer = 1;
  let inner = 1;
  for (let i = 0; i < axis; i++) outer *= shape[i];
  for (let i = axis + 1; i < shape.length; i++) inner *= shape[i];
  return { outer, size: shape[axis], inner };
}

/** Throws: a builder was misused, which is a bug of the caller and not of a scenario. */
export function misuse(where: string, message: string): never {
  throw new Error(`${where}: ${message}`);
}

export function checkAxis(where: string, shape: Shape, axis: number): void {
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length)
    misuse(where, `no axis ${axis} in ${showShape(shape)}`);
}

export function showShape(shape: Shape): string {
  return `[${shape.join(", ")}]`;
}

/** The indices of a flat, row-major position. */
export function indexOf(shape: Shape, position: number): number[] {
  const index: number[] = [];
  let rest = position;
  for (let k = shape.length - 1; k >= 0; k--) {
    index.unshift(rest % shape[k]);
    rest = Math.floor(rest / shape[k]);
  }
  return index;
}
