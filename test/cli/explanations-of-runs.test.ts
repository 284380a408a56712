/** The pages of what goes wrong in a run: their examples are run. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { explainedCodes, readPage } from "../../src/cli/explain/code-page.ts";
import { checkExamples, isRun } from "./examples.ts";

const codes = explainedCodes().filter((code) => isRun(readPage(code)));

test("there are such pages", () => assert.ok(codes.length >= 8, codes.join()));
for (const code of codes) test(code, () => checkExamples(code));

test.run();
