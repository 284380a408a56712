/** Runs the combinations of a sweep, several at a time, and yields each as it ends. */
import { Worker } from "node:worker_threads";
import type { Combination } from "./grid.ts";
import { type CombinationResult, runCombination, type SweepJob } from "./run-combination.ts";
import type { FromSweepWorker, ToSweepWorker } from "./worker.ts";

/** The bundle has the worker's code beside this one; run from source (in tests), threads take it from the last build. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "../../dist/sweep.js" : "./sweep.js", import.meta.url);
}

export interface Finished {
  readonly combination: Combination;
  readonly result: CombinationResult;
}

/** Runs one combination somewhere. */
interface Bench {
  run(combination: Combination): Promise<CombinationResult>;
  close(): Promise<void>;
}

function here(job: SweepJob, cancel: Int32Array): Bench {
  return { run: (combination) => runCombination(job, combination, cancel), close: async () => {} };
}

function onThread(job: SweepJob, cancel: Int32Array): Bench {
  const worker = new Worker(workerFile());
  let settle: { resolve(result: CombinationResult): void; reject(problem: unknown): void } | undefined;
  worker.on("message", (answer: FromSweepWorker) => {
    if (answer.kind === "done") settle?.resolve(answer.result);
    else settle?.reject(Object.assign(new Error(answer.message), { stack: answer.stack }));
  });
  worker.on("messageerror", (problem) => settle?.reject(problem));
  worker.on("error", (problem) => settle?.reject(problem));
  worker.on("exit", () => settle?.reject(new Error("a worker thread ended before its combination")));
  return {
    run: (combination) =>
      new Promise((resolve, reject) => {
        settle = { resolve, reject };
        worker.postMessage({ job, combination, cancel } satisfies ToSweepWorker);
      }),
    close: async () => {
      settle = undefined;
      await worker.terminate();
    },
  };
}

/**
 * @param jobs how many run at a time: one in this thread, more on threads of their own
 * @param cancel `cancel[0]` becomes 1 when the sweep should stop: what runs then is not yielded
 */
export async function* sweep(
  job: SweepJob,
  combinations: readonly Combination[],
  jobs: number,
  cancel: Int32Array,
): AsyncGenerator<Finished> {
  const count = Math.max(1, Math.min(jobs, combinations.length));
  const benches = Array.from({ length: count }, () => (count === 1 ? here(job, cancel) : onThread(job, cancel)));
  const running = new Map<Bench, Promise<{ readonly bench: Bench; readonly finished: Finished }>>();
  let next = 0;
  const begin = (bench: Bench): void => {
    if (next >= combinations.length || Atomics.load(cancel, 0) !== 0) return;
    const combination = combinations[next++];
    running.set(
      bench,
      bench.run(combination).then((result) => ({ bench, finished: { combination, result } })),
    );
  };
  try {
    for (const bench of benches) begin(bench);
    while (running.size > 0) {
      const { bench, finished } = await Promise.race(running.values());
      running.delete(bench);
      begin(bench);
      if (finished.result.status !== "cancelled") yield finished;
    }
  } finally {
    await Promise.all(benches.map((bench) => bench.close()));
  }
}
