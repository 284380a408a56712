/** Compares programs that run as TensorFlow.js kernels, in float32, with the interpreter, in float64. */
import * as assert from "uvu/assert";
import { startRuntime } from "../../../src/blackbox/tfjs/runtime.ts";
import { compileKernels } from "../../../src/emit/tfjs/compile.ts";
import { evaluate } from "../../../src/tensor/evaluate.ts";
import { type Program, sizeOf } from "../../../src/tensor/node.ts";

export const backends = ["wasm", "cpu"] as const;

/** Half the distance between a float32 and the next, relative. */
export const unit = 2 ** -24;

export type BackendName = (typeof backends)[number];

/** Starts TensorFlow.js with both backends. */
export async function startSupport() {
  const { core, on, loadCpu } = await startRuntime();
  await loadCpu();
  /** What a program from x to y computes, lane after lane. */
  const runOn = (backend: BackendName, program: Program, lanes: number, x: Float64Array): Float64Array => {
    const { run, dispose } = compileKernels(program, core);
    const y = new Float64Array(lanes * program.buffers.y);
    on(backend, () => {
      run(
        lanes,
        Object.keys(program.buffers).map((name) => (name === "x" ? x : y)),
      );
      dispose();
    });
    return y;
  };
  const check = (what: string, program: Program, given: Given) => {
    const single = { ...given, x: Float64Array.from(given.x, Math.fround) };
    for (const backend of backends) {
      compare(`${what} on ${backend}`, program, single, runOn(backend, program, given.lanes, single.x));
    }
  };
  return { core, on, runOn, check };
}

interface Given {
  readonly x: Float64Array;
  readonly lanes: number;
  /** See `allowed`. */
  readonly times: number;
}

/** The elements of y of one lane in float64. */
export function exactly(program: Program, x: Float64Array): Float64Array {
  const y = new Float64Array(program.buffers.y);
  const nodes = program.outputs.map(({ node }) => node);
  evaluate(nodes, { buffers: { x } }).forEach((value, i) => {
    y.set(value, program.outputs[i].offset);
  });
  return y;
}

/**
 * Per element of y, what float32 may make of it: the change where every element of x is a rounding error off, and as much as the largest element of the
 * same output is rounded by, each `times` as much.
 */
export function allowed(program: Program, x: Float64Array, times: number): Float64Array {
  const y = exactly(program, x);
  const bound = new Float64Array(y.length);
  for (const { offset, node } of program.outputs) {
    const own = y.subarray(offset, offset + sizeOf(node.shape));
    const scale = own.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
    bound.fill(unit * scale, offset, offset + own.length);
  }
  // Differences of more than a rounding error, as those would drown in float64's of ill-conditioned programs.
  const far = 64;
  for (let i = 0; i < x.length; i++) {
    const moved = exactly(
      program,
      x.map((value, k) => (k === i ? value + far * unit * Math.max(Math.abs(value), 1e-3) : value)),
    );
    moved.forEach((value, k) => {
      const change = Math.abs(value - y[k]) / far;
      if (Number.isFinite(change)) bound[k] += change;
    });
  }
  return bound.map((value) => times * value);
}

function compare(what: string, program: Program, { x, lanes, times }: Given, y: Float64Array): void {
  const [from, to] = [program.buffers.x, program.buffers.y];
  for (let lane = 0; lane < lanes; lane++) {
    const own = x.subarray(lane * from, (lane + 1) * from);
    const want = exactly(program, own);
    const bound = allowed(program, own, times);
    for (let k = 0; k < to; k++) {
      const got = y[lane * to + k];
      const error = Math.abs(got - want[k]);
      if (Object.is(got, want[k]) || got === want[k] || error <= bound[k]) continue;
      assert.unreachable(
        `${what}: lane ${lane}, element ${k} is ${got}, not ${want[k]}: ${error / bound[k]} of what is allowed`,
      );
    }
  }
}
