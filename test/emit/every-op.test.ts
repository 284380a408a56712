/** Generated code computes what the interpreter does, for every operation with its first and second derivatives. */
import { test } from "uvu";
import { withoutMinimisers } from "../../src/tensor/passes/minimisers.ts";
import { optimise } from "../../src/tensor/passes/optimise.ts";
import { samples, settling } from "../tensor/every-op.ts";
import type { Case } from "../tensor/finite-difference.ts";
import { checkAgainstInterpreter } from "./check.ts";
import { programOf } from "./sample-program.ts";

const LANES = 2;

function check(each: Case, times: number): void {
  const written = programOf(each, times);
  const values = each.values.flat();
  // The second lane has other numbers, near enough to be where the operation is defined.
  const x = Float64Array.from([...values, ...values.map((value) => value * 0.97)]);
  const [plain, optimised] = [written, optimise(written)].map((program) => withoutMinimisers(program));
  for (const mode of ["scalar", "loops"] as const)
    checkAgainstInterpreter({ program: plain, inputs: { x }, lanes: LANES }, mode);
  checkAgainstInterpreter({ program: optimised, inputs: { x }, lanes: LANES }, "auto");
  checkAgainstInterpreter({ program: plain, inputs: { x }, lanes: LANES }, "loops", "wasm");
}

for (const [name, { cases }] of samples) {
  // Programs are split where a box is asked.
  if (cases.some(({ boxes }) => boxes) || name.startsWith("parameter_")) continue;
  test(name, () => {
    for (const each of cases) check(each, 2);
  });
}

test("a recursion that ends early", () => check(settling, 0));

test.run();
