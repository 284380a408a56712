/** The emitted functions compute what the interpreter computes, however they are written. */
import fc from "fast-check";
import { test } from "uvu";
import { checkAgainstInterpreter } from "./check.ts";
import { draws, programFrom } from "./random-program.ts";

for (const mode of ["scalar", "loops", "auto"] as const) {
  test(`random programs, ${mode}`, () => {
    fc.assert(
      fc.property(draws, fc.integer({ min: 1, max: 14 }), (list, steps) => {
        checkAgainstInterpreter(programFrom(list, [1, 2, 3, 4], steps), mode);
      }),
      { seed: 11, numRuns: 300 },
    );
  });
}

test("random programs across the limits of what is written out", () => {
  fc.assert(
    fc.property(draws, fc.integer({ min: 1, max: 16 }), (list, steps) => {
      checkAgainstInterpreter(programFrom(list, [1, 3, 9, 21, 50], steps), "auto");
    }),
    { seed: 5, numRuns: 300 },
  );
});

test.run();
