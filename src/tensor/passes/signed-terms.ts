/** Chains of additions and subtractions as lists of terms. */
import type { Node } from "../node.ts";

/** Longer chains are left alone, so that graphs in which every node is used twice do not explode. */
export const MOST_TERMS = 64;

export interface Signed {
  readonly node: Node;
  readonly negative: boolean;
}

/** The node as a sum of terms with signs; the node alone where there would be too many. */
export function signedTerms(x: Node): Signed[] {
  const terms: Signed[] = [];
  const pending: Signed[] = [{ node: x, negative: false }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { node, negative } = top;
    const [a, b] = node.inputs;
    if (terms.length + pending.length > MOST_TERMS) return [{ node: x, negative: false }];
    if (node.op.name === "neg") pending.push({ node: a, negative: !negative });
    else if (node.op.name === "add") pending.push({ node: b, negative }, { node: a, negative });
    else if (node.op.name === "sub") pending.push({ node: b, negative: !negative }, { node: a, negative });
    else terms.push(top);
  }
  return terms;
}
