/** The pages of the tools and of the emitters show what they print. */
import { readFileSync, symlinkSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Workplace } from "../support/pal.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Pages, with what the folder holds that their commands are called in. */
const pages: Readonly<Record<string, readonly string[]>> = {
  "docs/tools.md": ["models/eight_schools/scenario.pal", "test/good/shifts.pal"],
  "docs/emitters.md": ["models", "verify"],
};

/** The table of what the passes did: names and three counts. */
const pass = /^ {2}([\w-]+( +[\d,]+){3}|pass +rewrites .*)$/;

/** Counts and sizes depend on how far the compiler has come. */
function withoutCounts(text: string): string {
  return text
    .split("\n")
    .map((line) =>
      /operation|js, /.test(line) || pass.test(line) ? line.replace(/[\d.,]+/g, "N").replace(/ +/g, " ") : line,
    )
    .join("\n");
}

for (const [page, held] of Object.entries(pages)) {
  const text = readFileSync(path.join(root, page), "utf8");
  // Runs are left out: they tell how long they took.
  const examples = [...text.matchAll(/^```(?:console)?\n\$ pal (?!run )(.*)\n([^`]*(?:`[^`]+`[^`]*)*?)\n```$/gm)];
  for (const [, command, output] of examples) {
    test(`${page}: pal ${command}`, async () => {
      // Some commands write files, which the repository must not keep.
      const place = new Workplace();
      try {
        for (const name of held) symlinkSync(path.join(root, name), place.path(path.basename(name)));
        const { code, out } = await place.pal(command.split(" "));
        assert.is(code, 0);
        const shown = withoutCounts(output);
        const printed = withoutCounts(out);
        if (shown.endsWith("\n..")) assert.ok(printed.startsWith(shown.slice(0, -2)), printed);
        else assert.is(printed, `${shown}\n`);
      } finally {
        place.clean();
      }
    });
  }

  test(`${page}: every example is held`, () => {
    assert.ok(examples.length > 0);
    assert.is(examples.length, text.match(/^\$ pal (?!run )/gm)?.length);
  });
}

test.run();
