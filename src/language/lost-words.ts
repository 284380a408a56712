/** Words of a text that no statement of its tree covers: a syntax error has cost the statement they belong to. */
import type { Statement, SyntaxTree } from "./syntax.ts";

/** Names and keywords in the gaps between statements; those in comments too, which does no harm. */
export function lostWords(tree: SyntaxTree): ReadonlySet<string> {
  const { text } = tree.source;
  let end = 0;
  const words = new Set<string>();
  const add = (gap: string) => {
    for (const [word] of gap.matchAll(/[A-Za-z_]\w*/g)) words.add(word);
  };
  const visit = (statements: readonly Statement[]) => {
    for (const statement of statements) {
      add(text.slice(end, statement.span.start));
      end = Math.max(end, statement.span.start);
      if (statement.kind === "for") visit(statement.body);
      else end = Math.max(end, statement.span.end);
    }
  };
  visit(tree.statements);
  add(text.slice(end));
  return words;
}
