/**
 * In a recursion what depends on the row before is waited for, step by step. So in its sums and products everything else is put
 * together first, and what moves divides by nothing that could be known as a factor: phi * (c * (row before) / s) is
 * (phi * c / s) * (row before), one product a step. Results change by rounding.
 */
import { add, div, mul, neg, reciprocal, sub } from "../build.ts";
import type { Node } from "../node.ts";
import type { Rules } from "./rewrite.ts";

/** Longer sums and products are left as they are. */
const MOST_TERMS = 32;

interface Term {
  readonly node: Node;
  /** Subtracted, or divided by. */
  readonly inverse: boolean;
}

/** How one kind of chain is put together. */
interface Chain {
  readonly names: readonly [string, string];
  readonly join: (a: Node, b: Node) => Node;
  readonly without: (a: Node, b: Node) => Node;
  /** 0 - x or 1 / x. */
  readonly invert: (x: Node) => Node;
}

const sums: Chain = { names: ["add", "sub"], join: add, without: sub, invert: neg };
const products: Chain = { names: ["mul", "div"], join: mul, without: div, invert: reciprocal };

/** The rules for steps from the row before, `carry`. */
export function movingLast(carry: Node): Rules {
  const known = new WeakMap<Node, boolean>([[carry, true]]);
  // What a node is made of was asked for before it.
  const moves = (node: Node): boolean => {
    const answer = known.get(node) ?? node.inputs.some(moves);
    known.set(node, answer);
    return answer;
  };
  const sum = (node: Node) => regrouped(node, sums, moves);
  const product = (node: Node) => regrouped(node, products, moves);
  return { add: sum, sub: sum, mul: product, div: product };
}

function regrouped(node: Node, chain: Chain, moves: (node: Node) => boolean): Node | undefined {
  if (!moves(node)) return undefined;
  const terms = termsOf(node, chain, moves);
  const still = terms.filter((term) => !moves(term.node));
  const divides = chain === products && still.some((term) => term.inverse);
  if (terms.length > MOST_TERMS || (still.length < 2 && !divides)) return undefined;
  const moving = terms.filter((term) => moves(term.node));
  const divided = moving.every((term) => term.inverse);
  // The other passes keep factors behind quotients, in which every step divides anyway.
  if (divided && chain === products) return undefined;
  const rest = total(still, chain);
  return divided
    ? chain.without(
        rest,
        total(
          moving.map((term) => ({ ...term, inverse: false })),
          chain,
        ),
      )
    : chain.join(total(moving, chain), rest);
}

/** The terms of a chain; what does not move is one term, however it is made. */
function termsOf(node: Node, { names }: Chain, moves: (node: Node) => boolean): Term[] {
  const terms: Term[] = [];
  const pending: Term[] = [{ node, inverse: false }];
  for (let top = pending.pop(); top !== undefined && terms.length <= MOST_TERMS; top = pending.pop()) {
    const { op, inputs } = top.node;
    const [a, b] = inputs;
    if (!names.includes(op.name) || !moves(top.node)) terms.push(top);
    else pending.push({ node: b, inverse: (op.name === names[1]) !== top.inverse }, { node: a, inverse: top.inverse });
  }
  return terms;
}

function total(terms: readonly Term[], { join, without, invert }: Chain): Node {
  const up = terms.filter((term) => !term.inverse).map((term) => term.node);
  const down = terms.filter((term) => term.inverse).map((term) => term.node);
  if (up.length === 0) return invert(down.reduce(join));
  const whole = up.reduce(join);
  return down.length > 0 ? without(whole, down.reduce(join)) : whole;
}
