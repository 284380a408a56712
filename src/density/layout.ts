/** Where each latent lies: its unconstrained elements in the position, its constrained ones in the latent vector. */
import type { CheckedScenario, Latent } from "../language/checked.ts";
import { input } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { type Parametrisation, parametrise } from "./parametrisation.ts";

export interface Slot {
  readonly latent: Latent;
  readonly parametrisation: Parametrisation;
  /** In the unconstrained position. */
  readonly offset: number;
  readonly size: number;
  /** In the vector of constrained values. */
  readonly valueOffset: number;
  readonly valueSize: number;
}

export interface Layout {
  readonly slots: readonly Slot[];
  /** Unconstrained elements. */
  readonly dimension: number;
  /** Constrained elements. */
  readonly valueCount: number;
}

/** How nodes over latents become nodes over one flat vector. */
export interface Binding {
  /** Rewrites nodes that hold latents. */
  bind(nodes: readonly Node[]): Node[];
  /** The latents' values, in the order of the slots. */
  readonly values: readonly Node[];
  /** Log Jacobian terms of the slots; empty for a binding to constrained values. */
  readonly jacobians: readonly Node[];
  /** The inputs to differentiate with respect to, in the order of the slots. */
  readonly inputs: readonly Node[];
}

export function layoutOf(scenario: CheckedScenario): Layout {
  const slots: Slot[] = [];
  let dimension = 0;
  let valueCount = 0;
  for (const latent of scenario.latents) {
    const { distribution, args } = latent.prior;
    const parametrisation = parametrise(distribution.support(args), distribution.eventRank, latent.node.shape);
    const valueSize = sizeOf(latent.node.shape);
    slots.push({
      latent,
      parametrisation,
      offset: dimension,
      size: parametrisation.size,
      valueOffset: valueCount,
      valueSize,
    });
    dimension += parametrisation.size;
    valueCount += valueSize;
  }
  return { slots, dimension, valueCount };
}

/**
 * Binds latents to the unconstrained position: input buffer `position`. Bounds that are latent themselves are bound first,
 * so slots are taken in the order of declaration.
 */
export function bindPosition(layout: Layout): Binding {
  const known = new Map<Node, Node>();
  const values: Node[] = [];
  const jacobians: Node[] = [];
  const inputs: Node[] = [];
  const bind = (nodes: readonly Node[]) => substitute(nodes, (node) => known.get(node));
  for (const slot of layout.slots) {
    const u = input("position", slot.offset, slot.parametrisation.unconstrainedShape);
    const { value, logJacobian } = slot.parametrisation.constrain(u);
    const [bound, jacobian] = bind([value, logJacobian]);
    known.set(slot.latent.node, bound);
    values.push(bound);
    jacobians.push(jacobian);
    inputs.push(u);
  }
  return { bind, values, jacobians, inputs };
}

/** Binds latents to their constrained values: input buffer `latents`. */
export function bindValues(layout: Layout): Binding {
  const inputs = layout.slots.map((slot) => input("latents", slot.valueOffset, slot.latent.node.shape));
  const known = new Map(layout.slots.map((slot, i) => [slot.latent.node, inputs[i]]));
  return { bind: (nodes) => substitute(nodes, (node) => known.get(node)), values: inputs, jacobians: [], inputs };
}

/** The unconstrained position of constrained values, as nodes over the buffer `latents`. */
export function unconstrainedNodes(layout: Layout): Node[] {
  const { bind, values } = bindValues(layout);
  return layout.slots.map((slot, i) => bind([slot.parametrisation.unconstrain(values[i])])[0]);
}
