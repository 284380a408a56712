/**
 * Loops over rows that stand group after group, as known indices say: a loop over groups around one over the rows of each. What is
 * the same in all rows of a group is read and computed once a group, and what is added up for it is written once.
 */
import type { Node } from "../../tensor/node.ts";
import { byRuns, chooseGroups, type Groups } from "../../tensor/segments.ts";
import { stridesOf } from "../../tensor/shape.ts";
import type { Axes } from "./axes.ts";

/** In functions of the module vectors have to be begun and ended for each segment. */
const fewestInKernel = 6;

/** Rows in groups that stand one behind the other. */
export class Segments {
  /** Where each begins, and behind them the number of rows. */
  readonly starts: Float64Array;
  readonly #answers = new Map<string, boolean>();

  constructor({ of, count }: Groups) {
    this.starts = new Float64Array(count + 1).fill(of.length);
    for (let i = of.length - 1; i >= 0; i--) this.starts[of[i]] = i;
  }

  get count(): number {
    return this.starts.length - 1;
  }

  /** Whether a node is known and the same in all rows of each segment, where rows are along `axis`. */
  isSame({ id, op, shape }: Node, axis: number): boolean {
    if (op.name !== "constant" || shape[axis] !== this.starts[this.count]) return false;
    const key = `${id} ${axis}`;
    const answer = this.#answers.get(key) ?? this.#compare(op.data, shape, axis);
    this.#answers.set(key, answer);
    return answer;
  }

  #compare(data: Float64Array, shape: readonly number[], axis: number): boolean {
    const stride = stridesOf(shape)[axis];
    for (let block = 0; block < data.length; block += stride * shape[axis]) {
      for (let s = 0; s < this.count; s++) {
        const end = block + this.starts[s + 1] * stride;
        for (let i = block + (this.starts[s] + 1) * stride; i < end; i++)
          if (!Object.is(data[i], data[i - stride])) return false;
      }
    }
    return true;
  }
}

/** The segments of a loop where it stays text and where it becomes a function of the module. */
export interface SegmentsOfLoop {
  readonly text: Segments;
  readonly kernel: Segments | undefined;
}

/** The segments of each class of axes whose loop is written by segments. */
export function segmentsOf(nodes: readonly Node[], axes: Axes): ReadonlyMap<number, SegmentsOfLoop> {
  const reads = new Map<number, Map<Float64Array, number>>();
  for (const { op, inputs } of nodes) {
    if (op.name !== "gather" && op.name !== "scatter_add") continue;
    const index = inputs[1];
    if (index.op.name !== "constant" || index.shape.length !== 1) continue;
    const [c] = axes.loopsOf(index);
    const own = reads.get(c) ?? new Map<Float64Array, number>();
    if (c >= 0) reads.set(c, own.set(index.op.data, (own.get(index.op.data) ?? 0) + 1));
  }
  const chosen = new Map<number, SegmentsOfLoop>();
  for (const [c, own] of reads) {
    const indices = [...own].map(([data, count]) => ({ data, reads: count }));
    const groups = chooseGroups(indices, byRuns);
    const longer = groups && chooseGroups(indices, byRuns, fewestInKernel);
    if (groups) chosen.set(c, { text: new Segments(groups), kernel: longer && new Segments(longer) });
  }
  return chosen;
}
