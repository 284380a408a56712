/** The worker thread: runs one job after the other until it is ended. */
import { parentPort } from "node:worker_threads";
import { failureOf } from "./failure.ts";
import { type FromWorker, mostUntaken, type ToWorker } from "./messages.ts";
import { runJob } from "./run-job.ts";

const port = parentPort;
if (port === null) throw new Error("this module runs in a worker thread only");

const send = (message: FromWorker) => port.postMessage(message);

port.on("message", async ({ job, cancel, untaken }: ToWorker) => {
  try {
    for await (const event of runJob(job, new Map(), () => Atomics.load(cancel, 0) !== 0)) {
      let ahead = Atomics.add(untaken, 0, 1) + 1;
      send({ kind: "event", event });
      for (; ahead >= mostUntaken; ahead = Atomics.load(untaken, 0)) Atomics.wait(untaken, 0, ahead);
    }
    send({ kind: "done" });
  } catch (problem) {
    send({ kind: "failed", failure: failureOf(problem) });
  }
});
