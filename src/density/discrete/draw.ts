/**
 * Exact draws and marginals of the discrete latents given a position: variables are summed out one by one, then drawn in reverse, each
 * given those it met (forward filtering, backward sampling for a chain; Koller & Friedman 2009, section 12.1 in general).
 */
import type { Random } from "../../inference/random.ts";
import type { DiscretePlan, DrawStep } from "./draw-plan.ts";

export class DiscreteSampler {
  /** For each step P(variable | neighbours), [row, value]. */
  private readonly conditionals: Float64Array;
  /** For each step P(variable, neighbours), filled when marginals are asked for. */
  private readonly joints: Float64Array;
  private readonly weights: Float64Array;
  /** The value of each variable, counted from its smallest. */
  private readonly drawn: Int32Array;

  constructor(private readonly plan: Omit<DiscretePlan, "program">) {
    this.conditionals = new Float64Array(plan.jointCount);
    this.joints = new Float64Array(plan.jointCount);
    this.weights = new Float64Array(plan.weightCount);
    this.drawn = new Int32Array(plan.lower.length);
  }

  /** Takes the tables of a position, log weights in the order of the plan's program. */
  condition(tables: Float64Array): void {
    this.weights.set(tables);
    for (const step of this.plan.steps) this.sumOut(step);
  }

  private sumOut({ factors, rows, states, jointAt, messageAt }: DrawStep): void {
    const { weights, conditionals } = this;
    for (let row = 0, entry = 0; row < rows; row++, entry += states) {
      const at = jointAt + entry;
      let most = Number.NEGATIVE_INFINITY;
      for (let k = 0; k < states; k++) {
        let sum = 0;
        for (const places of factors) sum += weights[places[entry + k]];
        conditionals[at + k] = sum;
        if (sum > most) most = sum;
      }
      let total = 0;
      const shift = Math.max(most, -Number.MAX_VALUE);
      for (let k = 0; k < states; k++) total += conditionals[at + k] = Math.exp(conditionals[at + k] - shift);
      weights[messageAt + row] = most + Math.log(total);
      for (let k = 0; k < states; k++) conditionals[at + k] /= total;
    }
  }

  /** Draws all variables; writes them where they stand among the constrained values. */
  draw(random: Random, values: Float64Array): void {
    const { steps, lower, places } = this.plan;
    const { drawn, conditionals } = this;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { variable, neighbours, strides, states, jointAt } = steps[i];
      let row = 0;
      for (let k = 0; k < neighbours.length; k++) row += drawn[neighbours[k]] * strides[k];
      const at = jointAt + row * states;
      let left = random.uniform();
      let value = 0;
      while (value < states - 1 && left >= conditionals[at + value]) left -= conditionals[at + value++];
      // Rounding may leave a little of the uniform: it never chooses what has no weight.
      while (value > 0 && conditionals[at + value] === 0) value--;
      drawn[variable] = value;
      values[places[variable]] = lower[variable] + value;
    }
  }

  /** Adds the probability of each value of each variable, [variable] arrays. */
  addMarginals(to: readonly Float64Array[]): void {
    const { steps } = this.plan;
    const { joints, conditionals } = this;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { variable, rows, states, jointAt, parent } = steps[i];
      const ofRow = this.ofRows(rows, parent);
      for (let row = 0; row < rows; row++) {
        for (let k = 0; k < states; k++) {
          const at = jointAt + row * states + k;
          joints[at] = ofRow[row] === 0 ? 0 : ofRow[row] * conditionals[at];
          to[variable][k] += joints[at];
        }
      }
    }
  }

  /** The probability of each combination of values of the neighbours. */
  private ofRows(rows: number, parent: DrawStep["parent"]): Float64Array {
    const sums = new Float64Array(rows);
    if (parent === undefined) return sums.fill(1);
    const { jointAt } = this.plan.steps[parent.step];
    const { rowOf } = parent;
    for (let entry = 0; entry < rowOf.length; entry++) sums[rowOf[entry]] += this.joints[jointAt + entry];
    return sums;
  }
}
