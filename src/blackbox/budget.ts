/** Counts the rows a box answers and stops before a budget is overdrawn. */
import { BudgetExhausted } from "../inference/kernel.ts";
import type { BlackBox } from "./provider.ts";

export interface CountedBox extends BlackBox {
  /** Rows asked so far: one for each input row of a call, `cost.vjp` for each row of a gradient. */
  queries(): number;
}

/**
 * @param budget rows that may be asked in all; without one there is no limit
 * @param spent rows an earlier part of the same run has asked (`resume`)
 * @throws BudgetExhausted from `call` and `vjp`, before any row of the batch that does not fit is asked
 */
export function counted(box: BlackBox, budget = Number.POSITIVE_INFINITY, spent = 0): CountedBox {
  let used = spent;
  const charge = (rows: number): void => {
    if (used + rows > budget) throw new BudgetExhausted(box.name, budget);
    used += rows;
  };
  const { vjp } = box;
  return {
    ...box,
    queries: () => used,
    call(inputs, rows, outputs) {
      charge(rows * box.cost.call);
      return box.call(inputs, rows, outputs);
    },
    ...(vjp !== undefined && {
      vjp(inputs, cotangents, rows, out) {
        charge(rows * box.cost.vjp);
        return vjp(inputs, cotangents, rows, out);
      },
    }),
    dispose: () => box.dispose(),
  };
}
