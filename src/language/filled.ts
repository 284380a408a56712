/** Data whose missing elements are latents: known numbers with the elements of a latent put in. */
import { concat, constant, gather, input } from "../tensor/build.ts";
import { constantValue, evaluate } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import type { Value } from "./checked.ts";

export interface Filled {
  /** Of the data. */
  readonly name: string;
  readonly value: Value;
  /** The latent that holds the missing elements, [count]. */
  readonly node: Node;
  /** Flat positions of the missing elements in the data, increasing. */
  readonly positions: readonly number[];
}

/** Known data with a latent of its name for the elements at `positions`. */
export function fill(name: string, data: Value, positions: readonly number[]): Filled {
  const node = input(`latent:${name}`, 0, [positions.length]);
  const known = constantValue(data.node) ?? new Float64Array(sizeOf(data.node.shape));
  const elements = positions.map((_, i) => i);
  return {
    name,
    node,
    positions,
    value: { axes: data.axes, node: putIn(known, data.node.shape, positions, node, elements) },
  };
}

/** Numbers of that shape with elements of `latent` [count] at flat positions. */
export function putIn(
  data: Float64Array,
  shape: readonly number[],
  positions: readonly number[],
  latent: Node,
  elements: readonly number[],
): Node {
  const index = Float64Array.from(data, (_, i) => i);
  positions.forEach((position, i) => {
    index[position] = data.length + elements[i];
  });
  // What is gathered from the latent is not read from the data, which must not hold NaN all the same.
  const known = constant(
    data.map((x) => (Number.isNaN(x) ? 0 : x)),
    [data.length],
  );
  return gather(concat([known, latent], 0), constant(index, shape), 0);
}

/** Flat positions of what is NaN in a known node though nothing that it is computed from is missing. */
export function computedGaps(node: Node): ReadonlySet<number> {
  const [whole] = evaluate(
    substitute([node], (each) =>
      each.op.name === "constant" && each.op.data.some(Number.isNaN)
        ? constant(
            each.op.data.map((x) => (Number.isNaN(x) ? 1 : x)),
            each.shape,
          )
        : undefined,
    ),
    {},
  );
  return new Set(missingPositions(whole));
}

/** Flat positions of the NaN among numbers. */
export function missingPositions(data: Float64Array): number[] {
  return Array.from(data.keys()).filter((i) => Number.isNaN(data[i]));
}
