/** Ctrl-C: the first asks the run to stop and keep what it has, a later one ends the process at once. */
import { exitCode } from "./commands.ts";

/**
 * Milliseconds after the first signal in which others are taken for the same one: `timeout` and `npm` pass theirs on to a
 * process that gets it as a member of their group too.
 */
const echo = 300;

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
  /** Milliseconds since some fixed moment. */
  now(): number;
}

const ofProcess: Signals = {
  on: (signal, listener) => process.on(signal, listener),
  off: (signal, listener) => process.off(signal, listener),
  exit: (code) => process.exit(code),
  now: () => performance.now(),
};

/** Whether a stop was asked for through `flag`; also for use in a worker thread. */
export function isRequested(flag: Int32Array): boolean {
  return Atomics.load(flag, 0) !== 0;
}

/**
 * Takes over SIGINT and SIGTERM until disposed; `asked` is called once, at the first. A signal is seen when this thread
 * comes back to its event loop, so long computations belong in workers or must pause.
 */
export function listenForInterrupt(asked: () => void, signals: Signals = ofProcess): Interrupt {
  const flag = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  let first = 0;
  const listener = (): void => {
    if (Atomics.exchange(flag, 0, 1) === 0) {
      first = signals.now();
      asked();
    } else if (signals.now() - first > echo) signals.exit(exitCode.interrupted);
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
