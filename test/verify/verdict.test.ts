/** A check holds only where something was checked and nothing failed. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Verdict } from "../../verify/support/verdict.ts";

/** What is printed last, and the exit code that is left. */
function ended(claims: readonly boolean[]): { last: string; code: typeof process.exitCode } {
  const { log } = console;
  const before = process.exitCode;
  let last = "";
  console.log = (line: string) => {
    last = line;
  };
  try {
    const verdict = new Verdict();
    for (const holds of claims) verdict.require(holds, "a claim");
    verdict.finish();
    return { last, code: process.exitCode };
  } finally {
    console.log = log;
    process.exitCode = before;
  }
}

test("the end of a check", () => {
  assert.equal(ended([true, true]), { last: "all hold", code: 0 });
  assert.equal(ended([true, false]), { last: "1 failed", code: 1 });
  assert.equal(ended([]), { last: "nothing was checked", code: 1 });
});

test.run();
