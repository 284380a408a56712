/** What each pass does to a program, and how much arithmetic is left after it: for people who ask where operations went. */
import { countOperations } from "../count-operations.ts";
import type { Program } from "../node.ts";
import { reachable } from "./dependencies.ts";
import { namedPasses } from "./optimise.ts";
import { type Rules, rewrite } from "./rewrite.ts";
import { sortSegments } from "./sorted-segments.ts";

/** One pass, in the order in which they are tried. */
export interface PassAccount {
  /** Of the pass; `sharing` is that of common subexpressions, which every rewriting does by itself. */
  readonly name: string;
  /**
   * Nodes for which it put another one while all passes were at work, each counted once however large. What is done inside
   * the step of a recursion is one rewrite of `scans`. Of `sharing`: nodes of the program as written that another one stands for;
   * of `sorted-segments`, which comes last: gathers and scatters whose rows are in another order.
   */
  readonly rewrites: number;
  /** Operations without this pass and those below it, and with it but without those below. */
  readonly before: number;
  readonly after: number;
}

/**
 * The passes take turns at every node, so no pass has a program of its own before and after. What one adds is told by the
 * operations that are left with the passes up to it and no more. A pass that makes others possible may have a difference of 0.
 */
export function accountOf(program: Program): PassAccount[] {
  const nodes = program.outputs.map((output) => output.node);
  const all = Object.entries(namedPasses);
  const rewrites = new Map<Rules, number>();
  const rewritten = rewrite(
    nodes,
    all.map(([, rules]) => rules),
    (pass) => rewrites.set(pass, (rewrites.get(pass) ?? 0) + 1),
  );
  let before = countOperations(nodes);
  const accounts: PassAccount[] = [];
  const account = (name: string, count: number, left: readonly Rules[]) => {
    const after = countOperations(rewrite(nodes, left));
    accounts.push({ name, rewrites: count, before, after });
    before = after;
  };
  account("sharing", reachable(nodes).length - reachable(rewrite(nodes, [])).length, []);
  for (const [i, [name, rules]] of all.entries()) {
    account(
      name,
      rewrites.get(rules) ?? 0,
      all.slice(0, i + 1).map(([, each]) => each),
    );
  }
  let sorted = 0;
  sortSegments(rewritten, () => sorted++);
  accounts.push({ name: "sorted-segments", rewrites: sorted, before, after: before });
  return accounts;
}
