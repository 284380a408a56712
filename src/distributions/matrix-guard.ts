/** Guards for matrix data outside the support. */
import { constant, select } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import type { Domain } from "./distribution.ts";
import { violation } from "./domain.ts";
import { split } from "./unbatched.ts";

/**
 * The density of square matrices x [...batch, n, n], -Infinity where data lie outside the domain: there the identity stands
 * for x, so that no derivative becomes NaN. Latents are inside by construction.
 */
export function guardedMatrix(x: Node, domain: Domain, density: (x: Node) => Node): Node {
  const values = constantValue(x);
  if (values === undefined) return density(x);
  const { batch, event } = split(x.shape, 2);
  const size = sizeOf(event);
  const inside = Float64Array.from({ length: sizeOf(batch) }, (_, b) =>
    violation(domain, 2, values.subarray(b * size, (b + 1) * size), event) === undefined ? 1 : 0,
  );
  if (inside.every((each) => each === 1)) return density(x);
  const safe = values.map((value, i) => {
    if (inside[Math.floor(i / size)] === 1) return value;
    return (i % size) % (event[0] + 1) === 0 ? 1 : 0;
  });
  return select(constant(inside, batch), density(constant(safe, x.shape)), Number.NEGATIVE_INFINITY);
}

/** The n of an [n, n] event of that many elements. */
export function order(size: number): number {
  return Math.round(Math.sqrt(size));
}
