/** What becomes of the body of a loop once it is over: every node gets the loop's axis in front, arrays are complete. */
import { transpose } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import { dependsOnNode } from "../../tensor/passes/dependencies.ts";
import { substitute } from "../../tensor/passes/substitute.ts";
import { mapOver } from "./conditions.ts";
import type { Loop } from "./loop.ts";
import type { OpenArray } from "./open-array.ts";
import { closeRecursion } from "./recursion.ts";

/** The definition of an array's element at the current indices, over the axes that no open loop makes, in the head's order. */
export interface Definition {
  readonly array: OpenArray;
  readonly node: Node;
}

/** Nodes of other statements: each keeps its axes behind those of the loops that are over, the outermost first. */
export interface Pending {
  readonly definitions: readonly Definition[];
  readonly others: readonly (readonly Node[])[];
}

/** Ends the innermost open loop of all arrays. @throws IrregularRecursion */
export function close(loop: Loop, pending: Pending): Pending {
  const definitions = pending.definitions;
  const wholes = definitions.map(({ array }) => levelOf(array, loop).whole);
  const known = new Map<Node, Node>();
  const [oldest] = [...wholes].sort((a, b) => a.id - b.id);
  const withKnown = (nodes: readonly Node[]) =>
    oldest === undefined ? [...nodes] : substitute(nodes, (node) => known.get(node), oldest);
  for (const group of inOrder(definitions, wholes)) {
    const nodes = withKnown(group.map((i) => definitions[i].node));
    const members = group.map((i, k) => ({ whole: wholes[i], definition: nodes[k] }));
    const isRecursive = nodes.some((node) => group.some((i) => dependsOnNode(node, wholes[i])));
    const arrays = isRecursive ? closeRecursion(loop, members) : mapOver(nodes, loop);
    group.forEach((i, k) => {
      known.set(wholes[i], arrays[k]);
    });
  }
  const flat = mapOver(withKnown(pending.others.flat()), loop);
  let next = 0;
  const others = pending.others.map((nodes) => {
    next += nodes.length;
    return flat.slice(next - nodes.length, next);
  });
  return {
    definitions: definitions.map(({ array }, i) => {
      const node = known.get(wholes[i]);
      if (node === undefined) throw new Error(`the array ${array.name} was not closed`);
      return { array, node: inHeadOrder(array, loop, node) };
    }),
    others,
  };
}

function levelOf(array: OpenArray, loop: Loop) {
  const level = array.levels.find((candidate) => candidate.loop === loop);
  if (level === undefined) throw new Error(`the array ${array.name} is not of this loop`);
  return level;
}

/** Moves the axis of a loop from the front to where the head has it, and takes the loop off the array's open ones. */
function inHeadOrder(array: OpenArray, loop: Loop, node: Node): Node {
  const level = levelOf(array, loop);
  array.levels.splice(array.levels.indexOf(level), 1);
  const outer = array.levels.map(({ place }) => place);
  const places = array.axes.map((_, place) => place).filter((place) => !outer.includes(place));
  const inner = places.filter((place) => place !== level.place);
  const order = places.map((place) => (place === level.place ? 0 : 1 + inner.indexOf(place)));
  return order.every((from, to) => from === to) ? node : transpose(node, order);
}

/** Groups of definitions that need each other, each behind those it needs. */
function inOrder(definitions: readonly Definition[], wholes: readonly Node[]): number[][] {
  const needs = definitions.map(({ node }) => wholes.flatMap((whole, j) => (dependsOnNode(node, whole) ? [j] : [])));
  const reached = needs.map((direct) => {
    const all = new Set(direct);
    for (const j of all) for (const k of needs[j]) all.add(k);
    return all;
  });
  const groups: number[][] = [];
  const done = new Set<number>();
  const visit = (i: number): void => {
    if (done.has(i)) return;
    const group = definitions.map((_, j) => j).filter((j) => j === i || (reached[i].has(j) && reached[j].has(i)));
    for (const j of group) done.add(j);
    for (const j of group) for (const k of needs[j]) visit(k);
    groups.push(group);
  };
  definitions.forEach((_, i) => {
    visit(i);
  });
  return groups;
}
