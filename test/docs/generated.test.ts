/** Tables that are made of declarations are as `npm run docs` makes them, and complete. */
import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { makers, pages } from "../../scripts/docs/makers.ts";
import { regionsOf, withRegions } from "../../scripts/docs/regions.ts";

const read = (page: string): string => readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");

for (const page of pages) {
  test(`${page} is as its declarations`, () => {
    const text = read(page);
    assert.ok(regionsOf(text).length > 0);
    assert.ok(text === withRegions(text, makers), "run `npm run docs`");
  });
}

test("every table stands on a page, once", () => {
  const regions = pages.flatMap((page) => regionsOf(read(page)));
  assert.equal(regions.sort(), Object.keys(makers).sort());
});

test("a stale region is seen", () => {
  const text = "a\n<!-- generated: x -->\nold\n<!-- end of x -->\nb\n";
  const fresh = withRegions(text, { x: () => "new" });
  assert.is(fresh, "a\n<!-- generated: x -->\n\nnew\n\n<!-- end of x -->\nb\n");
  assert.is(withRegions(fresh, { x: () => "new" }), fresh);
  assert.throws(() => withRegions(text, {}), /nothing makes/);
});

test.run();
