/** The page of the tools shows what they print. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { runPal } from "../support/pal.ts";

const page = readFileSync(new URL("../../docs/tools.md", import.meta.url), "utf8");
const folder = fileURLToPath(new URL("../../models/eight_schools/", import.meta.url));

/** Counts and sizes depend on how far the compiler has come. */
function withoutCounts(text: string): string {
  return text
    .split("\n")
    .map((line) => (/operation|js, /.test(line) ? line.replace(/[\d.,]+/g, "N").replace(/ +/g, " ") : line))
    .join("\n");
}

for (const [, command, output] of page.matchAll(/^```console\n\$ pal (.*)\n([^`]*(?:`[^`]+`[^`]*)*?)\n```$/gm)) {
  test(`pal ${command}`, async () => {
    const { code, out } = await runPal(command.split(" "), folder);
    assert.is(code, 0);
    const shown = withoutCounts(output);
    const printed = withoutCounts(out);
    if (shown.endsWith("\n..")) assert.ok(printed.startsWith(shown.slice(0, -2)), printed);
    else assert.is(printed, `${shown}\n`);
  });
}

test("the page has its examples", () => {
  assert.is(page.match(/^\$ pal /gm)?.length, 6);
});

test.run();
