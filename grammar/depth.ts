/** How deep expressions may nest: what later stages walk recursively must not exhaust their stack. */
import type { Span } from "../src/language/source.ts";

/** Brackets, calls, arguments and `if` inside each other. */
export const nestingLimit = 100;
/** Loops inside each other. */
export const blockLimit = 20;
/** Levels of the finished tree; a sum of n terms is n - 1 levels deep. */
export const treeLimit = 500;

/** Thrown by the parser to leave a statement that nests too deep. */
export class TooDeep extends Error {
  constructor(
    readonly span: Span,
    readonly limit: number,
  ) {
    super("nested too deep");
  }
}

/** Whether a tree of plain objects has more than `limit` nodes above each other; walks without recursion. */
export function deeperThan(root: object, limit: number): boolean {
  const waiting: [object, number][] = [[root, 0]];
  for (let entry = waiting.pop(); entry !== undefined; entry = waiting.pop()) {
    const [node, depth] = entry;
    if (depth > limit) return true;
    const below = "kind" in node ? depth + 1 : depth;
    for (const key in node) {
      const child: unknown = node[key as keyof typeof node];
      if (key !== "span" && typeof child === "object" && child !== null) waiting.push([child, below]);
    }
  }
  return false;
}
