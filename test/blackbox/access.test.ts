/** What each access list grants. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { defaultAccess, gradientFrom, granted } from "../../src/blackbox/access.ts";
import type { Access } from "../../src/language/checked.ts";

const cases: readonly (readonly [readonly Access[], readonly Access[], ReturnType<typeof gradientFrom>])[] = [
  [["labels"], ["labels"], "none"],
  [["scores"], ["labels", "scores"], "differences"],
  [["explanations"], ["explanations"], "exact"],
  [["labels", "explanations"], ["explanations", "labels"], "exact"],
  [["scores", "explanations"], ["explanations", "labels", "scores"], "exact"],
  [["parameters"], ["explanations", "labels", "parameters", "scores"], "exact"],
];

for (const [list, all, gradient] of cases) {
  test(`access ${list.join(", ")}`, () => {
    const closure = granted(new Set(list));
    assert.equal([...closure].sort(), [...all]);
    assert.equal(granted(closure), closure);
    assert.is(gradientFrom(new Set(list)), gradient);
    assert.is(gradientFrom(closure), gradient);
  });
}

test("without an access list, scores", () => assert.equal([...defaultAccess].sort(), ["labels", "scores"]));

test.run();
