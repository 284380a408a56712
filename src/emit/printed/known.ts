/** How known numbers are printed. */
import { uniformValue } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Dialect } from "./dialect.ts";
import type { Expression } from "./expression.ts";
import { at, type Position, running, shifted } from "./position.ts";
import { isView } from "./uses.ts";

/** The number of a known node at positions that are numbers themselves. */
function knownAt(node: Node, positions: readonly Position[]): number | undefined {
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

/** What is known of a program that is being printed. */
export interface KnownNumbers {
  readonly dialect: Dialect;
  isNamed(node: Node): boolean;
  /** The variable that holds a known array. */
  variable(node: Node): string;
}

/** An element of a known node: a literal, or an element of its variable; undefined where its operation is to be printed. */
export function readKnown(
  { dialect, isNamed, variable }: KnownNumbers,
  node: Node,
  positions: readonly Position[],
): Expression | undefined {
  if (!isNamed(node)) {
    const uniform = uniformValue(node);
    if (uniform !== undefined) return dialect.number(uniform);
    if (showsView(node, isNamed)) return undefined;
    const value = knownAt(node, positions);
    if (value !== undefined) return dialect.number(value);
  }
  return dialect.pick(variable(node), positions);
}

/** An element of a known index array, as a position. */
export function knownIndex(
  { dialect, isNamed, variable }: KnownNumbers,
  node: Node,
  positions: readonly Position[],
): Position {
  const value = knownAt(node, positions);
  if (value !== undefined) return at(value);
  const first = isNamed(node) ? undefined : countsUp(node);
  if (first !== undefined) return shifted(positions[0], first);
  return running(dialect.pick(variable(node), positions).text);
}

/** Where a known index array of one axis counts up by one, the number that it begins with. */
export function countsUp(index: Node): number | undefined {
  const values = index.shape.length === 1 ? constantValue(index) : undefined;
  if (values === undefined || values.length === 0) return undefined;
  return values.every((value, i) => value === values[0] + i) ? values[0] : undefined;
}
