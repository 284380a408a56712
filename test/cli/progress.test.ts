/** Progress of a run: estimates, lines, redrawing. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { showProgress } from "../../src/cli/progress.ts";
import { bar } from "../../src/cli/progress-lines.ts";
import { ProgressState } from "../../src/cli/progress-state.ts";
import type { RunEvent } from "../../src/inference/kernel.ts";

type ProgressEvent = Extract<RunEvent, { kind: "progress" }>;

function event(chain: number, phase: ProgressEvent["phase"], done: number, statistics = {}): RunEvent {
  return { kind: "progress", chain, phase, done, statistics };
}

function draw(chain: number, divergent: number): RunEvent {
  const position = new Float64Array(1);
  return { kind: "draw", draw: { chain, index: 0, position, logDensity: 0, statistics: { divergent } } };
}

function end(chain: number, complete: boolean): RunEvent {
  return { kind: "end", chain, complete, summary: { seconds: 1, queries: 0, evaluations: 0, statistics: {} } };
}

test("a bar fills in eighths", () => {
  assert.is(bar(0, 4), "    ");
  assert.is(bar(0.5, 4), "██  ");
  assert.is(bar(1 / 32, 4), "▏   ");
  assert.is(bar(1, 4), "████");
  assert.is(bar(1.5, 4), "████");
});

test("time left follows from what is done", () => {
  const state = new ProgressState(100);
  state.accept(event(0, "warmup", 0.25), 103);
  assert.is(state.chains()[0].left, 9);
  state.accept(draw(0, 1), 104);
  state.accept(draw(0, 0), 104);
  assert.is(state.chains()[0].divergences, 1);
  state.accept(end(0, true), 110);
  assert.equal([state.chains()[0].done, state.chains()[0].left], [1, undefined]);
});

/** Tells a state of stages that begin a second apart, at these temperatures. */
function tempering(state: ProgressState, chain: number, temperatures: readonly number[], began = 0): void {
  temperatures.forEach((temperature, i) => {
    state.accept(event(chain, "tempering", temperature), began + i);
  });
}

function near(found: number | undefined, wanted: number): void {
  assert.ok(Math.abs((found ?? Number.NaN) - wanted) < 1e-6, `${found} is not ${wanted}`);
}

test("while tempering by equal factors, the stages that remain follow from them", () => {
  const state = new ProgressState(0);
  tempering(state, 0, [1e-6, 1e-5, 1e-4]);
  assert.equal([state.chains()[0].done, state.chains()[0].left], [0, undefined], "too early to tell");
  tempering(state, 0, [1e-3], 3);
  const [{ stages, done, left }] = state.chains();
  // Three stages in three seconds; the fourth has begun, and three more get to 1.
  assert.is(stages, 4);
  near(done, 3 / 7);
  near(left, 4);
  tempering(state, 0, [1e-2, 1e-1, 1], 4);
  near(state.chains()[0].left, 1);
  state.accept(end(0, true), 7);
  assert.equal([state.chains()[0].done, state.chains()[0].left], [1, undefined]);
});

test("factors that fall, as those of the first stages do, are not taken for those to come", () => {
  // Of a regression with 31 latents: every stage took as many moves, and 25 led to temperature 1.
  const path = [7.65e-5, 4.76e-4, 1.48e-3, 3.61e-3, 7.25e-3, 0.0131, 0.0223, 0.0347, 0.0536, 0.0765, 0.107, 0.144];
  for (let stages = 4; stages <= path.length; stages++) {
    const state = new ProgressState(0);
    tempering(state, 0, path.slice(0, stages));
    const left = state.chains()[0].left ?? 0;
    const truth = 25 - stages + 1;
    assert.ok(left > 0.6 * truth && left < 1.4 * truth, `${left} s left at stage ${stages}, in truth ${truth}`);
  }
});

test("an island that began when another ended is timed from then", () => {
  const state = new ProgressState(0);
  tempering(state, 0, [1e-3, 1e-2, 1e-1, 1]);
  state.accept(end(0, true), 4);
  tempering(state, 1, [1e-4, 1e-3, 1e-2, 1e-1], 4);
  near(state.chains()[1].left, 2);
});

function capture(isTTY: boolean, columns = 100) {
  const written: string[] = [];
  let now = 0;
  const io = { stderr: { write: (text: string) => void written.push(text) }, isTTY, columns };
  return { io, written, clock: () => now, wait: (seconds: number) => (now += seconds) };
}

test("elsewhere than on a terminal, at most a line per 10 %", () => {
  const { io, written, clock, wait } = capture(false);
  const progress = showProgress(io, "nuts", 2, clock);
  for (let step = 1; step <= 100; step++) {
    wait(0.01);
    progress.accept(event(0, step <= 50 ? "warmup" : "sampling", step / 100, { step_size: 0.25, acceptance: 0.81 }));
  }
  assert.is(written.length, 5, "the second chain has not begun, so half is done");
  assert.is(written[0], "nuts: 20 %, 1 chain, warm-up, step 0.25, acceptance 0.81, 1.8 s left\n");
  for (let step = 1; step <= 100; step++) progress.accept(event(1, "sampling", step / 100));
  progress.finish();
  assert.is(written.length, 10);
  assert.match(written[9], /^nuts: 100 %, 2 chains/);
  assert.not.ok(written.join("").includes("\u001b"));
});

test("on a terminal, redrawn in place and at most ten times a second", () => {
  const { io, written, clock, wait } = capture(true);
  const progress = showProgress(io, "nuts", 2, clock);
  for (let step = 1; step <= 1000; step++) {
    wait(0.001);
    for (const chain of [0, 1]) progress.accept(event(chain, "sampling", step / 1000, { acceptance: 0.8 }));
  }
  assert.ok(written.length <= 11, `${written.length} drawings in a second`);
  assert.ok(written[1].startsWith("\u001b[1A\r") || written[1].startsWith("\u001b[2A\r"));
  assert.match(written[written.length - 1], /chain 1 {2}█.*sampling.*left.*acceptance 0\.80/);
  progress.accept(end(0, true));
  progress.accept(end(1, false));
  progress.note("stopping");
  const note = written[written.length - 2];
  assert.ok(note.startsWith("\u001b[2A\r\u001b[Jstopping\n"));
  progress.finish();
  assert.match(written[written.length - 1], /done.*\n.*chain 2/);
});

test("no line reaches the edge of the terminal; many chains share one line", () => {
  const { io, written, clock } = capture(true, 40);
  const progress = showProgress(io, "smc", 3, clock);
  for (const chain of [0, 1, 2]) {
    progress.accept(event(chain, "tempering", 0.5, { acceptance: 0.3, ancestors: 4000, step_size: 0.1 }));
  }
  progress.finish();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the drawing moves the cursor with escape sequences.
  const lines = written[written.length - 1].replace(/\u001b\[\d*[A-Z]|\r/g, "").split("\n");
  assert.is(lines.length, 4);
  for (const line of lines) assert.ok(line.length < 40, line);
  for (let chain = 3; chain < 20; chain++) progress.accept(event(chain, "tempering", 0.1));
  progress.finish();
  assert.is(written[written.length - 1].split("\n").length, 2);
});

test.run();
