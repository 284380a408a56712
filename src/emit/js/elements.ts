/** The value of one element of a node, written where it is asked for: from memory, from what is known, or computed. */
import { isElementwise } from "../../tensor/evaluate-elementwise.ts";
import type { Node } from "../../tensor/node.ts";
import { stridesOf } from "../../tensor/shape.ts";
import { Algebra } from "./algebra.ts";
import { absent, type Block, Code, inSight, literal, one, type Value, type Variable, zero } from "./code.ts";
import { exponentialTable, powersOfTwo } from "./exponential.ts";
import { elementwise, select } from "./functions.ts";
import { addressOf, at, atVariable, flatten, type Index, isKnown, keyOf, plus } from "./index.ts";
import { type IndexKind, insertReduced, operandIndex, reducedAxes, replace } from "./mapping.ts";
import type { Segments } from "./segments.ts";
import { choleskyElement, solveElement } from "./small-matrices.ts";

/** Where the lanes of a buffer are. */
export interface BufferText {
  readonly name: string;
  /** First element of this lane. */
  readonly base: Variable;
}

/** The row that a loop is at, the first row of its segment, and the block where that is known. */
export interface Segment {
  readonly segments: Segments;
  readonly row: Index;
  readonly first: Index;
  readonly block: Block;
}

export class Elements {
  readonly code = new Code();
  readonly constants: Float64Array[] = [];
  readonly algebra = new Algebra(this.code, () =>
    [exponentialTable(), powersOfTwo()].map((data) => this.constantName(data)).join(" "),
  );
  readonly #written = new Map<string, Value>();
  /** Arrays that are complete, and the block from which on they are. */
  readonly #complete = new Map<Node, { name: string; block: Block; offset: number }>();
  /** What stands for the operands of a recursion inside of it. */
  readonly #bound = new Map<Node, (index: readonly Index[]) => Value>();

  #segment: Segment | undefined;

  constructor(readonly buffers: ReadonlyMap<string, BufferText>) {}

  /** Says that an array holds the node from here on, from its element `offset` on. */
  complete(node: Node, name: string, offset = 0): void {
    this.#complete.set(node, { name, block: this.code.current, offset });
  }

  /** Says what the elements of an input are that is in no buffer. */
  bind(node: Node, read: (index: readonly Index[]) => Value): void {
    this.#bound.set(node, read);
  }

  /** Says that the loop that is written is at a row of a segment; undefined behind it. */
  enter(segment: Segment | undefined): void {
    this.#segment = segment;
  }

  /** Says that an element is this value. */
  know(node: Node, index: readonly Index[], value: Value): void {
    this.#written.set(`${node.id}${keyOf(index)}`, value);
  }

  /** The value under this key, made at most once while it is in sight. */
  once(key: string, make: () => Value): Value {
    const written = this.#written.get(key);
    if (written && inSight(written)) return written;
    const value = make();
    this.#written.set(key, value);
    return value;
  }

  value(node: Node, index: readonly Index[]): Value {
    const { op } = node;
    if (op.name === "constant")
      return this.constant(op.data, flatten(this.#inSegment(node, index), stridesOf(node.shape)));
    if (op.name === "input") {
      const bound = this.#bound.get(node);
      if (bound) return bound(index);
      const buffer = this.buffer(op.buffer);
      return this.load(buffer.name, flatten(index, stridesOf(node.shape), atVariable(buffer.base, op.offset)));
    }
    return this.once(`${node.id}${keyOf(index)}`, () => {
      const array = this.#complete.get(node);
      if (!array) return this.compute(node, index);
      const block = array.block.open ? array.block : this.code.current;
      return this.load(array.name, flatten(index, stridesOf(node.shape), at(array.offset)), block);
    });
  }

  /** What is the same in all rows of a segment is read in the first. */
  #inSegment(node: Node, index: readonly Index[]): readonly Index[] {
    const segment = this.#segment;
    if (!segment) return index;
    const row = keyOf([segment.row]);
    return index.map((i, axis) => (keyOf([i]) === row && segment.segments.isSame(node, axis) ? segment.first : i));
  }

  buffer(name: string): BufferText {
    const found = this.buffers.get(name);
    if (!found) throw new Error(`emit: no buffer ${name}`);
    return found;
  }

  constant(data: Float64Array, index: Index): Value {
    if (isKnown(index)) return literal(data[index.base]);
    return this.load(this.constantName(data), index);
  }

  /** The name of an array that begins with these numbers. */
  constantName(data: Float64Array): string {
    const { constants } = this;
    let n = constants.indexOf(data);
    if (n < 0) n = constants.findIndex((other) => beginAlike(other, data));
    if (n < 0) n = constants.push(data) - 1;
    else if (data.length > constants[n].length) constants[n] = data;
    return `c${n}`;
  }

  load(name: string, index: Index, from?: Block): Value {
    const { value, offset } = addressOf(this.code, index);
    return this.code.define("load", [value], name, [offset], from);
  }

  /** An index from a number: known, or the whole number that a value is. */
  indexOf(value: Value): Index {
    if (value.kind === "literal") return at(value.value);
    return atVariable(this.code.define("whole", [value]));
  }

  numberOf(index: Index): Value {
    const { value, offset } = addressOf(this.code, index);
    return this.algebra.add(value, literal(offset));
  }

  readonly kind: IndexKind<Index> = {
    known: at,
    shift: (x, by) => plus(x, at(Math.abs(by)), Math.sign(by)),
    join: (index, sizes) => flatten(index, stridesOf(sizes)),
    split: (x, sizes) => this.#split(x, sizes),
  };

  #split(x: Index, sizes: readonly number[]): Index[] {
    const strides = stridesOf(sizes);
    let rest = x;
    return sizes.map((_, axis) => {
      const stride = strides[axis];
      if (stride === 1) return rest;
      if (isKnown(rest)) {
        const digit = Math.floor(rest.base / stride);
        rest = at(rest.base - digit * stride);
        return at(digit);
      }
      const digit = atVariable(this.code.define("quotient", [this.#whole(rest)], "", [stride]));
      rest = plus(rest, digit, -stride);
      return digit;
    });
  }

  #whole(index: Index): Value {
    const { value, offset } = addressOf(this.code, index);
    return offset === 0 ? value : this.code.define("step", [literal(offset), value], "", [1]);
  }

  /** The value computed from the inputs, whether or not it is in memory. */
  compute(node: Node, index: readonly Index[]): Value {
    const { op, inputs } = node;
    const { algebra } = this;
    if (isElementwise(node)) return this.#elementwise(node, index);
    switch (op.name) {
      case "input":
        return this.value(node, index);
      case "broadcast":
      case "transpose":
      case "slice":
      case "reshape":
        return this.value(inputs[0], operandIndex(node, 0, index, this.kind));
      case "pad": {
        const i = this.#known(index[op.axis]) - op.before;
        if (i < 0 || i >= inputs[0].shape[op.axis]) return absent;
        return this.value(inputs[0], replace(index, op.axis, [at(i)]));
      }
      case "concat": {
        let i = this.#known(index[op.axis]);
        for (const part of inputs) {
          if (i < part.shape[op.axis]) return this.value(part, replace(index, op.axis, [at(i)]));
          i -= part.shape[op.axis];
        }
        throw new Error("emit: concat is read beyond its end");
      }
      case "cumsum": {
        const i = this.#known(index[op.axis]);
        const x = this.value(inputs[0], index);
        const before = op.reverse ? i + 1 : i - 1;
        if (before < 0 || before >= node.shape[op.axis]) return x;
        return algebra.add(this.value(node, replace(index, op.axis, [at(before)])), x);
      }
      case "gather": {
        const count = inputs[1].shape.length;
        const picked = this.indexOf(this.value(inputs[1], index.slice(op.axis, op.axis + count)));
        return this.value(inputs[0], replace(index, op.axis, [picked], count));
      }
      case "scatter_add":
        return this.#scattered(node, index, op.axis);
      case "matmul":
        return this.folded(node, index, [undefined]);
      case "reduce":
      case "argmax":
      case "argmin":
        return this.folded(
          node,
          index,
          reducedAxes(node).map(() => undefined),
        );
      case "cholesky":
        return choleskyElement(
          this,
          node,
          index.slice(0, -2),
          this.#known(index[index.length - 2]),
          this.#known(index[index.length - 1]),
        );
      case "triangular_solve":
        return solveElement(
          this,
          node,
          index.slice(0, -2),
          this.#known(index[index.length - 2]),
          index[index.length - 1],
        );
      default:
        throw new Error(`emit: ${op.name} cannot be emitted`);
    }
  }

  #known(index: Index): number {
    if (!isKnown(index)) throw new Error("emit: an index that must be known is computed");
    return index.base;
  }

  #elementwise(node: Node, index: readonly Index[]): Value {
    const { op, inputs } = node;
    if (op.name === "select") {
      const condition = this.value(inputs[0], index);
      if (condition.kind === "literal") return this.value(inputs[condition.value !== 0 ? 1 : 2], index);
      return select(this.algebra, condition, this.value(inputs[1], index), this.value(inputs[2], index));
    }
    // the product of nothing and something costly is not computed
    const args: Value[] = [];
    for (const x of inputs) {
      const value = this.value(x, index);
      if (op.name === "mul" && value.kind === "literal" && value.absent) return absent;
      args.push(value);
    }
    return elementwise(this.algebra, op, args);
  }

  /** What a folding operation adds up at one element: over all of the axes that are `undefined`, at the given others. */
  folded(node: Node, kept: readonly Index[], folds: readonly (Index | undefined)[]): Value {
    const { op, inputs } = node;
    const { algebra } = this;
    if (op.name === "matmul") {
      const k = inputs[0].shape[kept.length - 1];
      const terms = choices(folds, [k]).flatMap(([i]) => {
        const left = this.value(inputs[0], [...kept.slice(0, -1), i]);
        // A known 0 in a matrix says that there is no term: triangles have many.
        if (left.kind === "literal" && left.value === 0) return [];
        return [algebra.mul(left, this.value(inputs[1], [...kept.slice(0, -2), i, kept[kept.length - 1]]))];
      });
      return algebra.sum(terms);
    }
    const axes = reducedAxes(node);
    const sizes = axes.map((axis) => inputs[0].shape[axis]);
    const all = choices(folds, sizes);
    const terms = all.map((reduced) => this.value(inputs[0], insertReduced(kept, axes, reduced)));
    if (op.name === "argmax" || op.name === "argmin") return this.#extremum(op.name, terms);
    if (op.name !== "reduce") throw new Error(`emit: ${op.name} does not fold`);
    switch (op.kind) {
      case "sum":
        return algebra.sum(terms);
      case "prod":
        return algebra.pairwise(terms, (a, b) => algebra.mul(a, b)) ?? one;
      case "max":
        return algebra.pairwise(terms, (a, b) => algebra.max(a, b)) ?? literal(-Infinity);
      case "min":
        return algebra.pairwise(terms, (a, b) => algebra.min(a, b)) ?? literal(Infinity);
      default:
        throw new Error(`emit: ${op.kind} was not lowered`);
    }
  }

  #extremum(name: "argmax" | "argmin", terms: readonly Value[]): Value {
    let best = terms[0];
    let index: Value = zero;
    for (let i = 1; i < terms.length; i++) {
      const better = this.code.define("less", name === "argmax" ? [best, terms[i]] : [terms[i], best]);
      best = this.code.define("select", [better, terms[i], best]);
      index = this.code.define("select", [better, literal(i), index]);
    }
    return index;
  }

  #scattered(node: Node, index: readonly Index[], axis: number): Value {
    const [values, indices] = node.inputs;
    const here = index[axis];
    const terms = choices(
      indices.shape.map(() => undefined),
      indices.shape,
    ).map((place) => {
      const target = this.value(indices, place);
      if (target.kind === "literal" && isKnown(here)) {
        return target.value === here.base ? this.value(values, replace(index, axis, place)) : absent;
      }
      const hit = this.code.define("equal", [target, this.numberOf(here)]);
      return this.code.define("select", [hit, this.value(values, replace(index, axis, place)), zero]);
    });
    return this.algebra.sum(terms);
  }
}

/** Whether one of the arrays begins with all of the other, and is not much longer. */
function beginAlike(a: Float64Array, b: Float64Array): boolean {
  const shorter = a.length < b.length ? a : b;
  const longer = shorter === a ? b : a;
  return longer.length <= 2 * shorter.length && shorter.every((x, i) => Object.is(x, longer[i]));
}

/** All indices over axes of these sizes, with some already chosen. */
export function choices(given: readonly (Index | undefined)[], sizes: readonly number[]): Index[][] {
  let out: Index[][] = [[]];
  for (const [axis, size] of sizes.entries()) {
    const chosen = given[axis];
    if (chosen) for (const list of out) list.push(chosen);
    else out = out.flatMap((list) => Array.from({ length: size }, (_, i) => [...list, at(i)]));
  }
  return out;
}
