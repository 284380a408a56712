/** Runs jobs on worker threads, or in this thread where a black box must stay here; yields their events as they come. */
import { Worker } from "node:worker_threads";
import type { OpenBoxes } from "../density/instantiate.ts";
import { DiagnosticError } from "../language/diagnostic.ts";
import { failureOf, JobFailed } from "./failure.ts";
import type { FromWorker, Job, JobEvent, ToWorker } from "./messages.ts";
import { runJob } from "./run-job.ts";

/** The bundle has the worker's code beside this one; run from source (in tests), threads take it from the last build. */
function workerFile(): URL {
  const isSource = import.meta.url.endsWith(".ts");
  return new URL(isSource ? "../../dist/chain.js" : "./chain.js", import.meta.url);
}

/** Milliseconds for which events may be handed on before timers and signals get a turn. */
const breath = 50;

interface Told {
  readonly event: JobEvent;
  /** Says that it has been dealt with. */
  readonly taken: () => void;
}

/** Collects events of several sources into one stream. */
class Channel {
  private readonly events: Told[] = [];
  private wake: (() => void) | undefined;
  private open: number;
  private failure: unknown;

  constructor(sources: number) {
    this.open = sources;
  }
  push(told: Told): void {
    this.events.push(told);
    this.wake?.();
  }
  close(failure?: unknown): void {
    this.open--;
    this.failure ??= failure;
    this.wake?.();
  }
  async *drain(): AsyncGenerator<JobEvent> {
    let breathed = performance.now();
    for (;;) {
      for (let told = this.events.shift(); told !== undefined; told = this.events.shift()) {
        yield told.event;
        told.taken();
        if (performance.now() - breathed < breath) continue;
        await new Promise((resolve) => setImmediate(resolve));
        breathed = performance.now();
      }
      if (this.failure !== undefined) throw this.failure;
      if (this.open === 0) return;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      this.wake = undefined;
    }
  }
}

/** A thread and whoever listens to its present job. */
interface Seat {
  readonly worker: Worker;
  listen: ((message: FromWorker) => void) | undefined;
  /** Where its present job reports; undefined while it is idle. */
  job: Channel | undefined;
}

/** Where jobs run; `workers` is how many threads they may take. */
export interface JobRunner {
  run(job: Job, workers: number, cancel: Int32Array): AsyncGenerator<JobEvent>;
}

/** For jobs that are one of many, each on a thread of its own already. */
export const inThisThread: JobRunner = { run: (job, _workers, cancel) => runHere(job, new Map(), cancel) };

/** Idle threads are kept, because starting one takes 50 ms. */
export class WorkerPool implements JobRunner {
  private readonly idle: Seat[] = [];
  private readonly all = new Set<Worker>();

  /**
   * Shares the chains of a job among at most `workers` threads. Draws do not depend on how many there are.
   * @throws JobFailed when an algorithm cannot go on
   */
  async *run(job: Job, workers: number, cancel: Int32Array): AsyncGenerator<JobEvent> {
    const shares = share(job.chains, workers);
    const channel = new Channel(shares.length);
    const seats = shares.map((chains) => this.start({ ...job, chains }, cancel, channel));
    try {
      yield* channel.drain();
    } finally {
      // After a failure, or when nobody listens any more: threads still at work would go on for nothing.
      for (const seat of seats) if (seat.job === channel) this.discard(seat.worker);
    }
  }

  private start(job: Job, cancel: Int32Array, channel: Channel): Seat {
    const seat = this.idle.pop() ?? this.spawn();
    seat.job = channel;
    const untaken = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
    const taken = () => {
      Atomics.sub(untaken, 0, 1);
      Atomics.notify(untaken, 0);
    };
    seat.listen = (message) => {
      if (message.kind === "event") {
        channel.push({ event: message.event, taken });
        return;
      }
      seat.listen = undefined;
      seat.job = undefined;
      if (message.kind === "failed") this.discard(seat.worker);
      else this.rest(seat);
      channel.close(message.kind === "failed" ? new JobFailed(message.failure) : undefined);
    };
    seat.worker.ref();
    seat.worker.postMessage({ job, cancel, untaken } satisfies ToWorker);
    return seat;
  }

  /** Waits for the next job, without keeping the process alive for it. */
  private rest(seat: Seat): void {
    seat.worker.unref();
    this.idle.push(seat);
  }

  private spawn(): Seat {
    const worker = new Worker(workerFile());
    const seat: Seat = { worker, listen: undefined, job: undefined };
    const failed = (problem: unknown) => seat.listen?.({ kind: "failed", failure: failureOf(problem) });
    worker.on("message", (message: FromWorker) => seat.listen?.(message));
    worker.on("messageerror", failed);
    worker.on("error", failed);
    // Whoever waits for a thread that was ended must not wait for ever.
    worker.on("exit", () => failed(new Error("a worker thread ended before its job")));
    this.all.add(worker);
    return seat;
  }

  private discard(worker: Worker): void {
    this.all.delete(worker);
    void worker.terminate();
  }

  /** Ends all threads; the pool starts new ones when it is used again. */
  async close(): Promise<void> {
    await Promise.all([...this.all].map((worker) => worker.terminate()));
    this.all.clear();
    this.idle.length = 0;
  }
}

/** Chains 0, w, 2w, .. go to the first worker, and so on. */
function share(chains: readonly number[], workers: number): number[][] {
  const count = Math.max(1, Math.min(workers, chains.length));
  return Array.from({ length: count }, (_, k) => chains.filter((_, i) => i % count === k));
}

/** The same in this thread, for densities that ask a provider here. */
export async function* runHere(job: Job, boxes: OpenBoxes, cancel: Int32Array): AsyncGenerator<JobEvent> {
  try {
    yield* runJob(job, boxes, () => Atomics.load(cancel, 0) !== 0);
  } catch (problem) {
    // What a module of the user's did wrong has its message already.
    throw problem instanceof DiagnosticError ? problem : new JobFailed(failureOf(problem));
  }
}
