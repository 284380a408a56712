/** How known numbers are printed. */
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Position } from "./position.ts";
import { isView } from "./uses.ts";

/** The number of a known node at positions that are numbers themselves. */
export function knownAt(node: Node, positions: readonly Position[]): number | undefined {
  if (positions.some((position) => position.text !== undefined)) return undefined;
  const strides = stridesOf(node.shape);
  return constantValue(node)?.[positions.reduce((sum, position, axis) => sum + position.shift * strides[axis], 0)];
}

/** Whether a known node is printed as a look at named data (`y[2:9]`) or as a smaller array repeated. */
export function showsView(node: Node, isNamed: (node: Node) => boolean): boolean {
  if (isNamed(node)) return false;
  if (node.op.name === "broadcast") return true;
  let below = node;
  while (isView(below) && !isNamed(below)) below = below.inputs[0];
  return below !== node && isNamed(below);
}

/** Where a known index array of one axis counts up by one, the number that it begins with. */
export function countsUp(index: Node): number | undefined {
  const values = index.shape.length === 1 ? constantValue(index) : undefined;
  if (values === undefined || values.length === 0) return undefined;
  return values.every((value, i) => value === values[0] + i) ? values[0] : undefined;
}
