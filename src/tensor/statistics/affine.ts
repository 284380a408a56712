/**
 * Arrays as affine functions of smaller ones: element i is constant[i] + the sum over terms of coefficient[i] * atom[source[i]], with known
 * constants, coefficients and sources. What is not affine is an atom itself.
 */
import { elementSources, reduceGroups } from "../element-maps.ts";
import { constantValue, isConstant } from "../evaluate.ts";
import { type Node, sizeOf } from "../node.ts";

/** Elements of `atom`, flattened, each by a coefficient; all coefficients are 1 where there are none. */
export interface AffineTerm {
  readonly atom: Node;
  /** Which element of the atom; -1 for none, where the coefficient is 0. */
  readonly source: Int32Array;
  readonly coefficient: Float64Array | undefined;
}

export interface Affine {
  /** Undefined where it is 0. */
  readonly constant: Float64Array | undefined;
  readonly terms: readonly AffineTerm[];
}

/** An array with more terms, or made by more operations, is left as it is. */
const MOST_TERMS = 128;
const MOST_NODES = 512;
/** Numbers that the terms may take up. */
const MOST_NUMBERS = 2e7;

/** The node as an affine function; undefined where that would be too large. Atoms are sought where arrays become smaller than `whole` / 2. */
export function affineOf(node: Node, whole: number): Affine | undefined {
  const reader = new Reader(whole);
  try {
    return reader.read(node);
  } catch (problem) {
    if (problem === tooLarge) return undefined;
    throw problem;
  }
}

const tooLarge = new Error("too many terms");

class Reader {
  private nodes = 0;

  constructor(private readonly whole: number) {}

  read(node: Node): Affine {
    if (++this.nodes > MOST_NODES) throw tooLarge;
    if (isConstant(node)) {
      const value = constantValue(node);
      if (value) return { constant: value, terms: [] };
    }
    const affine = 2 * sizeOf(node.shape) <= this.whole ? undefined : this.ofLarge(node);
    const found = affine ?? { constant: undefined, terms: [elementsOf(node)] };
    if (found.terms.length > MOST_TERMS || found.terms.length * sizeOf(node.shape) > MOST_NUMBERS) throw tooLarge;
    return found;
  }

  /** Undefined where the node is no affine function of its inputs. */
  private ofLarge(node: Node): Affine | undefined {
    const { op, inputs } = node;
    const [a, b] = inputs;
    switch (op.name) {
      case "add":
        return sumOf(this.read(a), this.read(b));
      case "sub":
        return sumOf(
          this.read(a),
          scaled(this.read(b), () => -1),
        );
      case "neg":
        return scaled(this.read(a), () => -1);
      case "mul": {
        const [known, other] = isConstant(a) ? [a, b] : [b, a];
        const factor = constantValue(known);
        return factor && scaled(this.read(other), (i) => factor[i]);
      }
      case "div": {
        const divisor = constantValue(b);
        return divisor && scaled(this.read(a), (i) => 1 / divisor[i]);
      }
      case "select": {
        const condition = constantValue(a);
        if (!condition) return undefined;
        const [yes, no] = [this.read(b), this.read(inputs[2])];
        return sumOf(
          masked(yes, (i) => condition[i] !== 0),
          masked(no, (i) => condition[i] === 0),
        );
      }
      case "reshape":
        return this.read(a);
      case "broadcast":
      case "transpose":
      case "slice":
      case "pad":
        return moved(this.read(a), elementSources(node));
      case "gather": {
        const sources = gatherSources(node);
        return sources && moved(this.read(a), sources);
      }
      case "concat":
        return this.ofConcat(node);
      case "reduce":
        return this.ofSum(node);
      case "matmul":
        return this.ofProduct(node);
      default:
        return undefined;
    }
  }

  /** A sum over short axes: what is summed, element by element. */
  private ofSum({ op, inputs: [x], shape }: Node): Affine | undefined {
    if (op.name !== "reduce" || op.kind !== "sum") return undefined;
    const count = sizeOf(x.shape) / sizeOf(shape);
    if (!(count >= 1 && count <= MOST_TERMS)) return undefined;
    const whole = this.read(x);
    const places = Array.from({ length: count }, () => new Int32Array(sizeOf(shape)));
    const filled = new Int32Array(sizeOf(shape));
    reduceGroups(x.shape, op.axes).forEach((to, from) => {
      places[filled[to]++][to] = from;
    });
    return places.map((place) => moved(whole, place)).reduce(sumOf);
  }

  private ofConcat(node: Node): Affine {
    const places = elementSources(node);
    let first = 0;
    let total: Affine = { constant: undefined, terms: [] };
    for (const part of node.inputs) {
      const [start, size] = [first, sizeOf(part.shape)];
      const own = places.map((place) => (place >= start && place < start + size ? place - start : -1));
      total = sumOf(total, moved(this.read(part), own));
      first += size;
    }
    return total;
  }

  /** A product with one known matrix: a term for each of its inner elements. */
  private ofProduct({ inputs: [a, b], shape }: Node): Affine | undefined {
    if (shape.length !== 2) return undefined;
    const [rows, columns] = shape;
    const inner = a.shape[1];
    const [left, right] = [constantValue(a), constantValue(b)];
    if (!left === !right || inner > MOST_TERMS) return undefined;
    const factor = elementsOf(left ? b : a);
    const terms = Array.from({ length: inner }, (_, k): AffineTerm => {
      const source = new Int32Array(rows * columns);
      const coefficient = new Float64Array(rows * columns);
      for (let i = 0, at = 0; i < rows; i++) {
        for (let j = 0; j < columns; j++, at++) {
          source[at] = factor.source[left ? k * columns + j : i * inner + k];
          coefficient[at] = left ? left[i * inner + k] : (right?.[k * columns + j] ?? 0);
        }
      }
      return { atom: factor.atom, source, coefficient };
    });
    return terms.reduce<Affine>((total, term) => sumOf(total, { constant: undefined, terms: [term] }), {
      constant: undefined,
      terms: [],
    });
  }
}

/** The elements of a node as those of what it only rearranges. */
function elementsOf(node: Node): AffineTerm {
  let atom = node;
  let source = Int32Array.from({ length: sizeOf(node.shape) }, (_, i) => i);
  for (;;) {
    const from = rearranged(atom);
    if (!from) return { atom, source, coefficient: undefined };
    source = source.map((i) => from[i]);
    [atom] = atom.inputs;
  }
}

/** Where the elements of a rearrangement without zeros come from; undefined for other operations. */
function rearranged(node: Node): Int32Array | undefined {
  switch (node.op.name) {
    case "reshape":
      return Int32Array.from({ length: sizeOf(node.shape) }, (_, i) => i);
    case "broadcast":
    case "transpose":
    case "slice":
      return elementSources(node);
    case "gather":
      return gatherSources(node);
    default:
      return undefined;
  }
}

/** For a gather by a known index. */
function gatherSources({ op, inputs: [x, index] }: Node): Int32Array | undefined {
  const picked = op.name === "gather" ? constantValue(index) : undefined;
  if (op.name !== "gather" || !picked) return undefined;
  const outer = sizeOf(x.shape.slice(0, op.axis));
  const inner = sizeOf(x.shape.slice(op.axis + 1));
  const size = x.shape[op.axis];
  const sources = new Int32Array(outer * picked.length * inner);
  let at = 0;
  for (let o = 0; o < outer; o++)
    for (const i of picked) for (let k = 0; k < inner; k++) sources[at++] = (o * size + i) * inner + k;
  return sources;
}

function scaled({ constant, terms }: Affine, factor: (i: number) => number): Affine {
  return {
    constant: constant?.map((x, i) => x * factor(i)),
    terms: terms.map(({ atom, source, coefficient }) => ({
      atom,
      source,
      coefficient: Float64Array.from(source, (_, i) => (coefficient?.[i] ?? 1) * factor(i)),
    })),
  };
}

/** 0 where the condition does not hold, whatever stood there. */
function masked({ constant, terms }: Affine, holds: (i: number) => boolean): Affine {
  return {
    constant: constant?.map((x, i) => (holds(i) ? x : 0)),
    terms: terms.map(({ atom, source, coefficient }) => ({
      atom,
      source: source.map((from, i) => (holds(i) ? from : -1)),
      coefficient: Float64Array.from(source, (_, i) => (holds(i) ? (coefficient?.[i] ?? 1) : 0)),
    })),
  };
}

/** Element i is element places[i] of what was there; 0 where that is -1. */
function moved({ constant, terms }: Affine, places: Int32Array): Affine {
  const hasGaps = places.includes(-1);
  return {
    constant: constant && Float64Array.from(places, (place) => (place < 0 ? 0 : constant[place])),
    terms: terms.map(({ atom, source, coefficient }) => ({
      atom,
      source: places.map((place) => (place < 0 ? -1 : source[place])),
      coefficient:
        coefficient || hasGaps
          ? Float64Array.from(places, (place) => (place < 0 ? 0 : (coefficient?.[place] ?? 1)))
          : undefined,
    })),
  };
}

/** Terms of the same elements are joined. */
function sumOf(a: Affine, b: Affine): Affine {
  const terms = [...a.terms];
  for (const term of b.terms) {
    const twin = terms.findIndex((other) => other.atom === term.atom && sameSource(other.source, term.source));
    if (twin < 0) terms.push(term);
    else {
      const { atom, source, coefficient } = terms[twin];
      const joined = Float64Array.from(source, (_, i) => (coefficient?.[i] ?? 1) + (term.coefficient?.[i] ?? 1));
      terms[twin] = { atom, source, coefficient: joined };
    }
  }
  if (terms.length > MOST_TERMS) throw tooLarge;
  const { constant } = b;
  return {
    constant: a.constant && constant ? a.constant.map((x, i) => x + constant[i]) : (a.constant ?? constant),
    terms,
  };
}

function sameSource(a: Int32Array, b: Int32Array): boolean {
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
