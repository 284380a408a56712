/** What grammars are written with, on a small one: lists of sums, with options, words in place and conditions. */
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Engine, Mismatch } from "../../grammar/engine.ts";
import { tokenize } from "../../grammar/lexer.ts";
import * as t from "../../grammar/tokens.ts";

/** Writes down what it reads. */
class Lists extends Engine {
  read(text: string): string {
    this.tokens = tokenize({ name: "x.pal", text }).tokens;
    this.position = 0;
    const shown = this.list();
    return this.position === this.tokens.length ? shown : `${shown} before ${this.LA(1).image}`;
  }

  private list = this.rule("list", (): string => {
    const twice = this.optional("twice", () => this.take("twice").image) ?? "once";
    this.take(t.LeftBracket, "a list");
    const parts: string[] = [];
    this.optional([t.Name, t.NumberToken, t.LeftBracket, t.LeftParen], () => {
      parts.push(this.part());
      this.more(t.RightBracket, () => parts.push(this.part()));
    });
    this.take(t.RightBracket);
    return `${twice}[${parts.join(";")}]`;
  });

  private part = this.rule("part", (): string =>
    this.choose("a part", [
      [
        () => this.at(t.Name) && this.at(t.Equals, 2),
        () => `${this.take(t.Name).image}:${this.take(t.Equals).image}${this.sum()}`,
      ],
      [[t.Name, t.NumberToken], () => this.sum()],
      [t.LeftBracket, () => this.list()],
      [t.LeftParen, () => this.group()],
    ]),
  );

  /** `(a b c)`, `()` or `(: a : b)` */
  private group = this.rule("group", (): string => {
    this.take(t.LeftParen);
    const names: string[] = [];
    this.choose(
      "a group",
      [
        [
          t.Colon,
          () => {
            this.take(t.Colon);
            this.separated(t.Colon, () => names.push(this.take(t.Name, "a name behind `:`").image));
          },
        ],
      ],
      () => this.repeat(t.Name, () => names.push(this.take(t.Name).image)),
    );
    this.take(t.RightParen, "`)` behind names");
    return `(${names.join(" ")})`;
  });

  private sum = this.rule("sum", (): string => {
    const terms: string[] = [];
    this.separated(t.Plus, () =>
      terms.push(
        this.choose("a term", [
          [t.Name, () => this.take(t.Name).image],
          [t.NumberToken, () => this.take(t.NumberToken).image],
        ]),
      ),
    );
    return terms.join("+");
  });
}

const lists = new Lists();

const reads = {
  "[]": "once[]",
  "[a]": "once[a]",
  "[a,]": "once[a]",
  "twice [a, 1 + b,]": "twice[a;1+b]",
  "[x = 1 + 2, x + 1]": "once[x:=1+2;x+1]",
  "[[], [a, [b]],]": "once[once[];once[a;once[b]]]",
  "[twice]": "once[twice]",
  "[(), (a b c), (: a : b)]": "once[();(a b c);(a b)]",
  "[] [": "once[] before [",
};
for (const [text, shown] of Object.entries(reads)) {
  test(`${text} is read`, () => assert.is(lists.read(text), shown));
}

const refused = {
  "": "a list",
  twice: "a list",
  "thrice []": "a list",
  "[a": "`]`",
  "[a,,]": "a part",
  "[,]": "`]`",
  "[a +]": "a term",
  "[x = ]": "a term",
  "[(: a :)]": "a name behind `:`",
  "[(a 1)]": "`)` behind names",
};
for (const [text, expected] of Object.entries(refused)) {
  test(`${text === "" ? "nothing" : text} is refused: ${expected} is expected`, () => {
    try {
      lists.read(text);
    } catch (problem) {
      assert.instance(problem, Mismatch);
      assert.is(problem instanceof Mismatch && problem.expected, expected);
      return;
    }
    assert.unreachable("it was read");
  });
}

test("behind a mistake the parser stands before the token that was not expected", () => {
  class Place extends Lists {
    where(text: string): string {
      assert.throws(() => this.read(text));
      return `${this.LA(0).image} | ${this.LA(1).image}`;
    }
  }
  assert.is(new Place().where("[a, b + ] c"), "+ | ]");
  assert.is(new Place().where("[a"), "a | ");
  assert.is(new Place().where("= 1"), " | =");
});

test.run();
