/**
 * The adjoint of a matrix from that of its Cholesky factor, by tiles of columns from the last to the first: Murray 2016,
 * "Differentiation of the Cholesky decomposition", section 3.4. With the tile D of the diagonal, R left of it, C below it and B
 * left of C: C' becomes C' D^-1, D' loses C'' C, B' loses C' R, R' loses C'' B and what the tile itself hands on.
 */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, f64x2, get, i32, set } from "../instructions.ts";
import { downTo, localsOf, numbers, side, upTo } from "./walk.ts";

/** From the factor behind the first parameter and its adjoint behind the second, both [n, n], to the symmetric result behind the third. */
export function writeAdjoint(f: FunctionWriter, n: number): Bytes {
  return new Adjoint(f, n).write();
}

class Adjoint {
  readonly #stride: number;
  /** From a place of the result to that of the factor. */
  readonly #factor: number;
  /** Addresses of the first row of the tile, of rows below it, and bytes of the columns left of it. */
  readonly #row: number;
  readonly #other: number;
  readonly #left: number;
  /** Of the diagonal tile the factor, 1 over its diagonal, and the adjoint, which becomes what columns hand on. */
  readonly #l: readonly (readonly number[])[];
  readonly #inverse: readonly number[];
  readonly #g: readonly (readonly number[])[];

  constructor(
    readonly f: FunctionWriter,
    readonly n: number,
  ) {
    this.#stride = 8 * n;
    [this.#factor, this.#row, this.#other, this.#left] = numbers(4).map(() => f.local("i32"));
    this.#l = localsOf(f, "f64", side, side);
    this.#g = localsOf(f, "f64", side, side);
    [this.#inverse] = localsOf(f, "f64", 1, side);
  }

  write(): Bytes {
    const { n } = this;
    const rest = n % side;
    const last = n - rest - side;
    const tileRows = side * this.#stride;
    const next = set(this.#left, i32.sub(get(this.#left), i32.const(8 * side)));
    return [
      this.#copied(),
      set(this.#factor, i32.sub(get(0), get(2))),
      set(this.#left, i32.const(8 * (n - rest))),
      set(this.#row, i32.add(get(2), i32.const((n - rest) * this.#stride))),
      rest === 0 ? [] : this.#tile(rest),
      next,
      last < 0
        ? []
        : downTo(this.#row, i32.add(get(2), i32.const(last * this.#stride)), get(2), tileRows, [
            this.#tile(side),
            next,
          ]),
    ];
  }

  /** The result begins as the adjoint of the factor; what is above the diagonal is written over. */
  #copied(): Bytes {
    const { n } = this;
    const [from, to] = [this.f.local("i32"), this.f.local("i32")];
    const count = n * n;
    const pairs = count - (count % 2);
    const code = [
      set(to, get(2)),
      upTo(from, get(1), i32.add(get(1), i32.const(8 * pairs)), 16, [
        f64x2.store(get(to), f64x2.load(get(from))),
        set(to, i32.add(get(to), i32.const(16))),
      ]),
      count === pairs ? [] : f64.store(get(2), f64.load(get(1), 8 * pairs), 8 * pairs),
    ];
    this.f.release("i32", [from, to]);
    return code;
  }

  #tile(size: number): Bytes {
    const lower = numbers(size).flatMap((i) => numbers(i + 1).map((j) => [i, j] as const));
    const place = i32.add(get(this.#row), get(this.#left));
    const offset = (i: number, j: number) => i * this.#stride + 8 * j;
    return [
      lower.map(([i, j]) => [
        set(this.#l[i][j], f64.load(i32.add(place, get(this.#factor)), offset(i, j))),
        set(this.#g[i][j], f64.load(place, offset(i, j))),
      ]),
      numbers(size).map((j) => set(this.#inverse[j], f64.div(f64.const(1), get(this.#l[j][j])))),
      this.#overRows(size, this.#solve(size)),
      this.#ownColumns(size),
      this.#handOn(size),
      this.#overRows(size, this.#mirror(size)),
      lower.map(([i, j]) => {
        const half = f64.mul(f64.const(0.5), get(this.#g[i][j]));
        return [f64.store(place, half, offset(i, j)), i === j ? [] : f64.store(place, half, offset(j, i))];
      }),
    ];
  }

  /** All rows below the tile. */
  #overRows(size: number, body: Bytes): Bytes {
    const first = i32.add(get(this.#row), i32.const(size * this.#stride));
    return upTo(this.#other, first, i32.add(get(2), i32.const(this.n * this.#stride)), this.#stride, body);
  }

  /** A row of C' D^-1, and what the tile loses by it. */
  #solve(size: number): Bytes {
    const place = i32.add(get(this.#other), get(this.#left));
    const [e, c] = localsOf(this.f, "f64", 2, size);
    const at = this.f.local("i32");
    const code = [
      set(at, place),
      numbers(size).map((j) => set(e[j], f64.load(get(at), 8 * j))),
      numbers(size)
        .reverse()
        .map((j) => [
          set(e[j], f64.mul(get(e[j]), get(this.#inverse[j]))),
          numbers(j).map((k) => set(e[k], f64.sub(get(e[k]), f64.mul(get(e[j]), get(this.#l[j][k]))))),
          f64.store(get(at), get(e[j]), 8 * j),
        ]),
      numbers(size).map((j) => set(c[j], f64.load(i32.add(get(at), get(this.#factor)), 8 * j))),
      numbers(size).map((j) =>
        numbers(j + 1).map((k) => set(this.#g[j][k], f64.sub(get(this.#g[j][k]), f64.mul(get(e[j]), get(c[k]))))),
      ),
    ];
    this.f.release("f64", [...e, ...c]);
    this.f.release("i32", [at]);
    return code;
  }

  /** The tile's own columns, one after the other (section 3.2). */
  #ownColumns(size: number): Bytes {
    const [g, l] = [this.#g, this.#l];
    return numbers(size)
      .reverse()
      .map((j) => {
        const others = numbers(size - j - 1).map((k) => j + 1 + k);
        const lose = (target: number, a: number, b: number) =>
          set(target, f64.sub(get(target), f64.mul(get(a), get(b))));
        return [
          others.map((i) => [
            set(g[i][j], f64.mul(get(g[i][j]), get(this.#inverse[j]))),
            lose(g[j][j], l[i][j], g[i][j]),
          ]),
          set(g[j][j], f64.mul(get(g[j][j]), get(this.#inverse[j]))),
          numbers(j).map((k) => [
            lose(g[j][k], g[j][j], l[j][k]),
            others.map((i) => [lose(g[j][k], g[i][j], l[i][k]), lose(g[i][k], g[i][j], l[j][k])]),
          ]),
        ];
      });
  }

  /** To the columns left of the tile, two at a time. */
  #handOn(size: number): Bytes {
    const { f } = this;
    const column = f.local("i32");
    const at = f.local("i32");
    const [r, own] = localsOf(f, "v128", 2, size);
    const [x, y, e] = numbers(3).map(() => f.local("v128"));
    const place = i32.add(get(this.#row), get(column));
    const row = [
      set(at, i32.add(get(this.#other), get(this.#left))),
      set(x, f64x2.load(i32.add(i32.add(get(this.#other), get(column)), get(this.#factor)))),
      set(y, f64x2.load(i32.add(get(this.#other), get(column)))),
      numbers(size).map((c) => [
        set(e, f64x2.loadSplat(get(at), 8 * c)),
        set(own[c], f64x2.sub(get(own[c]), f64x2.mul(get(e), get(x)))),
        set(y, f64x2.sub(get(y), f64x2.mul(get(e), get(r[c])))),
      ]),
      f64x2.store(i32.add(get(this.#other), get(column)), get(y)),
    ];
    const tileHands = (c: number): Bytes =>
      numbers(size).map((d) => {
        const factor = this.#g[Math.max(c, d)][Math.min(c, d)];
        return set(own[c], f64x2.sub(get(own[c]), f64x2.mul(f64x2.splat(get(factor)), get(r[d]))));
      });
    const code = upTo(column, i32.const(0), get(this.#left), 16, [
      numbers(size).map((c) => [
        set(r[c], f64x2.load(i32.add(place, get(this.#factor)), c * this.#stride)),
        set(own[c], f64x2.load(place, c * this.#stride)),
      ]),
      this.#overRows(size, row),
      numbers(size).map((c) => [tileHands(c), f64x2.store(place, get(own[c]), c * this.#stride)]),
    ]);
    f.release("v128", [...r, ...own, x, y, e]);
    f.release("i32", [column, at]);
    return code;
  }

  /** Halves for both triangles. */
  #mirror(size: number): Bytes {
    const { f } = this;
    const half = f.local("f64");
    // bytes of the row's number as a column: rows are `stride` apart, columns 8
    const across = i32.div(i32.sub(get(this.#other), get(2)), i32.const(this.n));
    const code = numbers(size).map((c) => [
      set(half, f64.mul(f64.const(0.5), f64.load(i32.add(get(this.#other), get(this.#left)), 8 * c))),
      f64.store(i32.add(get(this.#other), get(this.#left)), get(half), 8 * c),
      f64.store(i32.add(get(this.#row), across), get(half), c * this.#stride),
    ]);
    f.release("f64", [half]);
    return code;
  }
}
