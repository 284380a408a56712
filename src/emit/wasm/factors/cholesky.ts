/**
 * Cholesky factors by tiles, left-looking: a tile of columns less the products of what lies left of it, then the factor of its
 * diagonal, then the rows below that (Golub & Van Loan, "Matrix Computations", section 4.2.6).
 */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, get, i32, set, when } from "../instructions.ts";
import { rowProducts } from "./dots.ts";
import { localsOf, numbers, side, upTo } from "./walk.ts";

/** Writes the factor of the matrix [n, n] behind the first parameter to where the second one says. All of it is NaN where there is none. */
export function writeCholesky(f: FunctionWriter, n: number): Bytes {
  return new Cholesky(f, n).write();
}

class Cholesky {
  readonly #stride: number;
  /** From a place of the result to that of the matrix. */
  readonly #matrix: number;
  /** Address of the first row of the tile, and bytes of the columns left of it. */
  readonly #row: number;
  readonly #left: number;
  readonly #below: number;
  /** Not 0 where a pivot was not positive. */
  readonly #unsound: number;
  readonly #sums: readonly (readonly number[])[];
  /** The factor of the diagonal tile, and 1 over its diagonal. */
  readonly #factor: readonly (readonly number[])[];
  readonly #inverse: readonly number[];

  constructor(
    readonly f: FunctionWriter,
    readonly n: number,
  ) {
    this.#stride = 8 * n;
    [this.#matrix, this.#row, this.#left, this.#below, this.#unsound] = numbers(5).map(() => f.local("i32"));
    this.#sums = localsOf(f, "f64", side, side);
    this.#factor = localsOf(f, "f64", side, side);
    [this.#inverse] = localsOf(f, "f64", 1, side);
  }

  write(): Bytes {
    const { n } = this;
    const stride = this.#stride;
    const rest = n % side;
    const whole = (n - rest) * stride;
    const end = i32.add(get(1), i32.const(whole));
    const next = i32.add(get(this.#row), i32.const(side * stride));
    const tile = [
      this.#diagonal(side),
      upTo(this.#below, next, end, side * stride, this.#rows(side)),
      rest === 0 ? [] : [set(this.#below, end), this.#rows(rest)],
      set(this.#left, i32.add(get(this.#left), i32.const(8 * side))),
    ];
    return [
      set(this.#matrix, i32.sub(get(0), get(1))),
      set(this.#unsound, i32.const(0)),
      set(this.#left, i32.const(0)),
      upTo(this.#row, get(1), end, side * stride, tile),
      rest === 0 ? [] : this.#diagonal(rest),
      when(get(this.#unsound), this.#nowhere()),
    ];
  }

  /** The sums become what is left of some rows of the matrix. */
  #remaining(first: number, count: number, columns: number): Bytes {
    const place = i32.add(get(first), get(this.#left));
    const left = { first, count };
    const sums = this.#sums.slice(0, count).map((list) => list.slice(0, columns));
    return [
      rowProducts(this.f, left, { first: this.#row, count: columns }, this.#left, this.#stride, sums),
      sums.map((list, r) =>
        list.map((sum, c) => {
          const given = f64.load(i32.add(place, get(this.#matrix)), r * this.#stride + 8 * c);
          return set(sum, f64.sub(given, get(sum)));
        }),
      ),
    ];
  }

  #diagonal(size: number): Bytes {
    const l = this.#factor;
    const place = i32.add(get(this.#row), get(this.#left));
    const column = (j: number): Bytes => [
      set(l[j][j], this.#less(this.#sums[j][j], l[j], l[j], j)),
      set(this.#unsound, i32.or(get(this.#unsound), i32.eqz(f64.gt(get(l[j][j]), f64.const(0))))),
      set(l[j][j], f64.sqrt(get(l[j][j]))),
      set(this.#inverse[j], f64.div(f64.const(1), get(l[j][j]))),
      numbers(size - j - 1).map((k) => {
        const i = j + 1 + k;
        return set(l[i][j], f64.mul(this.#less(this.#sums[i][j], l[i], l[j], j), get(this.#inverse[j])));
      }),
    ];
    return [
      this.#remaining(this.#row, size, size),
      numbers(size).map(column),
      numbers(size).map((i) => numbers(i + 1).map((j) => f64.store(place, get(l[i][j]), i * this.#stride + 8 * j))),
    ];
  }

  /** The sum less the products of the first `count` numbers of two rows. */
  #less(sum: number, a: readonly number[], b: readonly number[], count: number): Bytes {
    return numbers(count).reduce<Bytes>((rest, c) => f64.sub(rest, f64.mul(get(a[c]), get(b[c]))), get(sum));
  }

  #rows(count: number): Bytes {
    const place = i32.add(get(this.#below), get(this.#left));
    return [
      this.#remaining(this.#below, count, side),
      numbers(count).map((r) =>
        numbers(side).map((j) => {
          const own = this.#sums[r];
          return [
            set(own[j], f64.mul(this.#less(own[j], own, this.#factor[j], j), get(this.#inverse[j]))),
            f64.store(place, get(own[j]), r * this.#stride + 8 * j),
          ];
        }),
      ),
    ];
  }

  /** NaN in the lower triangle. */
  #nowhere(): Bytes {
    const place = this.f.local("i32");
    const end = i32.add(get(this.#row), get(this.#left));
    const row = upTo(
      place,
      get(this.#row),
      i32.add(end, i32.const(8)),
      8,
      f64.store(get(place), f64.const(Number.NaN)),
    );
    const all = i32.add(get(1), i32.const(this.n * this.#stride));
    const code = [
      set(this.#left, i32.const(0)),
      upTo(this.#row, get(1), all, this.#stride, [row, set(this.#left, i32.add(get(this.#left), i32.const(8)))]),
    ];
    this.f.release("i32", [place]);
    return code;
  }
}
