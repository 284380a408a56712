/** Bad scenarios in test/bad, `syntax_NAME.pal`, against the messages in `syntax_NAME.expected`. */
import { readdirSync, readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { renderAll } from "../../src/language/diagnostics/render.ts";
import { parse } from "../../src/language/parse.ts";
import { expected } from "./golden.ts";

const folder = new URL("../bad/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.startsWith("syntax_") && name.endsWith(".pal"));

function read(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

for (const name of names) {
  test(name, () => {
    const { diagnostics } = parse({ name, text: read(name) });
    const actual = `${renderAll(diagnostics, { color: false })}\n`;
    assert.is(actual, expected("bad", name.slice(0, -4), actual));
  });
}

test("there are bad scenarios", () => {
  assert.ok(names.length >= 7);
});

test.run();
