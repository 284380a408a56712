/** Sums by known places as gathers: no backend adds up what meets in one place, so a few are added up at a time. */
import type * as Core from "@tensorflow/tfjs-core";
import type { Node } from "../../tensor/node.ts";
import type { Constants } from "./constants.ts";
import type { Tensor } from "./value.ts";

/** How many are added up at a time. */
const WIDTH = 8;

/** Row i of the result is the sum of rows table[i * width] .. of what was there; a number behind the last stands for zeros. */
interface Step {
  readonly table: Int32Array;
  readonly width: number;
}

/** The steps after which element i is the sum of what has index i. */
export function scatterSteps(index: ArrayLike<number>, size: number): Step[] {
  let members = Array.from({ length: size }, (): number[] => []);
  for (let from = 0; from < index.length; from++) members[index[from]].push(from);
  const steps: Step[] = [];
  for (let count = index.length; ; ) {
    const widest = members.reduce((most, own) => Math.max(most, own.length), 1);
    if (widest <= WIDTH) return [...steps, stepOf(members, widest, count)];
    const parts: number[][] = [];
    members = members.map((own) => {
      const sums: number[] = [];
      for (let at = 0; at < own.length; at += WIDTH) sums.push(parts.push(own.slice(at, at + WIDTH)) - 1);
      return sums;
    });
    steps.push(stepOf(parts, WIDTH, count));
    count = parts.length;
  }
}

function stepOf(rows: readonly (readonly number[])[], width: number, zeros: number): Step {
  const table = new Int32Array(rows.length * width).fill(zeros);
  rows.forEach((row, i) => {
    table.set(row, i * width);
  });
  return { table, width };
}

const known = new WeakMap<Node, Step[]>();

/**
 * @param node whose steps are kept
 * @param values [before, as many as the index has, after]
 * @returns [before, size, after]
 */
export function scatterKernel(
  core: typeof Core,
  constants: Constants,
  node: Node,
  values: Tensor,
  index: ArrayLike<number>,
  size: number,
): Tensor {
  const steps = known.get(node) ?? scatterSteps(index, size);
  known.set(node, steps);
  const [before, , after] = values.shape;
  return steps.reduce((rows, step) => {
    const { table, width } = step;
    const sides: [number, number][] = [
      [0, 0],
      [0, 1],
      [0, 0],
    ];
    const picked = core.gather(core.pad(rows, sides), constants.indices(step, () => table) as Places, 1);
    return core.sum(core.reshape(picked, [before, table.length / width, width, after]), 2);
  }, values);
}

type Places = import("@tensorflow/tfjs-core").Tensor1D;
