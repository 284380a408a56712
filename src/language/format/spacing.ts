/** Where one blank stands between two pieces of one line, and where none does. */
import type { Piece } from "./pieces.ts";

const tightBefore: ReadonlySet<string> = new Set([")", "]", ",", ".", ":"]);
const tightAfter: ReadonlySet<string> = new Set(["(", "[", "."]);
/** Behind these a bracket opens a group; behind anything else it belongs to what stands before it. */
const wordsBeforeGroup: ReadonlySet<string> = new Set([
  "if",
  "then",
  "else",
  "in",
  "and",
  "or",
  "not",
  "for",
  "budget",
]);

/** Whether a blank stands between two neighbours of a line. */
export function isSpaced(before: Piece, piece: Piece, beforeThat: Piece | undefined): boolean {
  if (before.kind === "comment" || piece.kind === "comment") return true;
  if (tightBefore.has(piece.text) || tightAfter.has(before.text)) return false;
  if (before.isPrefix) return before.text !== "-";
  if (piece.text === "^" || before.text === "^") return false;
  if (piece.text === ".." || before.text === "..") return false;
  if (piece.text === "(" || piece.text === "[") return !holds(before, piece, beforeThat);
  return true;
}

/** Whether a bracket belongs to the word before it: a call, an index, the dims of a head. */
function holds(before: Piece, bracket: Piece, beforeThat: Piece | undefined): boolean {
  // `by` is a name everywhere but behind `sampled`.
  if (before.text === "by" && beforeThat?.text === "sampled") return false;
  if (before.kind === "name") return true;
  if (before.kind === "word")
    return beforeThat?.text === "." || (bracket.text === "[" && !wordsBeforeGroup.has(before.text));
  return before.text === ")" || before.text === "]";
}
