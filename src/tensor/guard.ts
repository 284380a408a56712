/**
 * Keeping what a `select` leaves out of its derivative. An adjoint on its way back through a branch has a guard: 0 where its
 * node is used by no branch taken. There local derivatives may be NaN or infinite (log x at x <= 0), so the adjoint is set to
 * 0 by a `select` of its own, once for each chain of element-wise operations: at its end. What nobody reads is kept out in the
 * same way (`unread.ts`).
 */

import { addUp } from "./add-up.ts";
import { and, broadcast, cumsum, not, or, restore, select, step, sum } from "./build.ts";
import { reduceAdjoint } from "./derivative-reduce.ts";
import { moveAdjoint } from "./derivative-shape.ts";
import type { Node } from "./node.ts";
import { range } from "./shape.ts";
import { readByAny, whereRead } from "./unread.ts";

export interface Adjoint {
  readonly value: Node;
  /** 0 where the node is used by no branch taken; absent where it is used anyway. */
  readonly guard?: Node;
  /** Known: 0 where a slice or gather leaves the node unread; absent where all of it is read. */
  readonly read?: Node;
  /** The value may still be anything where one of these is 0. */
  readonly pending: boolean;
}

/** The value with 0 where the node is not used or not read. */
export function settle({ value, guard, read, pending }: Adjoint): Node {
  if (!pending) return value;
  const used = guard ? select(guard, value, 0) : value;
  return read ? whereRead(used, read) : used;
}

/** Adds up what the uses of one node contribute. */
export function merge(uses: readonly Adjoint[]): Adjoint {
  const { guard, read } = uses[0];
  if (uses.every((use) => use.guard === guard && use.read === read)) {
    const pending = uses.some((use) => use.pending);
    return { value: addUp(uses.map((use) => use.value)), guard, read, pending };
  }
  return {
    value: addUp(uses.map(settle)),
    guard: usedByAny(uses.map((use) => use.guard)),
    read: readByAny(uses.map((use) => use.read)),
    pending: false,
  };
}

function usedByAny(guards: readonly (Node | undefined)[]): Node | undefined {
  const all = guards.filter((each) => each !== undefined);
  if (all.length < guards.length) return undefined;
  return all.every((each) => each === all[0]) ? all[0] : all.reduce((a, b) => or(a, b));
}

/** What reaches branch i (1 when true, 2 when false) of a select. */
export function enterBranch(node: Node, i: number, { value, guard, read }: Adjoint): Adjoint {
  const taken = i === 1 ? node.inputs[0] : not(node.inputs[0]);
  return { value, guard: guard ? and(guard, taken) : taken, read, pending: true };
}

/** The guard of input i of a node that is not element-wise: where any element made from it is used. */
export function guardOfInput(node: Node, i: number, guard: Node): Node {
  const { op } = node;
  const rank = node.shape.length;
  const x = node.inputs[i];
  switch (op.name) {
    case "matmul": {
      const [kept, contracted] = i === 0 ? [rank - 2, rank - 1] : [rank - 1, rank - 2];
      return broadcast(anyAlong(guard, [contracted]), x.shape, [...range(rank - 2), kept]);
    }
    case "cholesky":
    case "cholesky_adjoint":
    case "triangular_solve":
      return broadcast(anyAlong(guard, [rank - 2, rank - 1]), x.shape, range(rank - 2));
    case "call":
      return restore(anyAlong(guard, [1]), x.shape, [1]);
    case "scan": {
      const rows = usedRows(guard, op.reverse);
      if (i > 0 && i <= op.body.xs.length) return broadcast(rows, x.shape, [0]);
      return broadcast(step(sum(rows)), x.shape, []);
    }
    case "minimiser":
      return broadcast(step(sum(guard)), x.shape, []);
    case "reduce":
      return restore(guard, x.shape, op.axes);
    default: {
      const moved = moveAdjoint(node, i, guard) ?? reduceAdjoint(node, guard);
      if (!moved) throw new Error(`guardOfInput: no rule for ${op.name}`);
      return step(moved);
    }
  }
}

/** [T]: 1 for rows of a scan that are used themselves or by rows made after them, from the guard of its result. */
export function usedRows(guard: Node, reverse: boolean): Node {
  return step(cumsum(anyAlong(guard, range(guard.shape.length).slice(1)), 0, !reverse));
}

function anyAlong(guard: Node, axes: readonly number[]): Node {
  return step(sum(guard, axes));
}
