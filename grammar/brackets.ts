/** Which bracket is open at a token. */
import type { Token } from "./token.ts";

const pairs: ReadonlyMap<string, string> = new Map([
  ["(", ")"],
  ["[", "]"],
  ["{", "}"],
]);
const closings: ReadonlySet<string> = new Set(pairs.values());

/** The sign that closes an opening bracket. */
export function closingOf(open: Token): string {
  return pairs.get(open.image) ?? "";
}

export function opensBracket(token: Token): boolean {
  return pairs.has(token.image);
}

export function isClosing(token: Token): boolean {
  return closings.has(token.image);
}

/** The brackets opened in `tokens[from]` to `tokens[to - 1]` and still open, the innermost last. */
export function openBrackets(tokens: readonly Token[], from: number, to: number): Token[] {
  const open: Token[] = [];
  for (const token of tokens.slice(from, to)) {
    if (opensBracket(token)) open.push(token);
    else if (isClosing(token)) open.pop();
  }
  return open;
}
