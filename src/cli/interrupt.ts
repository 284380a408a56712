/** Ctrl-C: the first asks the run to stop and keep what it has, the second ends the process at once. */
import { exitCode } from "./commands.ts";

export interface Interrupt {
  /** [1], on shared memory so that worker threads see it too: 0, or 1 once a stop was asked for. */
  readonly flag: Int32Array;
  /** For `Problem.cancelled`. */
  readonly requested: () => boolean;
  /** Gives Ctrl-C back its usual meaning. */
  dispose(): void;
}

/** What `listenForInterrupt` needs of the process. */
export interface Signals {
  on(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM", listener: () => void): unknown;
  exit(code: number): void;
}

/** Whether a stop was asked for through `flag`; also for use in a worker thread. */
export function isRequested(flag: Int32Array): boolean {
  return Atomics.load(flag, 0) !== 0;
}

/**
 * Takes over SIGINT and SIGTERM until disposed; `asked` is called once, at the first. A signal is seen when this thread
 * comes back to its event loop, so long computations belong in workers or must pause.
 */
export function listenForInterrupt(asked: () => void, signals: Signals = process): Interrupt {
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const listener = (): void => {
    if (Atomics.exchange(flag, 0, 1) === 0) asked();
    else signals.exit(exitCode.interrupted);
  };
  signals.on("SIGINT", listener);
  signals.on("SIGTERM", listener);
  return {
    flag,
    requested: () => isRequested(flag),
    dispose() {
      signals.off("SIGINT", listener);
      signals.off("SIGTERM", listener);
    },
  };
}
