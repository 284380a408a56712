/** Arithmetic on values while code is written: literals are computed, neutral elements and padding disappear, signs move out. */
import { absent, type Code, literal, one, type Value, zero } from "./code.ts";

const isLiteral = (x: Value, value: number) => x.kind === "literal" && x.value === value;
const operandOf = (x: Value, op: string) =>
  x.kind === "variable" && x.definition?.op === op ? x.definition.args : undefined;
const depthOf = (x: Value) => (x.kind === "literal" ? 0 : x.block.depth);
const order = (x: Value) => (x.kind === "literal" ? -1 : Number(x.name.slice(1)));

export class Algebra {
  /**
   * @param code where the values are written
   * @param exponentialArrays the names of the two tables of the exponential
   */
  constructor(
    readonly code: Code,
    readonly exponentialArrays: () => string,
  ) {}

  neg(x: Value): Value {
    if (x.kind === "literal") return x.absent ? x : literal(-x.value);
    const inner = operandOf(x, "neg");
    if (inner) return inner[0];
    const difference = operandOf(x, "sub");
    if (difference) return this.sub(difference[1], difference[0]);
    return this.code.define("neg", [x]);
  }

  /** |-x| is |x|, and |a - b| is |b - a|. */
  abs(x: Value): Value {
    const inner = operandOf(x, "neg");
    if (inner) return this.abs(inner[0]);
    const difference = operandOf(x, "sub");
    if (difference && order(difference[0]) > order(difference[1]))
      return this.abs(this.sub(difference[1], difference[0]));
    return this.code.define("call", [x], "Math.abs");
  }

  add(a: Value, b: Value): Value {
    if (isLiteral(a, 0)) return b;
    if (isLiteral(b, 0)) return a;
    if (a.kind === "literal" && b.kind === "literal") return literal(a.value + b.value);
    const right = operandOf(b, "neg");
    if (right) return this.sub(a, right[0]);
    const left = operandOf(a, "neg");
    if (left) return this.sub(b, left[0]);
    const regrouped = this.#outerTerm(a, b) ?? this.#outerTerm(b, a);
    if (regrouped) return regrouped;
    const [x, y] = [this.#withFactorOutside(a), this.#withFactorOutside(b)];
    return this.code.define("add", order(x) <= order(y) ? [x, y] : [y, x]);
  }

  sub(a: Value, b: Value): Value {
    if (isLiteral(b, 0)) return a;
    if (isLiteral(a, 0)) return this.neg(b);
    if (a.kind === "literal" && b.kind === "literal") return literal(a.value - b.value);
    const right = operandOf(b, "neg");
    if (right) return this.add(a, right[0]);
    const left = operandOf(a, "neg");
    if (left) return this.neg(this.add(left[0], b));
    return this.code.define("sub", [this.#withFactorOutside(a), this.#withFactorOutside(b)]);
  }

  /** number * (x * y) as (number * x) * y where y is computed in a loop inside which x does not change. */
  #withFactorOutside(term: Value): Value {
    const [number, product] = operandOf(term, "mul") ?? [];
    const factors = number?.kind === "literal" ? operandOf(product, "mul") : undefined;
    if (!number || !factors) return term;
    const [x, y] = factors;
    return this.#outerFirst(number, x, y) ?? this.#outerFirst(number, y, x) ?? term;
  }

  /** (x + c) + d as x + (c + d) where x is computed in a loop inside which c and d do not change. */
  #outerTerm(a: Value, d: Value): Value | undefined {
    const isOutside = (value: Value) =>
      value.kind === "literal" || (a.kind === "variable" && value.block.depth < a.block.depth);
    if (!isOutside(d)) return undefined;
    const [x, y] = operandOf(a, "add") ?? [];
    if (x && isOutside(x)) return this.add(y, this.add(x, d));
    return x && isOutside(y) ? this.add(x, this.add(y, d)) : undefined;
  }

  mul(a: Value, b: Value): Value {
    if ((a.kind === "literal" && a.absent) || (b.kind === "literal" && b.absent)) return absent;
    if (a.kind === "literal" && b.kind === "literal") return literal(a.value * b.value);
    if (b.kind === "literal") return this.mul(b, a);
    const right = operandOf(b, "neg");
    if (a.kind === "literal") {
      if (a.value === 1) return b;
      if (a.value === -1) return this.neg(b);
      if (right) return this.mul(literal(-a.value), right[0]);
      const product = operandOf(b, "mul");
      const factor = product?.[0];
      if (product && factor?.kind === "literal" && Number.isFinite(factor.value * a.value)) {
        return this.mul(literal(a.value * factor.value), product[1]);
      }
      return this.code.define("mul", [a, b]);
    }
    if (right) return this.neg(this.mul(a, right[0]));
    const left = operandOf(a, "neg");
    if (left) return this.neg(this.mul(left[0], b));
    // numbers move to the front, where they meet and become one, but not into loops
    for (const [x, y] of [
      [a, b],
      [b, a],
    ]) {
      const product = operandOf(y, "mul");
      if (product?.[0].kind === "literal" && depthOf(x) <= depthOf(y))
        return this.mul(product[0], this.mul(x, product[1]));
      if (product && x.kind === "variable") {
        const regrouped = this.#outerFirst(x, product[0], product[1]) ?? this.#outerFirst(x, product[1], product[0]);
        if (regrouped) return regrouped;
      }
    }
    return this.code.define("mul", order(a) <= order(b) ? [a, b] : [b, a]);
  }

  /** x (y z) as (x y) z where z is computed in a loop inside which x and y do not change. */
  #outerFirst(x: Value, y: Value, z: Value): Value | undefined {
    const { code } = this;
    const outside = code.blockOf([x, y]).depth < code.blockOf([z]).depth;
    return outside ? this.mul(this.mul(x, y), z) : undefined;
  }

  /** Division by what is known earlier than the numerator is multiplication by a reciprocal: it changes the last bit at most. */
  div(a: Value, b: Value): Value {
    if (a.kind === "literal" && a.absent) return absent;
    if (b.kind === "literal") {
      if (a.kind === "literal") return literal(a.value / b.value);
      const inverse = 1 / b.value;
      if (Math.abs(inverse) >= 2.3e-308 && Number.isFinite(inverse)) return this.mul(literal(inverse), a);
    }
    const right = operandOf(b, "neg");
    if (right) return this.neg(this.div(a, right[0]));
    const left = operandOf(a, "neg");
    if (left) return this.neg(this.div(left[0], b));
    if (a.kind === "variable" && b.kind === "variable" && b.block.depth < a.block.depth) {
      return this.mul(a, this.code.define("div", [one, b]));
    }
    return this.code.define("div", [a, b]);
  }

  /** Pairwise, which is more exact and leaves more to do at once than one after the other. */
  sum(terms: readonly Value[]): Value {
    const left = terms.filter((x) => !isLiteral(x, 0));
    // literals last: they are one number
    let known = 0;
    const unknown: Value[] = [];
    for (const x of left) {
      if (x.kind === "literal") known += x.value;
      else unknown.push(x);
    }
    const total = this.pairwise(unknown, (a, b) => this.add(a, b));
    if (!total)
      return left.length === 0
        ? terms.length > 0 && terms.every((x) => x.kind === "literal" && x.absent)
          ? absent
          : zero
        : literal(known);
    return this.add(total, literal(known));
  }

  pairwise(terms: readonly Value[], join: (a: Value, b: Value) => Value): Value | undefined {
    if (terms.length <= 1) return terms[0];
    const half = terms.length >> 1;
    const left = this.pairwise(terms.slice(0, half), join);
    const right = this.pairwise(terms.slice(half), join);
    return left && right ? join(left, right) : (left ?? right);
  }

  max(a: Value, b: Value): Value {
    if (a.kind === "literal" && b.kind === "literal") return literal(Math.max(a.value, b.value));
    return this.code.define("call", [a, b], "Math.max");
  }

  min(a: Value, b: Value): Value {
    if (a.kind === "literal" && b.kind === "literal") return literal(Math.min(a.value, b.value));
    return this.code.define("call", [a, b], "Math.min");
  }

  /** x to a whole power, by squaring. */
  power(x: Value, exponent: number): Value {
    if (exponent === 0) return one;
    if (exponent < 0) return this.div(one, this.power(x, -exponent));
    const half = this.power(x, exponent >> 1);
    const square = this.mul(half, half);
    return exponent % 2 === 1 ? this.mul(square, x) : square;
  }
}
