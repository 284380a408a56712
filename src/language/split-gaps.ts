/**
 * Observations whose distributions read a few missing values: those events stand apart, so that all others depend on data alone
 * and stay as fast as if nothing were missing.
 */
import { constant } from "../tensor/build.ts";
import { labelElements, none } from "../tensor/element-labels.ts";
import { constantValue } from "../tensor/evaluate.ts";
import type { Node } from "../tensor/node.ts";
import { dependsOn } from "../tensor/passes/dependencies.ts";
import { range } from "../tensor/shape.ts";
import type { Observation } from "./checked.ts";
import { pickEvents } from "./picking.ts";

/** @param missing the latents that hold missing values */
export function splitAtGaps(observation: Observation, missing: ReadonlySet<Node>): Observation[] {
  const { likelihood, value, partial } = observation;
  const { args, distribution } = likelihood;
  const isRead = (node: Node) => dependsOn(node, (each) => missing.has(each));
  if (distribution.eventRank > 0 || partial !== undefined || !args.some(isRead)) return [observation];
  const labels = labelElements(args, {
    join: Math.max,
    leaf: (node) => (missing.has(node) ? new Int32Array(node.shape[0]).fill(0) : undefined),
  });
  const events = range(constantValue(value)?.length ?? 0);
  const reads = (event: number) => args.some((node) => (labels.get(node)?.[event] ?? none) !== none);
  const groups = [events.filter((event) => !reads(event)), events.filter(reads)];
  return groups.some((group) => group.length === 0) ? [observation] : groups.map((group) => part(observation, group));
}

function part(observation: Observation, events: readonly number[]): Observation {
  const { value, likelihood, places } = observation;
  const data = constantValue(value) ?? new Float64Array(0);
  const positions = events.map((event) => places?.positions[event] ?? event);
  return {
    ...observation,
    axes: [{ size: events.length }],
    value: constant(
      events.map((event) => data[event]),
      [events.length],
    ),
    likelihood: pickEvents(likelihood, events),
    places: { shape: places?.shape ?? value.shape, positions },
  };
}
