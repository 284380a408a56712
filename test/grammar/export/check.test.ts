/** The grammar has none of the mistakes that can be found without a text; small grammars with such mistakes have them. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Engine } from "../../../grammar/engine.ts";
import { grammarMistakes } from "../../../grammar/export/check.ts";
import { Grammar } from "../../../grammar/export/forms.ts";
import { record } from "../../../grammar/export/record.ts";
import * as t from "../../../grammar/tokens.ts";

function mistakesOf(Written: new () => Engine): string[] {
  return grammarMistakes(record(Written), t.allTokens);
}

test("the grammar of the language has no mistakes", () => {
  assert.equal(mistakesOf(Grammar), []);
});

test("a rule that begins with itself", () => {
  class Direct extends Engine {
    sum: () => void = this.rule("sum", () => {
      this.optional(t.Minus, () => this.take(t.Minus));
      this.sum();
      this.take(t.Plus);
    });
  }
  assert.equal(mistakesOf(Direct), ["sum: begins with itself (sum > sum)"]);
  class Through extends Engine {
    outer: () => void = this.rule("outer", () => {
      this.choose<unknown>("", [[t.Name, () => this.take(t.Name)]], () => this.inner());
    });
    inner: () => void = this.rule("inner", () => this.outer());
  }
  assert.equal(mistakesOf(Through), ["outer: begins with itself (outer > inner > outer)"]);
  class Behind extends Engine {
    outer: () => void = this.rule("outer", () => {
      this.take(t.Name);
      this.optional(t.Name, () => this.outer());
    });
  }
  assert.equal(mistakesOf(Behind), []);
});

test("two alternatives that begin with the same token", () => {
  class Twice extends Engine {
    part = this.rule("part", () =>
      this.choose("", [
        [t.Word, () => this.take(t.Word)],
        [t.NumberToken, () => this.take(t.NumberToken)],
        [t.Let, () => this.take(t.Let)],
      ]),
    );
  }
  assert.equal(mistakesOf(Twice), ["part: two alternatives begin with `let`"]);
});

test("a word in place behind any name is never read; before it is", () => {
  class Never extends Engine {
    part = this.rule("part", () =>
      this.choose("", [
        [t.Name, () => this.take(t.Name)],
        ["by", () => this.take("by")],
      ]),
    );
  }
  assert.equal(mistakesOf(Never), ["part: two alternatives begin with `by`"]);
  class First extends Engine {
    part = this.rule("part", () =>
      this.choose("", [
        ["by", () => this.take("by")],
        [t.Name, () => this.take(t.Name)],
      ]),
    );
  }
  assert.equal(mistakesOf(First), []);
});

test("a condition of its own may tell two alternatives apart, unless it comes too late", () => {
  class Grammar extends Engine {
    protected readonly isLong = () => this.at(t.Name) && this.at(t.Dot, 2);
    protected name = this.rule("name", () => this.take(t.Name));
  }
  class Early extends Grammar {
    part = this.rule("part", () =>
      this.choose("", [
        [this.isLong, () => this.name()],
        [t.Name, () => this.name()],
      ]),
    );
  }
  assert.equal(mistakesOf(Early), []);
  class Late extends Grammar {
    part = this.rule("part", () =>
      this.choose("", [
        [t.Name, () => this.name()],
        [this.isLong, () => this.name()],
      ]),
    );
  }
  assert.equal(mistakesOf(Late), ["part: two alternatives begin with `name`"]);
});

test("a condition that is not what its part begins with", () => {
  class Wrong extends Engine {
    over = this.rule("over", () => this.optional([t.Name, t.Let], () => this.take(t.Name)));
    missing = this.rule("missing", () => this.repeat(t.Minus, () => this.prefixed()));
    prefixed = this.rule("prefixed", () => {
      this.repeat(t.Prefix, () => this.take(t.Prefix));
      this.take(t.Name);
    });
  }
  assert.equal(mistakesOf(Wrong), [
    "over: a part is read at `let`, with which it cannot begin",
    "missing: a part is not read at `not`, `!`, `name`, with which it may begin",
  ]);
});

test("a repeated part that may read nothing", () => {
  class Endless extends Engine {
    dots = this.rule("dots", () => this.repeat(t.Dot, () => this.optional(t.Dot, () => this.take(t.Dot))));
    always = this.rule("always", () =>
      this.repeat(
        () => true,
        () => this.optional(t.Dot, () => this.take(t.Dot)),
      ),
    );
  }
  assert.equal(mistakesOf(Endless), [
    "dots: what begins with `.` may read nothing",
    "always: a part that may read nothing is repeated",
  ]);
});

test("two rules of one name", () => {
  class Same extends Engine {
    a = this.rule("same", () => this.take(t.Name));
    b = this.rule("same", () => this.take(t.Name));
  }
  assert.throws(() => record(Same), /two rules are called `same`/);
});

test.run();
