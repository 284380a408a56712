/** Words of a text that no statement of its tree covers: a syntax error has cost the statement they belong to. */
import type { SyntaxTree } from "./syntax.ts";

/** Names and keywords in the gaps between statements; those in comments too, which does no harm. */
export function lostWords(tree: SyntaxTree): ReadonlySet<string> {
  const { text } = tree.source;
  let end = 0;
  const words = new Set<string>();
  const add = (gap: string) => {
    for (const [word] of gap.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  };
  for (const { span } of tree.statements) {
    add(text.slice(end, span.start));
    end = Math.max(end, span.end);
  }
  add(text.slice(end));
  return words;
}
