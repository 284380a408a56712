/**
 * Sums lose what need not be summed: terms that are the same along the axes or known leave as terms, factors as factors. So
 * sum(-0.5 ((y - mu) / sigma)^2 - log sigma) is -0.5 / sigma^2 * sum((y - mu)^2) - n log sigma. Results change by rounding;
 * with y known, sum(y - mu) is sum(y) - n mu, which loses the digits that |mu| has over |y - mu|.
 */
import { add, broadcast, div, mul, neg, reciprocal, sub, sum } from "../build.ts";
import type { Node } from "../node.ts";
import { otherAxes } from "../shape.ts";
import { constantData, repeated, sizeAlong } from "./facts.ts";
import type { Rules } from "./rewrite.ts";
import { MOST_TERMS, type Signed, signedTerms } from "./signed-terms.ts";

/** An inner sum of fewer terms is not worth an array of its own. */
const SHORTEST_INNER_SUM = 4;

export const sums: Rules = {
  reduce: (node) => {
    if (node.op.name !== "reduce" || node.op.kind !== "sum") return undefined;
    const x = node.inputs[0];
    return splitTerms(x, node.op.axes) ?? takeOutFactors(node, x, node.op.axes);
  },
};

function addUp(terms: readonly Signed[]): Node {
  const positive = terms.filter((term) => !term.negative).map((term) => term.node);
  const negative = terms.filter((term) => term.negative).map((term) => term.node);
  if (positive.length === 0) return neg(negative.reduce((a, b) => add(a, b)));
  return [positive.reduce((a, b) => add(a, b)), ...negative].reduce((a, b) => sub(a, b));
}

function splitTerms(x: Node, axes: readonly number[]): Node | undefined {
  const terms = signedTerms(x);
  if (terms.length === 1) return undefined;
  const leaving = terms.filter((term) => termLeaves(term.node, axes));
  if (leaving.length === 0) return undefined;
  const staying = terms.filter((term) => !leaving.includes(term));
  const parts = leaving.map(({ node, negative }) => ({ node: sum(node, axes), negative }));
  if (staying.length === 0) return addUp(parts);
  return addUp([{ node: sum(addUp(staying), axes), negative: false }, ...parts]);
}

/** Whether the sum of the term needs no loop over all of its elements at run time. */
function termLeaves(term: Node, axes: readonly number[]): boolean {
  const known = repeated(term);
  if (known) return axes.some((axis) => !known.axes.includes(axis));
  const { up, down } = factorsOf(term);
  return [...up, ...down].every((factor) => constantData(factor) !== undefined || isOutside(factor, axes));
}

interface Factors {
  readonly up: readonly Node[];
  readonly down: readonly Node[];
  readonly negative: boolean;
}

/** The node as a signed product of `up` over the product of `down`. */
function factorsOf(x: Node): Factors {
  const [up, down]: [Node[], Node[]] = [[], []];
  let negative = false;
  const pending = [{ node: x, above: true }];
  for (let top = pending.pop(); top !== undefined; top = pending.pop()) {
    const { node, above } = top;
    const [a, b] = node.inputs;
    if (up.length + down.length + pending.length > MOST_TERMS) return { up: [x], down: [], negative: false };
    if (node.op.name === "neg") {
      negative = !negative;
      pending.push({ node: a, above });
    } else if (node.op.name === "mul") pending.push({ node: b, above }, { node: a, above });
    else if (node.op.name === "div") pending.push({ node: b, above: !above }, { node: a, above });
    else (above ? up : down).push(node);
  }
  return { up, down, negative };
}

/** Whether the factor is a repeated value, the same along all of `axes`. */
function isOutside(factor: Node, axes: readonly number[]): boolean {
  const known = repeated(factor);
  return known !== undefined && !axes.some((axis) => known.axes.includes(axis));
}

function takeOutFactors(node: Node, x: Node, axes: readonly number[]): Node | undefined {
  if (x.op.name === "broadcast") return undefined;
  const factors = factorsOf(x);
  const all = [...factors.up, ...factors.down];
  if (all.some((factor) => isOutside(factor, axes))) return factored(factors, axes, axes);
  // A factor that is the same along some of the axes leaves the innermost of two sums.
  for (const factor of all) {
    const free = axes.filter((axis) => !(repeated(factor)?.axes ?? axes).includes(axis));
    if (free.length > 0 && sizeAlong(x.shape, free) >= SHORTEST_INNER_SUM) return factored(factors, axes, free);
  }
  return factors.negative && node.op.name === "reduce" ? neg(sum(without(factors, []), axes)) : undefined;
}

/** The sum over `axes`, where the factors that are the same along `inner` are multiplied to the sum over those. */
function factored(factors: Factors, axes: readonly number[], inner: readonly number[]): Node {
  const outside = [...factors.up, ...factors.down].filter((factor) => isOutside(factor, inner));
  const rest = without(factors, outside);
  const kept = otherAxes(rest.shape.length, inner);
  const shape = kept.map((axis) => rest.shape[axis]);
  const lower = (factor: Node): Node => {
    const known = repeated(factor);
    return known
      ? broadcast(
          known.source,
          shape,
          known.axes.map((axis) => kept.indexOf(axis)),
        )
      : factor;
  };
  const ups = factors.up.filter((factor) => outside.includes(factor)).map(lower);
  const downs = factors.down.filter((factor) => outside.includes(factor)).map(lower);
  const total = [sum(rest, inner), ...ups].reduce((a, b) => mul(a, b));
  const product = downs.reduce((a, b) => div(a, b), total);
  const outer = axes.filter((axis) => !inner.includes(axis)).map((axis) => kept.indexOf(axis));
  const result = sum(product, outer);
  return factors.negative ? neg(result) : result;
}

/** The product without its sign and without some of its factors; at least one other is there. */
function without({ up, down }: Factors, left: readonly Node[]): Node {
  const ups = up.filter((factor) => !left.includes(factor));
  const downs = down.filter((factor) => !left.includes(factor));
  const divisor = downs.length > 0 ? downs.reduce((a, b) => mul(a, b)) : undefined;
  if (ups.length === 0) {
    if (!divisor) throw new Error("without: no factor is left");
    return reciprocal(divisor);
  }
  const product = ups.reduce((a, b) => mul(a, b));
  return divisor ? div(product, divisor) : product;
}
