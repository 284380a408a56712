/**
 * What the JavaScript emitter makes of small programs, as text (`golden/`; `UPDATE=1` writes it anew), each computing what the
 * interpreter computes. They show the passes that are done while code is written: fusion, hoisting, products of logarithms.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { emitJs } from "../../src/emit/js.ts";
import { parseProgram } from "../../src/tensor/parse-program.ts";
import { readGolden, writeGolden } from "../tensor/passes/golden-file.ts";
import { checkAgainstInterpreter } from "./check.ts";

const folder = fileURLToPath(new URL("golden/", import.meta.url));

for (const name of readdirSync(folder).sort()) {
  const file = `${folder}${name}`;
  const golden = readGolden(readFileSync(file, "utf8"));
  const cases = golden.cases.map((each) => {
    const program = parseProgram(each.before);
    return { ...each, program, code: emitJs(program, { target: "js", mode: "loops" }).source.trimEnd() };
  });
  if (process.env.UPDATE === "1")
    writeFileSync(
      file,
      writeGolden({ about: golden.about, cases: cases.map((each) => ({ ...each, after: each.code })) }),
    );
  for (const { title, program, code, after } of cases) {
    test(`${name}: ${title}`, () => {
      const lanes = 2;
      const x = Float64Array.from({ length: lanes * program.buffers.x }, (_, i) => 3 * Math.sin(1.7 * i + 0.3));
      checkAgainstInterpreter({ program, inputs: { x }, lanes }, "loops");
      if (process.env.UPDATE !== "1") assert.is(code, after);
    });
  }
}

test.run();
