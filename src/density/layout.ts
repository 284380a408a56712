/** Where each latent lies: its unconstrained elements in the position, its constrained ones in the latent vector. */

import type { DiscreteCoordinate } from "../inference/kernel.ts";
import type { CheckedScenario, Latent } from "../language/checked.ts";
import { input } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { substitute } from "../tensor/passes/substitute.ts";
import { analyseDiscrete } from "./discrete/analyse.ts";
import { type Parametrisation, parametrise } from "./parametrisation.ts";
import { inSubspace } from "./subspace.ts";

export interface Slot {
  readonly latent: Latent;
  /** Absent for a discrete latent that is summed out: it has no place in the position. */
  readonly parametrisation?: Parametrisation;
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

/** A latent bound to an input. */
export interface Bound {
  readonly slot: Slot;
  /** Its value. */
  readonly value: Node;
  /** Log Jacobian terms; absent where the input is the value itself. */
  readonly jacobian?: Node;
  /** Set where the value can leave the support of its prior: what the prior is asked for, and what is added for it. */
  readonly inside?: Node;
  readonly penalty?: Node;
  /** To differentiate with respect to. */
  readonly input: Node;
}

/** How nodes over latents become nodes over one flat vector. */
export interface Binding {
  /** Rewrites nodes that hold latents. */
  bind(nodes: readonly Node[]): Node[];
  /** In the order of the slots, without those that the vector does not hold. */
  readonly bound: readonly Bound[];
}

export function layoutOf(scenario: CheckedScenario): Layout {
  const slots: Slot[] = [];
  let dimension = 0;
  let valueCount = 0;
  const summed = new Set(analyseDiscrete(scenario).elimination?.latents);
  for (const latent of scenario.latents) {
    const parametrisation = summed.has(latent) ? undefined : parametrisationOf(latent);
    const valueSize = sizeOf(latent.node.shape);
    slots.push({
      latent,
      parametrisation,
      offset: dimension,
      size: parametrisation?.size ?? 0,
      valueOffset: valueCount,
      valueSize,
    });
    dimension += parametrisation?.size ?? 0;
    valueCount += valueSize;
  }
  return { slots, dimension, valueCount };
}

function parametrisationOf({ node: { shape }, prior: { distribution, args }, within }: Latent): Parametrisation {
  const support = distribution.support(args);
  if (within === undefined) return parametrise(support, distribution.eventRank, shape);
  return inSubspace(within, support, distribution.eventRank, shape);
}

/** The elements of the position that are whole numbers, with the bounds that are known of them. */
export function discreteCoordinates(layout: Layout): DiscreteCoordinate[] {
  return layout.slots.flatMap(({ latent: { prior, states }, parametrisation, offset, size }) => {
    if (!prior.distribution.discrete || parametrisation === undefined) return [];
    const support = prior.distribution.support(prior.args);
    const lowest = support.kind === "whole" && support.lower ? constantValue(support.lower) : undefined;
    const highest = support.kind === "whole" && support.upper ? constantValue(support.upper) : undefined;
    return Array.from({ length: size }, (_, i) => ({
      index: offset + i,
      lower: states?.lower[i] ?? lowest?.[i] ?? Number.NEGATIVE_INFINITY,
      upper: states ? states.lower[i] + states.count[i] - 1 : (highest?.[i] ?? Number.POSITIVE_INFINITY),
    }));
  });
}

/**
 * Binds latents to the unconstrained position: input buffer `position`. Bounds that are latent themselves are bound first,
 * so slots are taken in the order of declaration. Discrete latents that are summed out stay what they are.
 */
export function bindPosition(layout: Layout): Binding {
  const known = new Map<Node, Node>();
  const factors = new Map<Node, Node>();
  const bound: Bound[] = [];
  // The Cholesky factor of a matrix that was made of one is that one: cheaper, and never NaN from rounding.
  const factorOf = (node: Node) => (node.op.name === "cholesky" ? factors.get(node.inputs[0]) : undefined);
  const bind = (nodes: readonly Node[]) => substitute(nodes, (node) => known.get(node) ?? factorOf(node));
  for (const slot of layout.slots) {
    if (slot.parametrisation === undefined) continue;
    const u = input("position", slot.offset, slot.parametrisation.unconstrainedShape);
    const { value, logJacobian, factor, inside, penalty } = slot.parametrisation.constrain(u);
    const [constrained, jacobian] = bind([value, logJacobian]);
    known.set(slot.latent.node, constrained);
    if (factor !== undefined) factors.set(slot.latent.node, factor);
    const beyond = inside && penalty ? bind([inside, penalty]) : [];
    bound.push({ slot, value: constrained, jacobian, inside: beyond[0], penalty: beyond[1], input: u });
  }
  return { bind, bound };
}

/** The same binding, whose density is that of the constrained values. */
export function withoutJacobians(binding: Binding): Binding {
  return { ...binding, bound: binding.bound.map(({ jacobian: _, ...rest }) => rest) };
}

/** Binds latents to their constrained values: input buffer `latents`. */
export function bindValues(layout: Layout): Binding {
  const bound = layout.slots.map((slot) => {
    const value = input("latents", slot.valueOffset, slot.latent.node.shape);
    return { slot, value, input: value };
  });
  const known = new Map(bound.map(({ slot, value }) => [slot.latent.node, value]));
  return { bind: (nodes) => substitute(nodes, (node) => known.get(node)), bound };
}

/** The unconstrained position of constrained values, as nodes over the buffer `latents`, with where they stand in it. */
export function unconstrainedNodes(layout: Layout): { readonly offset: number; readonly node: Node }[] {
  const { bind, bound } = bindValues(layout);
  return bound.flatMap(({ slot: { parametrisation, offset }, value }) =>
    parametrisation === undefined ? [] : [{ offset, node: bind([parametrisation.unconstrain(value)])[0] }],
  );
}
