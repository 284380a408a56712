/** Pages of explanations: read from Markdown, broken into lines. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { blocksBelow, parsePage } from "../../src/cli/explain/page.ts";
import { wrap } from "../../src/cli/explain/wrap.ts";

test("titles, paragraphs, headings and blocks", () => {
  const page = parsePage(
    "# a title\n\nOne\ntwo.\n\nThree.\n\n## Wrong\n\n```pal\nscenario a\n\ndim b\n```\n\n```csv folder/y.csv\ny\n```\n\n## Right\n\n```sh\npal run a.pal\n```\n",
  );
  assert.is(page.title, "a title");
  assert.equal(
    page.pieces.map((piece) => (piece.kind === "block" ? piece.file : piece.text)),
    ["One two.", "Three.", "Wrong", "scenario.pal", "folder/y.csv", "Right", "scenario.pal"],
  );
  assert.equal(
    blocksBelow(page, "Wrong").map(({ language, text }) => [language, text]),
    [
      ["pal", "scenario a\n\ndim b"],
      ["csv", "y"],
    ],
  );
  assert.is(blocksBelow(page, "Right").length, 1);
  assert.equal(blocksBelow(page, "Neither"), []);
});

test("lines break at spaces, but not in code", () => {
  assert.equal(wrap("one two three", 7), ["one two", "three"]);
  assert.equal(wrap("say `a + b`, not more", 12), ["say `a + b`,", "not more"]);
  assert.equal(wrap("so `a + b` is", 7), ["so", "`a + b`", "is"]);
  assert.equal(wrap("a-word-that-is-too-long b", 5), ["a-word-that-is-too-long", "b"]);
  assert.equal(wrap("  ", 5), []);
});

test.run();
