/** The worker thread of a sweep: runs one combination after the other until it is ended. */
import { parentPort } from "node:worker_threads";
import type { Combination } from "./grid.ts";
import { type CombinationResult, runCombination, type SweepJob } from "./run-combination.ts";

export interface ToSweepWorker {
  readonly job: SweepJob;
  readonly combination: Combination;
  /** On shared memory: `cancel[0]` becomes 1 when the sweep should stop. */
  readonly cancel: Int32Array;
}

export type FromSweepWorker =
  | { readonly kind: "done"; readonly result: CombinationResult }
  | { readonly kind: "bug"; readonly message: string; readonly stack?: string };

const port = parentPort;
if (port === null) throw new Error("this module runs in a worker thread only");

port.on("message", async ({ job, combination, cancel }: ToSweepWorker) => {
  let answer: FromSweepWorker;
  try {
    answer = { kind: "done", result: await runCombination(job, combination, cancel) };
  } catch (problem) {
    const isError = problem instanceof Error;
    answer = { kind: "bug", message: isError ? problem.message : String(problem), stack: isError ? problem.stack : "" };
  }
  port.postMessage(answer);
});
