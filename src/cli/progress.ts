/** Shows how a run gets on: redrawn in place on a terminal, at most one line per 10 % elsewhere. */
import type { RunEvent } from "../inference/kernel.ts";
import type { Io } from "./io.ts";
import { liveLines, overall, sentence } from "./progress-lines.ts";
import { ProgressState } from "./progress-state.ts";

export interface Progress {
  accept(event: RunEvent): void;
  /** Writes a line above the progress, such as a warning or that the run is being stopped. */
  note(text: string): void;
  /** Draws the last state; nothing may be accepted afterwards. */
  finish(): void;
}

/** Seconds between two drawings on a terminal. */
const interval = 0.1;
/** Progress between two plain lines. */
const tenth = 0.1;

/**
 * Writes to `io.stderr`. `label` begins plain lines (the name of the algorithm); `chains` is how many are expected, so
 * that one that has not begun counts as not done. `clock` gives seconds.
 */
export function showProgress(
  io: Pick<Io, "stderr" | "isTTY" | "columns">,
  label: string,
  chains: number,
  clock: () => number = () => performance.now() / 1000,
): Progress {
  const state = new ProgressState(clock());
  return io.isTTY ? live(io, state, chains, clock) : plain(io, state, label, chains, clock);
}

function live(io: Pick<Io, "stderr" | "columns">, state: ProgressState, chains: number, clock: () => number): Progress {
  let drawn = 0;
  let last = -Infinity;
  // Up to the first of the lines drawn before; the rest of the screen is then written over.
  const home = (): string => (drawn > 0 ? `\u001b[${drawn}A\r` : "\r");
  const draw = (): void => {
    const lines = liveLines(state.chains(), io.columns, chains);
    io.stderr.write(`${home()}${lines.map((line) => `${line}\u001b[K\n`).join("")}\u001b[J`);
    drawn = lines.length;
  };
  return {
    accept(event) {
      const now = clock();
      state.accept(event, now);
      if (now - last < interval) return;
      last = now;
      draw();
    },
    note(text) {
      io.stderr.write(`${home()}\u001b[J${text}\n`);
      drawn = 0;
      draw();
    },
    finish: draw,
  };
}

function plain(
  io: Pick<Io, "stderr">,
  state: ProgressState,
  label: string,
  chains: number,
  clock: () => number,
): Progress {
  let tenths = 0;
  return {
    accept(event) {
      state.accept(event, clock());
      // Draws are many and move nothing.
      if (event.kind === "draw") return;
      const known = state.chains();
      const done = (overall(known) * known.length) / Math.max(chains, known.length);
      // The nudge keeps 0.3 / 0.1 = 2.9999999999999996 from counting as two tenths.
      const reached = Math.floor(done / tenth + 1e-9);
      if (reached <= tenths) return;
      tenths = reached;
      io.stderr.write(`${label}: ${sentence(known, chains)}\n`);
    },
    note(text) {
      io.stderr.write(`${text}\n`);
    },
    finish() {},
  };
}
