/** What can be wrong with the text of a scenario: one constructor for each code PAL10xx. */
import type { Diagnostic, Label } from "../diagnostic.ts";
import { error, list, type Place } from "./make.ts";
import { didYouMean } from "./suggest.ts";

const ticks = (words: readonly string[]) => words.map((word) => `\`${word}\``);

/** `characters` are one or more in a row that no word or sign of the language begins with. */
export function unknownCharacter(place: Place, characters: string, remedy: string | undefined): Diagnostic {
  const what = [...characters].length === 1 ? "this character" : "these characters";
  return error(
    "PAL1001",
    `unknown ${characters.trim() === "" ? "blank" : `\`${characters}\``}`,
    place,
    `the language has no use for ${what}`,
    [remedy],
  );
}

/** A spelling of another language whose meaning is clear; `more` counts further ones that are not reported. */
export function foreignSpelling(place: Place, written: string, remedy: string, more = 0): Diagnostic {
  return error("PAL1002", `\`${written}\` is another language's spelling`, place, remedy, [
    more > 0 ? `and ${more} more in this file` : undefined,
  ]);
}

export function unterminatedString(place: Place): Diagnostic {
  return error("PAL1003", "this string is not closed", place, 'the closing `"` is missing on this line');
}

export function unterminatedComment(place: Place): Diagnostic {
  return error("PAL1004", "this comment is not closed", place, "the rest of the file is inside it", [
    "close it with `*/`",
  ]);
}

export function malformedNumber(place: Place, written: string, remedy: string): Diagnostic {
  return error("PAL1005", `\`${written}\` is not a number`, place, "", [remedy]);
}

export function unknownEscape(place: Place, written: string): Diagnostic {
  return error("PAL1006", `unknown escape \`${written}\` in a string`, place, "", [
    'known: `\\"`, `\\\\`, `\\n` and `\\t`; a backslash itself is written `\\\\`, and `/` separates folders everywhere',
  ]);
}

/** A line begins with a word that begins no statement; `next` is the sign or word behind it. */
export function unknownStatement(place: Place, word: string, next: string, statements: readonly string[]): Diagnostic {
  const close = next === "=" || next === "~" ? undefined : didYouMean(word, statements);
  const remedy =
    close !== undefined
      ? `did you mean \`${close}\`?`
      : next === "~"
        ? `write \`observe ${word} ~ ..\` for what was seen, \`prior ${word} ~ ..\` for a latent quantity`
        : next === "="
          ? `write \`let ${word} = ..\`, \`data ${word} = ..\` or \`param ${word} = ..\``
          : `statements begin with ${list(ticks(statements), "or")}`;
  return error("PAL1007", `no statement begins with \`${word}\``, place, "", [remedy]);
}

/** A statement that may not stand where it does: `where` completes "may not stand ..". */
export function statementMisplaced(place: Place, word: string, where: string, remedy: string): Diagnostic {
  return error("PAL1008", `\`${word}\` may not stand ${where}`, place, "", [remedy]);
}

/** The general case: `expected` and `found` are descriptions ("`,` or `)`", "the number `3`"). */
export function unexpected(
  place: Place,
  expected: string,
  found: string,
  label: string,
  notes: readonly (string | undefined)[],
  more: readonly Label[] = [],
): Diagnostic {
  return error("PAL1009", `expected ${expected}, found ${found}`, place, label, notes, more);
}

export function reservedName(place: Place, word: string): Diagnostic {
  if (word === "truth" || word === "control") {
    return error("PAL1010", `\`${word}\` is a reserved word`, place, "not a value", [
      `the ${word} is held back: it scores a target after the run, and no expression may read it`,
    ]);
  }
  return error("PAL1010", `\`${word}\` is a reserved word`, place, "a name is expected here", [
    `choose another name, for instance \`${word}_\`; behind \`.\`, as labels and as argument names reserved words are allowed`,
  ]);
}

/** `end` is where the search for the closing sign ended; absent at the end of the file. */
export function unclosedBracket(place: Place, opening: string, closing: string, end?: Label): Diagnostic {
  const more = end === undefined ? [] : [end];
  return error("PAL1011", `\`${opening}\` is never closed`, place, `a \`${closing}\` is missing`, [], more);
}

export function wrongBracket(place: Place, found: string, closing: string, opening: Label): Diagnostic {
  return error("PAL1012", `expected \`${closing}\`, found \`${found}\``, place, "does not fit", [], [opening]);
}

export function strayBracket(place: Place, found: string): Diagnostic {
  return error("PAL1013", `\`${found}\` closes nothing`, place, "no bracket is open here");
}

export function assignmentInExpression(place: Place): Diagnostic {
  return error("PAL1014", "`=` does not compare", place, "write `==`");
}

export function chainedComparison(place: Place, first: Label): Diagnostic {
  return error(
    "PAL1015",
    "comparisons do not chain",
    place,
    "a second comparison",
    ["say which is meant: `a < b and b < c`, or brackets as in `(a < b) == c`"],
    [first],
  );
}

export function chainedRange(place: Place): Diagnostic {
  return error("PAL1016", "ranges do not chain", place, "a second `..`", ["a range has one start and one end: `0..n`"]);
}

/** `missing` says which end. */
export function openRange(place: Place, missing: "start" | "end" | "start and no end"): Diagnostic {
  return error("PAL1017", `this range has no ${missing}`, place, "", [
    "only inside an index may an end be left out: `x[..n]`, `x[n..]`",
  ]);
}

export function looseNot(place: Place): Diagnostic {
  return error("PAL1018", "`not` cannot stand here", place, "binds more loosely than the operator before it", [
    "put brackets round it: `(not a)`",
  ]);
}

/** Code that goes on behind the end of a statement; `after` names its kind. */
export function afterStatement(
  place: Place,
  found: string,
  after: string | undefined,
  remedy: string | undefined,
): Diagnostic {
  const message =
    after === undefined
      ? `expected a statement, found ${found}`
      : `expected an operator or the next statement, found ${found}`;
  return error(
    "PAL1019",
    message,
    place,
    after === undefined ? "" : `the \`${after}\` statement is complete before this`,
    [remedy],
  );
}

export function tildeExpected(place: Place, statement: string): Diagnostic {
  return error("PAL1020", `\`${statement}\` takes a distribution after \`~\``, place, "write `~`", [
    statement === "prior"
      ? "a value computed from others is a `let`"
      : "a known value is declared with `data` before it is observed",
  ]);
}

export function strayArrow(place: Place): Diagnostic {
  return error("PAL1021", "`=>` has no parameters before it", place, "", [
    "a function without a name is written `x => x^2`, with several parameters `(a, b) => a + b`",
  ]);
}

export function clauseTwice(place: Place, word: string): Diagnostic {
  return error("PAL1022", `\`${word}\` stands twice in one model`, place, "leave one of them out");
}

export function tooDeep(place: Place, limit: number): Diagnostic {
  return error("PAL1023", `this is nested more than ${limit} levels deep`, place, "", [
    "give parts of an expression a name with `let`; write loops one after another",
  ]);
}

/** The place is that of the first mistake left out. */
export function tooManyMistakes(place: Place, limit: number): Diagnostic {
  return error("PAL1025", `more than ${limit} mistakes`, place, "from here on they are not shown", [
    "is this file a scenario?",
  ]);
}

export function numberAsDim(place: Place, written: string): Diagnostic {
  return error("PAL1024", `expected the name of a dim, found ${written}`, place, "", [
    "dims have names: declare one above, as in `dim record = 20`, and write `x[record]`",
  ]);
}
