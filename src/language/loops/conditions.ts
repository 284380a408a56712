/** Conditions of a body that are known for each index of a loop, as `t == 0`: the indices fall into groups that take the same branches. */
import { batch } from "../../tensor/batch.ts";
import { concat, constant, gather } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { withInputs } from "../../tensor/passes/substitute.ts";
import type { Loop } from "./loop.ts";

/** Whether each `select` of some nodes takes its first branch, for the indices of one group. */
export type Branches = ReadonlyMap<Node, boolean>;

/** Places of a loop that take the same branches, increasing. */
export interface Group {
  readonly indices: readonly number[];
  readonly branches: Branches;
}

/** With more ways through a body than this its conditions are left to be computed. */
const MOST_GROUPS = 16;

/** The groups of the indices 0 .. size - 1, in the order in which they first occur; `runs`: only neighbours share a group. */
export function groupsOf(nodes: readonly Node[], loop: Loop, runs: boolean): Group[] {
  const { size } = loop.axis;
  const truths = knownConditions(nodes, loop);
  const signature = (t: number) => truths.map(([, truth]) => (truth[t] ? "1" : "0")).join("");
  const groups: { signature: string; indices: number[] }[] = [];
  for (let t = 0; t < size; t++) {
    const own = signature(t);
    const found = runs
      ? groups.at(-1)?.signature === own
        ? groups.at(-1)
        : undefined
      : groups.find((group) => group.signature === own);
    if (found !== undefined) found.indices.push(t);
    else groups.push({ signature: own, indices: [t] });
  }
  if (!runs && groups.length > MOST_GROUPS) {
    return [{ indices: Array.from({ length: size }, (_, t) => t), branches: new Map() }];
  }
  return groups.map(({ indices }) => ({
    indices,
    branches: new Map(truths.map(([node, truth]) => [node, truth[indices[0]]])),
  }));
}

/** The selects whose condition depends on the index of this loop alone and is the same for all elements, with its truth by index. */
function knownConditions(nodes: readonly Node[], loop: Loop): [Node, boolean[]][] {
  const below = reachable(nodes, loop.node);
  const varies = new Set<Node>();
  for (const node of below) if (node === loop.node || node.inputs.some((x) => varies.has(x))) varies.add(node);
  const indices = constant(loop.values, [loop.axis.size]);
  return below.flatMap((node): [Node, boolean[]][] => {
    if (node.op.name !== "select" || !varies.has(node.inputs[0])) return [];
    const values = constantValue(batch([node.inputs[0]], new Map([[loop.node, indices]]))[0]);
    if (values === undefined) return [];
    const each = values.length / loop.axis.size;
    const truth = indicesOf(loop.axis.size).map((t) => values[t * each] !== 0);
    const isUniform = values.every((x, i) => (x !== 0) === truth[Math.floor(i / each)]);
    return isUniform ? [[node, truth]] : [];
  });
}

function indicesOf(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}

/** The nodes with the selects of a group replaced by the branch that it takes. */
export function takeBranches(nodes: readonly Node[], branches: Branches): Node[] {
  if (branches.size === 0) return [...nodes];
  const images = new Map<Node, Node>();
  const imageOf = (node: Node) => images.get(node) ?? node;
  const oldest = [...branches.keys()].reduce((a, b) => (a.id < b.id ? a : b));
  for (const node of reachable(nodes, oldest)) {
    const taken = branches.get(node);
    images.set(
      node,
      taken === undefined ? withInputs(node, node.inputs.map(imageOf)) : imageOf(node.inputs[taken ? 1 : 2]),
    );
  }
  return nodes.map(imageOf);
}

/** The nodes for all indices of a loop, [size, ...shape]. */
export function mapOver(nodes: readonly Node[], loop: Loop): Node[] {
  if (nodes.length === 0) return [];
  const groups = groupsOf(nodes, loop, false);
  const parts = groups.map(({ indices, branches }) => {
    const values = constant(
      Float64Array.from(indices, (place) => loop.values[place]),
      [indices.length],
    );
    return batch(takeBranches(nodes, branches), new Map([[loop.node, values]]));
  });
  if (parts.length === 1) return parts[0];
  const order = groups.flatMap((group) => group.indices);
  const places = new Float64Array(order.length);
  order.forEach((t, place) => {
    places[t] = place;
  });
  const isSorted = order.every((t, place) => t === place);
  return nodes.map((_, i) => {
    const joined = concat(
      parts.map((part) => part[i]),
      0,
    );
    return isSorted ? joined : gather(joined, constant(places, [places.length]), 0);
  });
}
