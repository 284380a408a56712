/** A density written by hand and the compiled scenario that says the same, ready to be asked. */
import type { Batch, Density } from "../../src/inference/kernel.ts";
import type { ByHand } from "./by-hand/hand.ts";
import type { FigureRow } from "./figure-rows.ts";
import { checkEqual } from "./measure.ts";
import { answerOf, batchAt } from "./scenario.ts";

export interface SideBySide extends ByHand {
  /** Where `fill` may write. */
  readonly out: Float64Array;
  readonly density: Density;
  readonly batch: Batch;
}

/** Throws an Error where value and gradient differ by more than 1e-9 of each element (of 1 where that is smaller). */
export async function sideBySide({ byHand, compile }: FigureRow): Promise<SideBySide> {
  const { position, fill } = byHand();
  const out = new Float64Array(position.length + 1);
  fill(position, out);
  const density = await compile();
  const batch = batchAt(density, position, 1);
  density.evaluate(batch);
  checkEqual(answerOf(density, batch), out);
  return { position, fill, out, density, batch };
}
