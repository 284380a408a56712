/** What each access list grants. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { granted } from "../../src/blackbox/access.ts";
import type { Access } from "../../src/language/checked.ts";

const cases: readonly (readonly [readonly Access[], readonly Access[]])[] = [
  [["labels"], ["labels"]],
  [["scores"], ["labels", "scores"]],
  [["explanations"], ["explanations"]],
  [
    ["labels", "explanations"],
    ["explanations", "labels"],
  ],
  [
    ["scores", "explanations"],
    ["explanations", "labels", "scores"],
  ],
  [["parameters"], ["explanations", "labels", "parameters", "scores"]],
];

for (const [list, all] of cases) {
  test(`access ${list.join(", ")}`, () => {
    const closure = granted(new Set(list));
    assert.equal([...closure].sort(), [...all]);
    assert.equal(granted(closure), closure);
  });
}

test.run();
