/** Loops while their bodies are read: the index is a node of its own, and what it may be at a place is a table (DESIGN 1.4). */
import { batch } from "../../tensor/batch.ts";
import { constant, input } from "../../tensor/build.ts";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Axis } from "../checked.ts";

const prefix = "loop:";

/** One loop or generator: its index stands in the body as an input node of shape []. */
export interface Loop {
  readonly variable: string;
  readonly node: Node;
  /** The axis that the loop makes. */
  readonly axis: Axis;
  /** What the variable is at each place of the axis: 0, 1, .. for a dim. */
  readonly values: Float64Array;
}

/** What the indices of the loops around an expression may be: row i of the table is one assignment. */
export interface Frame {
  readonly loops: readonly Loop[];
  /** One column a loop, all of one length. */
  readonly columns: readonly Float64Array[];
  /** The assignments before conditions left some out; the same columns where none has. */
  readonly all: readonly Float64Array[];
}

export function makeLoop(variable: string, axis: Axis, values?: Float64Array): Loop {
  const indices = values ?? Float64Array.from({ length: axis.size }, (_, i) => i);
  return { variable, node: input(`${prefix}${variable}`, 0, []), axis, values: indices };
}

/** The name of the loop variable whose value a buffer holds; undefined for other buffers. */
export function loopVariableOf(buffer: string): string | undefined {
  return buffer.startsWith(prefix) ? buffer.slice(prefix.length) : undefined;
}

/** The frame inside one more loop: every assignment with every value of its variable. */
export function enter(frame: Frame | undefined, loop: Loop): Frame {
  const { values } = loop;
  const cross = (columns: readonly Float64Array[]): Float64Array[] => {
    const rows = columns[0]?.length ?? 1;
    const n = values.length;
    const repeated = columns.map((column) =>
      Float64Array.from({ length: rows * n }, (_, i) => column[Math.floor(i / n)]),
    );
    return [...repeated, Float64Array.from({ length: rows * n }, (_, i) => values[i % n])];
  };
  const columns = cross(frame?.columns ?? []);
  const isWhole = frame === undefined || frame.columns === frame.all;
  return {
    loops: [...(frame?.loops ?? []), loop],
    columns,
    all: isWhole ? columns : cross(frame.all),
  };
}

/** The assignments for which a condition holds. */
export function narrow(frame: Frame, holds: (row: number) => boolean): Frame {
  const rows = Array.from(frame.columns[0].keys()).filter(holds);
  return { ...frame, columns: frame.columns.map((column) => Float64Array.from(rows, (row) => column[row])) };
}

/** `t = 0, s = 3` */
export function describeRow(frame: Frame, row: number): string {
  return frame.loops.map(({ variable }, i) => `${variable} = ${frame.columns[i][row]}`).join(", ");
}

/** A node for every assignment, [assignments, ...shape]; some assignment is left. */
export function overFrame(frame: Frame, node: Node): Node {
  const { columns } = frame;
  const rows = columns[0].length;
  const table = new Map(frame.loops.map((loop, i) => [loop.node, constant(columns[i], [rows])]));
  return batch([node], table)[0];
}

/**
 * The numbers of a node for every assignment, [assignments, size], where it depends on nothing but loop variables and known
 * values; undefined otherwise.
 */
export function valuesOver(frame: Frame, node: Node): Float64Array | undefined {
  if (frame.columns[0].length === 0 || !dependsOnLoopsOnly(frame, node)) return undefined;
  return constantValue(overFrame(frame, node));
}

function dependsOnLoopsOnly(frame: Frame, node: Node): boolean {
  const indices = new Set(frame.loops.map((loop) => loop.node));
  const oldest = Math.min(...frame.loops.map((loop) => loop.node.id));
  const seen = new Set<Node>([node]);
  for (const each of seen) {
    if (each.isConstant || indices.has(each)) continue;
    // What is older than the loops and not known depends on a latent or a box.
    if (each.id < oldest || each.op.name === "input" || "box" in each.op) return false;
    for (const x of each.inputs) seen.add(x);
  }
  return true;
}
