/** Every operation with its first and second derivatives as TensorFlow.js kernels, on both backends, beside the interpreter. */
import { test } from "uvu";
import { samples, settling } from "../../tensor/every-op.ts";
import type { Case } from "../../tensor/finite-difference.ts";
import { programOf } from "../sample-program.ts";
import { startSupport } from "./support.ts";

/** What only a split program asks, or what is written out as layers before. */
const outside: ReadonlySet<string> = new Set(["call", "call_vjp", "parameter_gradient", "parameter_vjp"]);

/** Of rounding errors of inputs and results: an operation and its two derivatives are a few dozen kernels. */
const TIMES = 16;
/** The derivatives of I1 / I0 are 1 - r / x - r^2 and the like, which cancels. */
const CANCELLING = 128;

const lanes = 3;

/** Other lanes are a little off, so that none can take another's numbers. */
function lanesOf({ values }: Case): Float64Array {
  const own = values.flat();
  return Float64Array.from({ length: lanes }, (_, lane) => lane).reduce(
    (x, lane) => {
      x.set(
        own.map((value) => value * (1 - lane / 64)),
        lane * own.length,
      );
      return x;
    },
    new Float64Array(lanes * own.length),
  );
}

for (const [name, { cases }] of samples) {
  if (outside.has(name)) continue;
  test(name, async () => {
    const { check } = await startSupport();
    const times = name === "i1_i0" || name === "log_i0" ? CANCELLING : TIMES;
    for (const each of cases) check(name, programOf(each, 2), { x: lanesOf(each), lanes, times });
  });
}

test("a recursion that ends early, in each lane by itself", async () => {
  const { check } = await startSupport();
  check("settling", programOf(settling, 0), { x: Float64Array.of(2.7, 0.4, 31), lanes, times: TIMES });
});

test.run();
