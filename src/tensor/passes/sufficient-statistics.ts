/**
 * Sums over data of what is quadratic or linear in the latents, from sufficient statistics: the squares of an affine function from the triangles
 * of QR factorisations (never from normal equations, which lose half the digits), weighted sums of elements from the sums of their
 * weights. Weights may be latent where groups of elements share them. Results change by rounding.
 */
import {
  add,
  broadcast,
  concat,
  constant,
  element,
  fill,
  gather,
  matmul,
  mul,
  pow,
  reshape,
  scatterAdd,
  square,
  sub,
  sum,
} from "../build.ts";
import { reduceGroups } from "../element-maps.ts";
import { isElementwise } from "../evaluate-elementwise.ts";
import { type Node, type Shape, sizeOf } from "../node.ts";
import { type Factors, factorsOf, type SharedFactor } from "../statistics/factors.ts";
import { distinct, groupsOf } from "../statistics/groups.ts";
import { type Level, type LevelTerm, levelsOf } from "../statistics/squares.ts";
import { take } from "../take.ts";
import type { Rules } from "./rewrite.ts";
import { signedTerms } from "./signed-terms.ts";

/** Fewer elements are not worth looking at. */
const FEWEST = 6;

export const sufficientStatistics: Rules = {
  reduce: (node) => {
    if (node.op.name !== "reduce" || node.op.kind !== "sum") return undefined;
    const [x] = node.inputs;
    if (x.isConstant || sizeOf(x.shape) < FEWEST * Math.max(1, sizeOf(node.shape))) return undefined;
    const target = { axes: node.op.axes, shape: node.shape, into: reduceGroups(x.shape, node.op.axes) };
    let total: Node | undefined;
    let found = false;
    // The sums are over elements by their numbers, whatever the shape.
    for (const { node: term, negative } of signedTerms(x.op.name === "reshape" ? x.inputs[0] : x)) {
      const short = shortSum(term, target);
      found ||= short !== undefined;
      const own = short ?? sum(reshape(term, x.shape), target.axes);
      if (total) total = negative ? sub(total, own) : add(total, own);
      else total = negative ? mul(own, -1) : own;
    }
    return found ? total : undefined;
  },
};

/** Where the sums go: element i of what is summed into element into[i] of an array of that shape. */
interface Target {
  readonly axes: readonly number[];
  readonly shape: Shape;
  readonly into: Int32Array;
}

function shortSum(term: Node, target: Target): Node | undefined {
  if (term.op.name === "broadcast") return undefined;
  const factors = factorsOf(term);
  if (!factors) return undefined;
  return factors.degree === 2 ? ofSquares(factors, target) : ofElements(factors, target);
}

function ofSquares({ known, shared, affine }: Factors, target: Target): Node | undefined {
  if (!affine) return undefined;
  const sign = known.some((x) => x < 0) ? -1 : 1;
  if (known.some((x) => sign * x < 0)) return undefined;
  const roots = known.map((x) => Math.sqrt(sign * x));
  // Those that read most elements first.
  const terms = affine.terms
    .map(({ atom, source, coefficient }) => ({
      atom,
      source,
      coefficient: roots.map((root, i) => root * (coefficient?.[i] ?? 1)),
    }))
    .map((term) => ({ term, reach: distinct(term.source) }))
    .sort((a, b) => b.reach - a.reach || byPlace(a.term, b.term))
    .map(({ term }) => term);
  const { constant: offset } = affine;
  const constants = offset ? roots.map((root, i) => root * offset[i]) : new Float64Array(roots.length);
  const keys = [target.into, ...shared.map(({ source }) => source)];
  const levels = levelsOf(terms, constants, keys);
  if (!levels) return undefined;
  const isOne = sizeOf(target.shape) === 1 && shared.length === 0;
  // The last levels, of one row each, are a square matrix.
  const last = isOne ? levels.findIndex((_, i) => levels.slice(i).every(({ constant: own }) => own.length === 1)) : -1;
  const separate = last < 0 ? levels : levels.slice(0, last);
  const parts = separate.map((level) => collected(square(rowsOf(level)), level.keys, shared, target));
  if (last >= 0) parts.push(reshape(sum(square(matrixRows(levels.slice(last)))), target.shape));
  // where all known factors are 0 no rows are left
  if (parts.length === 0) return fill(target.shape, 0);
  const total = parts.reduce((a, b) => add(a, b));
  return sign < 0 ? mul(total, -1) : total;
}

/** In the order of what they read, so that neighbours stay neighbours. */
function byPlace(a: LevelTerm, b: LevelTerm): number {
  return a.atom.id - b.atom.id || a.source[0] - b.source[0];
}

/** The affine function of each row. */
function rowsOf({ terms, constant: offset }: Level): Node {
  const shape = [offset.length];
  const parts = terms
    .filter(({ coefficient }) => coefficient.some((x) => x !== 0))
    .map(({ atom, source, coefficient }) => mul(elementsAt(atom, source), constant(coefficient, shape)));
  return [...parts, constant(offset, shape)].reduce((a, b) => add(a, b));
}

/** Levels of one row each, as a product with the vector of all elements that they read. */
function matrixRows(levels: readonly Level[]): Node {
  const offsets = constant(
    levels.map(({ constant: [x] }) => x),
    [levels.length],
  );
  const read = levels.map(({ terms }) =>
    terms
      .filter(({ coefficient: [x] }) => x !== 0)
      .map(({ atom, source: [from], coefficient: [x] }) => ({ name: `${atom.id} ${from}`, atom, from, x })),
  );
  const elements = new Map(read.flat().map((each) => [each.name, each]));
  if (elements.size === 0) return offsets;
  const names = [...elements.keys()];
  const places = new Map(names.map((name, i) => [name, i]));
  const coefficients = new Float64Array(levels.length * names.length);
  read.forEach((row, i) => {
    for (const { name, x } of row) coefficients[i * names.length + (places.get(name) ?? 0)] += x;
  });
  const matrix = constant(coefficients, [levels.length, names.length]);
  const readOf = new Map<Node, number>();
  for (const { atom } of elements.values()) readOf.set(atom, (readOf.get(atom) ?? 0) + 1);
  const vector = concat(
    Array.from(elements.values(), ({ atom, from }) => {
      const isWhole = readOf.get(atom) === sizeOf(atom.shape);
      return isWhole ? reshape(element(flat(atom), 0, from), [1]) : take(atom, Int32Array.of(from), [1]);
    }),
    0,
  );
  const product = matmul(matrix, reshape(vector, [names.length, 1]));
  return add(reshape(product, [levels.length]), offsets);
}

/** Sums of elements times known numbers. */
function ofElements({ known, shared, affine, degree }: Factors, target: Target): Node | undefined {
  if (degree === 0 && shared.length === 0) return undefined;
  // A known offset would be taken from a sum that it nearly cancels.
  if (affine?.constant) return undefined;
  const terms = affine ? affine.terms : [undefined];
  const parts: Node[] = [];
  let rows = 0;
  for (const term of terms) {
    const all = term ? [...shared, { atom: term.atom, source: term.source, power: 1 }] : shared;
    const keys = [target.into, ...all.map(({ source }) => source)];
    // What reads no element is 0, though another element times 0 might not be.
    const groups = groupsOf(keys, known.length).filter(([first]) => term === undefined || term.source[first] >= 0);
    if (groups.length === 0) continue;
    rows += groups.length;
    if (2 * rows > known.length) return undefined;
    const weights = groups.map((group) =>
      group.reduce((total, i) => total + known[i] * (term?.coefficient?.[i] ?? 1), 0),
    );
    if (!weights.every(Number.isFinite)) return undefined;
    const at = keys.map((key) => Int32Array.from(groups, ([first]) => key[first]));
    parts.push(collected(constant(weights, [groups.length]), at, all, target));
  }
  return parts.length === 0 ? undefined : parts.reduce((a, b) => add(a, b));
}

/** Values times shared factors, added up into the elements of the target. The first key is the element, the others those of the factors. */
function collected(
  values: Node,
  [into, ...keys]: readonly Int32Array[],
  shared: readonly SharedFactor[],
  { shape }: Target,
): Node {
  const weighted = shared.reduce(
    (product, { atom, power }, i) => mul(product, powerOf(elementsAt(atom, keys[i]), power)),
    values,
  );
  const size = sizeOf(shape);
  if (size === 1) return reshape(sum(weighted), shape);
  return reshape(scatterAdd(weighted, constant(Float64Array.from(into), [into.length]), 0, size), shape);
}

const powerOf = (x: Node, power: number) => (power === 1 ? x : pow(x, fill(x.shape, power)));

const flat = (atom: Node) => reshape(atom, [sizeOf(atom.shape)]);

/** Elements of an atom, flattened. Of one that is not read as a whole no others are computed: their derivatives may be infinite. */
function elementsAt(atom: Node, source: Int32Array): Node {
  const shape = [source.length];
  const read = new Set(source);
  if (isElementwise(atom) && read.size < sizeOf(atom.shape)) {
    const places = Int32Array.from(read).sort();
    const place = new Map(Array.from(places, (from, i) => [from, i]));
    const picked = take(atom, places, [places.length]);
    return gather(
      picked,
      constant(
        Float64Array.from(source, (from) => place.get(from) ?? 0),
        shape,
      ),
      0,
    );
  }
  if (read.size === 1) return broadcast(element(flat(atom), 0, source[0]), shape, []);
  return gather(flat(atom), constant(Float64Array.from(source), shape), 0);
}
