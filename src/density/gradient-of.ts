/** The gradient of a log density that may ask opaque boxes for gradients itself. */
import { fill } from "../tensor/build.ts";
import { differentiate, NotDifferentiable } from "../tensor/differentiate.ts";
import type { Node } from "../tensor/node.ts";

/** NaN where the derivative of an opaque box would have to be differentiated: the checker lets no algorithm ask for it. */
export function gradientOf(objective: Node, inputs: readonly Node[]): Node[] {
  try {
    return differentiate(objective, inputs);
  } catch (problem) {
    if (problem instanceof NotDifferentiable) return inputs.map((node) => fill(node.shape, Number.NaN));
    throw problem;
  }
}
