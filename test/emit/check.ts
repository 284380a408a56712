/** Compares an emitted program with the interpreter. */
import * as assert from "uvu/assert";
import { instantiate } from "../../src/emit/instantiate.ts";
import { emitJs } from "../../src/emit/js.ts";
import type { Target } from "../../src/emit/target.ts";
import { evaluate } from "../../src/tensor/evaluate.ts";
import { sizeOf } from "../../src/tensor/node.ts";
import type { RandomProgram } from "./random-program.ts";

/** Emitted code may add in another order and multiply by reciprocals: relative to the largest element, this is far more than that. */
export const tolerance = 1e-12;

/** @param written the program with other outputs of the same values, which the interpreter evaluates */
export function checkAgainstInterpreter(
  { program, inputs, lanes }: RandomProgram,
  mode: "auto" | "scalar" | "loops",
  target: Exclude<Target, "tfjs"> = "js",
  written = program,
): void {
  const emitted = emitJs(program, { mode, target });
  const run = instantiate(emitted);
  const buffers = emitted.buffers.map(({ name, size }) => inputs[name] ?? new Float64Array(lanes * size).fill(777));
  // twice, so that what one call leaves behind would show in the next
  run(lanes, buffers);
  run(lanes, buffers);
  const y = buffers[emitted.buffers.findIndex(({ name }) => name === "y")];
  const strideX = program.buffers.x;
  const strideY = program.buffers.y;
  for (let lane = 0; lane < lanes; lane++) {
    const environment = { buffers: { x: inputs.x.subarray(lane * strideX, (lane + 1) * strideX) } };
    const expected = evaluate(
      written.outputs.map((output) => output.node),
      environment,
    );
    for (const [i, { offset, node }] of program.outputs.entries()) {
      const scale = Math.max(1, ...expected[i].map((v) => (Number.isFinite(v) ? Math.abs(v) : 0)));
      for (let k = 0; k < sizeOf(node.shape); k++) {
        const got = y[lane * strideY + offset + k];
        const want = expected[i][k];
        const close = Object.is(got, want) || got === want || Math.abs(got - want) <= tolerance * scale;
        if (!close)
          assert.unreachable(
            `${mode}, ${target}: lane ${lane}, output ${i} [${k}] is ${got}, not ${want}\n${emitted.source.slice(0, 3000)}`,
          );
      }
    }
  }
}
