/** The start of the built command: small, and without parser, TF.js or samplers. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const dist = fileURLToPath(new URL("../../dist/", import.meta.url));

/** Files that are read before the first line of `entry` runs: it, and what it imports other than by `import()`. */
function staticClosure(entry: string): Map<string, string> {
  const files = new Map<string, string>();
  const queue = [entry];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    if (files.has(name)) continue;
    const text = readFileSync(path.join(dist, name), "utf8");
    files.set(name, text);
    for (const [, next] of text.matchAll(/(?:from|import)\s*"\.\/([^"]+\.js)"/g)) queue.push(next);
  }
  return files;
}

test("what `pal --help` loads is under 200 kB and holds no parser, no TF.js", () => {
  assert.ok(existsSync(path.join(dist, "pal.js")), "dist/ is missing: npm run build");
  const files = staticClosure("pal.js");
  const bytes = [...files.values()].reduce((sum, text) => sum + text.length, 0);
  assert.ok(bytes > 10_000, "commander alone is larger than this: the closure was not followed");
  assert.ok(bytes < 200_000, `${bytes} bytes in ${[...files.keys()].join(", ")}`);
  for (const [name, text] of files) {
    assert.not.match(text, /EmbeddedActionsParser|registerKernel|registerBackend/, name);
  }
  assert.ok(files.get("pal.js")?.startsWith("#!/usr/bin/env node\n"), "the command needs its first line");
});

test.run();
