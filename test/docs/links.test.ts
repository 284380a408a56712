/** Links between the pages lead somewhere: to files that are there, and to headings that are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";

const root = fileURLToPath(new URL("../../", import.meta.url));
const pages = [
  "README.md",
  "CHANGELOG.md",
  "bench/README.md",
  ...["docs", "models"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md"))
      .map((name) => path.posix.join(folder, name)),
  ),
];

const withoutCode = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, "");

/** As GitHub names them: lower case, blanks as hyphens, punctuation left out. */
function anchorsOf(text: string): string[] {
  return [...withoutCode(text).matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

for (const page of pages) {
  test(page, () => {
    const text = withoutCode(readFileSync(path.join(root, page), "utf8"));
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [name, anchor] = target.split("#");
      const file = name === "" ? path.join(root, page) : path.resolve(root, path.dirname(page), name);
      assert.ok(existsSync(file), `${target} is not there`);
      if (anchor !== undefined)
        assert.ok(anchorsOf(readFileSync(file, "utf8")).includes(anchor), `${target} is no heading`);
    }
  });
}

test.run();
