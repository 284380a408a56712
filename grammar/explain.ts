/** Turns "expected this, found that" into the message a person needs. */

import type { Diagnostic } from "../src/language/diagnostic.ts";
import { didYouMean } from "../src/language/diagnostics/suggest.ts";
import * as syntax from "../src/language/diagnostics/syntax.ts";
import type { Source, Span } from "../src/language/source.ts";
import { beginsLine, beginsStatement } from "./boundaries.ts";
import { closingOf, isClosing, openBrackets } from "./brackets.ts";
import { endOf, spanOf } from "./spans.ts";
import { matches, nowhere, type Token } from "./token.ts";
import * as t from "./tokens.ts";

/** A token in a message: "`)`", "the number `3`", "the reserved word `data`", "the end of the file". */
function described(token: Token | undefined): string {
  if (token === undefined || token === nowhere) return "the end of the file";
  const written = token.image.length > 30 ? `${token.image.slice(0, 29)}…` : token.image;
  if (matches(token, t.NumberToken)) return `the number \`${written}\``;
  if (matches(token, t.StringToken)) return `the string ${written}`;
  return reserved(token) ? `the reserved word \`${written}\`` : `\`${written}\``;
}

function reserved(token: Token): boolean {
  return matches(token, t.Word) && token.type !== t.Name;
}

/** What often stands behind a mistake of this kind. */
function remedies(expected: string, first: Token, before: Token, found: Token | undefined, after: Token): string[] {
  const notes: string[] = [];
  const type = found?.type;
  if (type === t.Dot && after.type === t.NumberToken)
    notes.push(`numbers begin with a digit: write \`0.${after.image}\``);
  if (expected === "a value" && type === t.Plus) notes.push("numbers have no sign `+`: leave it out");
  if (expected === "`=`" && type === t.Tilde)
    notes.push(`\`${first.image}\` gives a value; a latent quantity is declared with \`prior .. ~ ..\``);
  if (expected === "`:`")
    notes.push("a record is written `{ name: value }`; the labels of a dim stand in its `dim` statement");
  if (expected === "a label") notes.push("labels are names, as in `{ setosa, versicolor }`");
  if (expected === "`else`") notes.push("both branches are needed: `if c then a else b`");
  if (expected === "`then`") notes.push("a choice is written `if c then a else b`");
  if (expected === "`(`") notes.push(`arguments stand in brackets, even when there are none: \`${before.image}()\``);
  if (/or `[)\]}]`$/.test(expected) && found !== undefined && beginsValue(found))
    notes.push("is a `,` missing before it?");
  return notes;
}

/** Behind a name in the brackets of a call or a definition: options have another sign, and parameters no type. */
function colonRemedies(tokens: readonly Token[], from: number, at: number, expected: string): string[] {
  const [before, found, after] = [tokens[at - 1], tokens[at], tokens[at + 1] ?? nowhere];
  if (expected !== "`,` or `)`" || found?.type !== t.Colon || !matches(before, t.Word)) return [];
  const isDefinition = [t.Fn, t.DistributionWord].includes(tokens[from].type);
  const isParameter = isDefinition && !tokens.slice(from, at).some(({ image }) => image === "=" || image === "{");
  if (isParameter) return ["a parameter is a name alone: it has no type"];
  const value = beginsValue(after) ? after.image : "..";
  return [`an option is written with \`=\`: \`${before.image} = ${value}\``];
}

function beginsValue(token: Token): boolean {
  return [t.Name, t.NumberToken, t.StringToken, t.LeftParen, t.LeftBracket, t.LeftBrace].some((type) =>
    matches(token, type),
  );
}

/** The place of a mistake: the token found, or behind the token before it where a line or the file ends. */
function placeOf(before: Token, found: Token | undefined): Span {
  if (found !== undefined && !beginsLine(before, found)) return spanOf(found);
  return { start: endOf(before), end: endOf(before) };
}

/** Where the innermost open bracket of the statement has to do with the mistake, what to say about it. */
function bracketProblem(
  source: Source,
  tokens: readonly Token[],
  from: number,
  at: number,
  expected: string,
): Diagnostic | undefined {
  const found: Token | undefined = tokens[at];
  const open = openBrackets(tokens, from, at).at(-1);
  if (open === undefined) return undefined;
  const closing = closingOf(open);
  if (found !== undefined && isClosing(found) && found.image !== closing)
    return syntax.wrongBracket({ source, span: spanOf(found) }, found.image, closing, {
      span: spanOf(open),
      text: "opened here",
    });
  const place = { source, span: spanOf(open) };
  if (found === undefined) return syntax.unclosedBracket(place, open.image, closing);
  const awaited = expected.includes(`\`${closing}\``) && found.type === t.Tilde;
  if (!awaited && !beginsStatement(tokens[at - 1], found, tokens[at + 1] ?? nowhere)) return undefined;
  const text = awaited ? "" : "a new statement begins here";
  return syntax.unclosedBracket(place, open.image, closing, { span: spanOf(found), text });
}

/**
 * The message for a token that does not go on with its statement.
 * @param tokens of the whole file
 * @param from where the keyword of the statement is
 * @param at where the token found is; behind the last one at the end of the file
 * @param expected a description, from the grammar
 */
export function explainMismatch(
  source: Source,
  tokens: readonly Token[],
  from: number,
  at: number,
  expected: string,
): Diagnostic {
  const found: Token | undefined = tokens[at];
  const first = tokens[from];
  const before = tokens[at - 1];
  const after = tokens[at + 1] ?? nowhere;
  const bracket = bracketProblem(source, tokens, from, at, expected);
  if (bracket !== undefined) return bracket;
  let what = described(found);
  if (found !== undefined) {
    const place = { source, span: spanOf(found) };
    if (expected === "`~`" && matches(found, t.Equals)) return syntax.tildeExpected(place, first.image);
    if (expected === "the name of a dim" && found.type === t.NumberToken)
      return syntax.numberAsDim(place, described(found));
    const nameExpected = expected === "a name" || expected === "the name of a dim" || expected === "a value";
    const newStatement = beginsStatement(before, found, after);
    if (nameExpected && reserved(found) && !newStatement) return syntax.reservedName(place, found.image);
    if (newStatement) what = `the next statement (\`${found.image}\`)`;
  }
  const span = placeOf(before, found);
  const label = span.start === span.end ? `${expected} is missing here` : "";
  const notes = [...remedies(expected, first, before, found, after), ...colonRemedies(tokens, from, at, expected)];
  // Where nothing but the end of the open bracket may follow, it is the bracket that is mistaken.
  const open = openBrackets(tokens, from, at).at(-1);
  if (open === undefined || expected !== `\`${closingOf(open)}\``)
    return syntax.unexpected({ source, span }, expected, what, label, notes);
  const isCall = tokens[tokens.indexOf(open) - 1].type === t.Name;
  if (!isCall && found?.type === t.Comma)
    notes.push("round brackets hold one value: close them before the `,`; a list of values is written `[a, b]`");
  const opened = { span: spanOf(open), text: "opened here" };
  return syntax.unexpected({ source, span }, expected, what, label, notes, [opened]);
}

/**
 * The message for something between two statements.
 * @param before the token before it
 * @param keyword of the statement before it; undefined at the beginning of a file
 */
export function explainStray(
  source: Source,
  before: Token,
  found: Token,
  after: Token,
  keyword: Token | undefined,
): Diagnostic {
  const place = { source, span: spanOf(found) };
  if (isClosing(found)) return syntax.strayBracket(place, found.image);
  if (found.type === t.FatArrow) return syntax.strayArrow(place);
  if (found.type === t.Name && beginsLine(before, found))
    return syntax.unknownStatement(place, found.image, after.image, t.statementWords);
  return syntax.afterStatement(place, described(found), keyword?.image, strayRemedy(found, keyword?.image));
}

/** Words that say how a truth is compared. */
const comparisons = ["matched", "sampled"];

/** @param keyword of the statement before it */
function strayRemedy(found: Token, keyword: string | undefined): string | undefined {
  if (found.type === t.LeftParen) return "only a name can be called: `f(x)`";
  if (keyword === "truth") {
    if (comparisons.includes(found.image)) return "a truth is `matched` or `sampled`, not both";
    const close = didYouMean(found.image, comparisons);
    if (close !== undefined) return `did you mean \`${close}\`?`;
  }
  if (found.image === "matched") return "`matched` belongs to `truth`: `truth x = .. matched ncc`";
  if (found.image === "sampled") return "`sampled` belongs to `truth`: `truth x = .. sampled by group`";
  if (found.image === "as") return "`as` belongs to `control`: `control x = .. as name`";
  if (found.image === "access" || found.image === "budget")
    return `\`${found.image}\` belongs to \`model\`, behind its provider`;
  if (found.type === t.Comma) return "one statement declares one name";
  return undefined;
}
