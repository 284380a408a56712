/** Products by sums whose terms are consecutive in both operands. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, f64x2, get, set } from "../instructions.ts";
import type { Product } from "./shape.ts";
import { overTerms } from "./terms.ts";

/** Sums whose terms are consecutive in both operands, for some rows and columns at once. */
export class Dots {
  readonly #left: number;
  readonly #right: number;
  readonly #out: number;

  constructor(
    readonly f: FunctionWriter,
    readonly of: Product,
  ) {
    this.#left = f.local("i32");
    this.#right = f.local("i32");
    this.#out = f.local("i32");
  }

  write(): Bytes {
    const { f, of } = this;
    const { m, n, a } = of;
    const high = Math.min(m, 4);
    const wide = Math.min(n, high === 1 ? 4 : 2);
    const rows = (count: number, size: number) =>
      f.times(
        count,
        () => [
          set(this.#right, get(1)),
          set(this.#out, get(2)),
          this.#columns(Math.floor(n / wide), size, wide),
          this.#columns(n % wide > 0 ? 1 : 0, size, n % wide),
        ],
        [
          [this.#left, 8 * size * a.row],
          [2, 8 * size * n],
        ],
      );
    const start = f.local("i32");
    const code = [
      set(this.#left, get(0)),
      set(start, get(2)),
      rows(Math.floor(m / high), high),
      rows(m % high > 0 ? 1 : 0, m % high),
      set(2, get(start)),
    ];
    f.release("i32", [start]);
    return code;
  }

  #columns(count: number, high: number, wide: number): Bytes {
    return this.f.times(count, () => this.#block(high, wide), [
      [this.#right, 8 * wide * this.of.b.column],
      [this.#out, 8 * wide],
    ]);
  }

  #block(high: number, wide: number): Bytes {
    const { f, of } = this;
    const { k, n, a, b } = of;
    const locals = (count: number) => Array.from({ length: count }, () => f.local("v128"));
    const sums = Array.from({ length: high }, () => locals(wide));
    const column = locals(wide);
    const x = f.local("v128");
    const left = f.local("i32");
    const right = f.local("i32");
    const last = k % 2 === 1;
    const term = (u: number): Bytes => [
      column.map((local, v) => set(local, f64x2.load(get(right), 8 * (2 * u + v * b.column)))),
      sums.map((list, r) => [
        set(x, f64x2.load(get(left), 8 * (2 * u + r * a.row))),
        list.map((sum, v) => set(sum, f64x2.add(get(sum), f64x2.mul(get(x), get(column[v]))))),
      ]),
    ];
    const store = (sum: number, r: number, v: number): Bytes => {
      const total = f64.add(f64x2.lane(get(sum), 0), f64x2.lane(get(sum), 1));
      const rest = last
        ? f64.add(
            total,
            f64.mul(
              f64.load(get(this.#left), 8 * (k - 1 + r * a.row)),
              f64.load(get(this.#right), 8 * (k - 1 + v * b.column)),
            ),
          )
        : total;
      return f64.store(get(this.#out), rest, 8 * (r * n + v));
    };
    const code = [
      sums.flat().map((sum) => set(sum, f64x2.const(0))),
      set(left, get(this.#left)),
      set(right, get(this.#right)),
      overTerms(f, k >> 1, term, [
        [left, 16],
        [right, 16],
      ]),
      sums.map((list, r) => list.map((sum, v) => store(sum, r, v))),
    ];
    f.release("v128", [...sums.flat(), ...column, x]);
    f.release("i32", [left, right]);
    return code;
  }
}
