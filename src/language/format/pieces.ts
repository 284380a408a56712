/** The text of a scenario as the formatter sees it: tokens and comments in their order, with the line breaks between them. */
import { tokenize } from "../../../grammar/lexer.ts";
import { matches, type Token } from "../../../grammar/token.ts";
import { Name, Prefix, reservedWords, Word } from "../../../grammar/tokens.ts";
import type { Source } from "../source.ts";

export interface Piece {
  readonly text: string;
  readonly kind: "word" | "name" | "sign" | "comment";
  /** How many line ends stand before it. */
  readonly breaks: number;
  readonly start: number;
  readonly end: number;
  /** A `-` or `not` before its operand. */
  readonly isPrefix: boolean;
}

/** Everything but blanks; empty when the text cannot be read. */
export function piecesOf(source: Source): Piece[] {
  const { tokens, documentation, comments } = tokenize(source);
  const all = [...tokens, ...documentation, ...comments].sort((a, b) => a.start - b.start);
  const isComment = new Set<Token>([...documentation, ...comments]);
  let end = 0;
  let before: Token | undefined;
  let beforeThat: Token | undefined;
  return all.map((token) => {
    const gap = source.text.slice(end, token.start);
    end = token.start + token.image.length;
    const piece: Piece = {
      text: isComment.has(token) ? token.image.trimEnd() : token.image,
      kind: isComment.has(token) ? "comment" : kindOf(token),
      breaks: gap.split("\n").length - 1,
      start: token.start,
      end,
      isPrefix: matches(token, Prefix) && !endsOperand(before, beforeThat),
    };
    if (!isComment.has(token)) [beforeThat, before] = [before, token];
    return piece;
  });
}

function kindOf(token: Token): Piece["kind"] {
  if (token.type === Name) return "name";
  return matches(token, Word) || /^[\d"]/.test(token.image) ? "word" : "sign";
}

/** Words that stand before an operand and are none, but for a name behind a dot that is spelled like one. */
const leads: ReadonlySet<string> = new Set([
  ...reservedWords.filter((word) => word !== "true" && word !== "false"),
  "budget",
]);

/** Whether a `-` behind this token stands between two operands. */
function endsOperand(token: Token | undefined, before: Token | undefined): boolean {
  if (token === undefined) return false;
  return /^[\w")\]}]/.test(token.image) && (before?.image === "." || !leads.has(token.image));
}
