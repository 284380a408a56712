/**
 * Triangular systems with one right side, by tiles of rows: of l x = b what is known of x is taken from the next rows as products of
 * rows, of l' x = b rows are taken from what is not known yet (Golub & Van Loan, "Matrix Computations", section 3.1).
 */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, f64x2, get, i32, set } from "../instructions.ts";
import { rowProducts } from "./dots.ts";
import { downTo, localsOf, numbers, side, upTo } from "./walk.ts";

/** From l [n, n] and b [n] behind the first two parameters to x behind the third. */
export function writeSolve(f: FunctionWriter, n: number, transposed: boolean): Bytes {
  const solve = new Solve(f, n);
  return transposed ? solve.transposed() : solve.lower();
}

class Solve {
  readonly #stride: number;
  /** Address of the first row of the tile, and bytes of the columns left of it. */
  readonly #row: number;
  readonly #left: number;
  /** From a place of x to that of b. */
  readonly #given: number;
  readonly #x: readonly (readonly number[])[];

  constructor(
    readonly f: FunctionWriter,
    readonly n: number,
  ) {
    this.#stride = 8 * n;
    [this.#row, this.#left, this.#given] = numbers(3).map(() => f.local("i32"));
    this.#x = localsOf(f, "f64", side, 1);
  }

  lower(): Bytes {
    const { n } = this;
    const rest = n % side;
    const end = i32.add(get(0), i32.const((n - rest) * this.#stride));
    const next = set(this.#left, i32.add(get(this.#left), i32.const(8 * side)));
    return [
      set(this.#given, i32.sub(get(1), get(2))),
      set(this.#left, i32.const(0)),
      upTo(this.#row, get(0), end, side * this.#stride, [this.#forward(side), next]),
      rest === 0 ? [] : this.#forward(rest),
    ];
  }

  transposed(): Bytes {
    const { n } = this;
    const rest = n % side;
    const last = n - rest - side;
    const next = set(this.#left, i32.sub(get(this.#left), i32.const(8 * side)));
    const at = this.f.local("i32");
    const first = (row: number) => i32.add(get(0), i32.const(row * this.#stride));
    return [
      set(this.#given, i32.sub(get(1), get(2))),
      upTo(at, get(2), i32.add(get(2), i32.const(8 * n)), 8, [
        f64.store(get(at), f64.load(i32.add(get(at), get(this.#given)))),
      ]),
      set(this.#left, i32.const(8 * (n - rest))),
      set(this.#row, first(n - rest)),
      rest === 0 ? [] : this.#backward(rest, at),
      next,
      last < 0 ? [] : downTo(this.#row, first(last), get(0), side * this.#stride, [this.#backward(side, at), next]),
    ];
  }

  /** An element of the tile on the diagonal. */
  #l(i: number, j: number): Bytes {
    return f64.load(i32.add(get(this.#row), get(this.#left)), i * this.#stride + 8 * j);
  }

  #place(): Bytes {
    return i32.add(get(2), get(this.#left));
  }

  #less(target: number, a: Bytes, b: number): Bytes {
    return set(target, f64.sub(get(target), f64.mul(a, get(b))));
  }

  #over(i: number): Bytes {
    const [x] = this.#x[i];
    return set(x, f64.mul(get(x), f64.div(f64.const(1), this.#l(i, i))));
  }

  #forward(size: number): Bytes {
    const x = this.#x.map(([local]) => local);
    const left = { first: this.#row, count: size };
    return [
      rowProducts(this.f, left, { first: 2, count: 1 }, this.#left, this.#stride, this.#x),
      numbers(size).map((i) => [
        set(x[i], f64.sub(f64.load(i32.add(this.#place(), get(this.#given)), 8 * i), get(x[i]))),
        numbers(i).map((j) => this.#less(x[i], this.#l(i, j), x[j])),
        this.#over(i),
        f64.store(this.#place(), get(x[i]), 8 * i),
      ]),
    ];
  }

  /** @param at a local for addresses */
  #backward(size: number, at: number): Bytes {
    const { f } = this;
    const x = this.#x.map(([local]) => local);
    const [all] = localsOf(f, "v128", 1, size);
    const sum = f.local("v128");
    const row = f.local("i32");
    const code = [
      numbers(size).map((i) => set(x[i], f64.load(this.#place(), 8 * i))),
      numbers(size)
        .reverse()
        .map((i) => [
          this.#over(i),
          numbers(i).map((j) => this.#less(x[j], this.#l(i, j), x[i])),
          f64.store(this.#place(), get(x[i]), 8 * i),
          set(all[i], f64x2.splat(get(x[i]))),
        ]),
      set(row, get(this.#row)),
      upTo(at, get(2), this.#place(), 16, [
        set(sum, f64x2.load(get(at))),
        numbers(size).map((i) =>
          set(sum, f64x2.sub(get(sum), f64x2.mul(f64x2.load(get(row), i * this.#stride), get(all[i])))),
        ),
        f64x2.store(get(at), get(sum)),
        set(row, i32.add(get(row), i32.const(16))),
      ]),
    ];
    f.release("v128", [...all, sum]);
    f.release("i32", [row]);
    return code;
  }
}
