/** Triangular systems with several right sides: some neighbouring columns of x at once, by tiles of rows. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, get, i32, set } from "../instructions.ts";
import { type Lanes, pair, single } from "../products/lanes.ts";
import { downTo, numbers, side, upTo } from "./walk.ts";

/** From l [n, n] and b [n, m] behind the first two parameters to x behind the third. */
export function writeSolveMany(f: FunctionWriter, n: number, m: number, transposed: boolean): Bytes {
  const strips: Bytes[] = [];
  let done = 0;
  for (const [vectors, lanes] of [
    [2, pair],
    [1, pair],
    [1, single],
  ] as const) {
    const width = vectors * lanes.width;
    const count = Math.floor((m - done) / width);
    const [x, given] = [f.local("i32"), f.local("i32")];
    const strip = new Strip(f, n, 8 * m, vectors, lanes, x, given);
    if (count > 0)
      strips.push(
        set(given, i32.sub(get(1), get(2))),
        upTo(
          x,
          i32.add(get(2), i32.const(8 * done)),
          i32.add(get(2), i32.const(8 * (done + count * width))),
          8 * width,
          [transposed ? strip.transposed() : strip.lower()],
        ),
      );
    f.release("i32", [x, given]);
    done += count * width;
  }
  return strips;
}

/** Columns of x that one or two registers hold. */
class Strip {
  readonly #stride: number;
  /** Addresses of the first row of the tile, in l and in x, and bytes of the columns of l left of it. */
  readonly #row: number;
  readonly #place: number;
  readonly #left: number;
  readonly #tile: readonly (readonly number[])[];

  /**
   * @param across bytes from row to row of x
   * @param x a local with the address of the strip in x
   * @param given a local with what leads from there to b
   */
  constructor(
    readonly f: FunctionWriter,
    readonly n: number,
    readonly across: number,
    readonly vectors: number,
    readonly lanes: Lanes,
    readonly x: number,
    readonly given: number,
  ) {
    this.#stride = 8 * n;
    [this.#row, this.#place, this.#left] = numbers(3).map(() => f.lasting("i32"));
    this.#tile = numbers(side).map(() => numbers(vectors).map(() => f.lasting(lanes.type)));
  }

  lower(): Bytes {
    const { n } = this;
    const rest = n % side;
    const end = i32.add(get(0), i32.const((n - rest) * this.#stride));
    return [
      set(this.#left, i32.const(0)),
      set(this.#place, get(this.x)),
      upTo(this.#row, get(0), end, side * this.#stride, [this.#forward(side), this.#step(1)]),
      rest === 0 ? [] : this.#forward(rest),
    ];
  }

  transposed(): Bytes {
    const { n, x, across } = this;
    const rest = n % side;
    const last = n - rest - side;
    const at = this.f.local("i32");
    const first = (row: number) => i32.add(get(0), i32.const(row * this.#stride));
    const code = [
      upTo(at, get(x), i32.add(get(x), i32.const(n * across)), across, [
        numbers(this.vectors).map((v) =>
          this.#store(get(at), this.#load(i32.add(get(at), get(this.given)), 0, v), 0, v),
        ),
      ]),
      set(this.#left, i32.const(8 * (n - rest))),
      set(this.#place, i32.add(get(x), i32.const((n - rest) * across))),
      set(this.#row, first(n - rest)),
      rest === 0 ? [] : this.#backward(rest, at),
      this.#step(-1),
      last < 0
        ? []
        : downTo(this.#row, first(last), get(0), side * this.#stride, [this.#backward(side, at), this.#step(-1)]),
    ];
    this.f.release("i32", [at]);
    return code;
  }

  /** To the next tile or the one before. */
  #step(by: number): Bytes {
    return [
      set(this.#left, i32.add(get(this.#left), i32.const(8 * side * by))),
      set(this.#place, i32.add(get(this.#place), i32.const(side * this.across * by))),
    ];
  }

  #load(address: Bytes, row: number, v: number): Bytes {
    return this.lanes.load(address, row * this.across + 8 * v * this.lanes.width);
  }

  #store(address: Bytes, value: Bytes, row: number, v: number): Bytes {
    return this.lanes.store(address, value, row * this.across + 8 * v * this.lanes.width);
  }

  /** An element of the tile on the diagonal of l, in all lanes. */
  #l(i: number, j: number): Bytes {
    return this.lanes.loadSame(i32.add(get(this.#row), get(this.#left)), i * this.#stride + 8 * j);
  }

  /** Row i less some number times row j, of the tile of x. */
  #less(i: number, factor: number, j: number): Bytes {
    const { sub, mul } = this.lanes;
    const [to, from] = [this.#tile[i], this.#tile[j]];
    return numbers(this.vectors).map((v) => set(to[v], sub(get(to[v]), mul(get(factor), get(from[v])))));
  }

  /** Row i of the tile of x over the diagonal of l, which makes it known. */
  #known(i: number, factor: number): Bytes {
    const inverse = f64.div(f64.const(1), f64.load(i32.add(get(this.#row), get(this.#left)), i * this.#stride + 8 * i));
    return [
      set(factor, this.lanes.same(inverse)),
      this.#tile[i].map((local) => set(local, this.lanes.mul(get(local), get(factor)))),
      this.#tile[i].map((local, v) => this.#store(get(this.#place), get(local), i, v)),
    ];
  }

  #forward(size: number): Bytes {
    const { f, lanes } = this;
    const [l, at] = [f.local("i32"), f.local("i32")];
    const factor = f.local(lanes.type);
    const known = numbers(this.vectors).map(() => f.local(lanes.type));
    const code = [
      numbers(size).map((i) =>
        this.#tile[i].map((local, v) => set(local, this.#load(i32.add(get(this.#place), get(this.given)), i, v))),
      ),
      set(at, get(this.x)),
      upTo(l, get(this.#row), i32.add(get(this.#row), get(this.#left)), 8, [
        known.map((local, v) => set(local, this.#load(get(at), 0, v))),
        numbers(size).map((i) => [
          set(factor, lanes.loadSame(get(l), i * this.#stride)),
          this.#tile[i].map((local, v) => set(local, lanes.sub(get(local), lanes.mul(get(factor), get(known[v]))))),
        ]),
        set(at, i32.add(get(at), i32.const(this.across))),
      ]),
      numbers(size).map((i) => [
        numbers(i).map((j) => [set(factor, this.#l(i, j)), this.#less(i, factor, j)]),
        this.#known(i, factor),
      ]),
    ];
    f.release("i32", [l, at]);
    f.release(lanes.type, [factor, ...known]);
    return code;
  }

  /** @param at a local for addresses */
  #backward(size: number, at: number): Bytes {
    const { f, lanes } = this;
    const l = f.local("i32");
    const factor = f.local(lanes.type);
    const rest = numbers(this.vectors).map(() => f.local(lanes.type));
    const code = [
      numbers(size).map((i) => this.#tile[i].map((local, v) => set(local, this.#load(get(this.#place), i, v)))),
      numbers(size)
        .reverse()
        .map((i) => [
          this.#known(i, factor),
          numbers(i).map((j) => [set(factor, this.#l(i, j)), this.#less(j, factor, i)]),
        ]),
      set(at, get(this.x)),
      upTo(l, get(this.#row), i32.add(get(this.#row), get(this.#left)), 8, [
        rest.map((local, v) => set(local, this.#load(get(at), 0, v))),
        numbers(size).map((i) => [
          set(factor, lanes.loadSame(get(l), i * this.#stride)),
          rest.map((local, v) => set(local, lanes.sub(get(local), lanes.mul(get(factor), get(this.#tile[i][v]))))),
        ]),
        rest.map((local, v) => this.#store(get(at), get(local), 0, v)),
        set(at, i32.add(get(at), i32.const(this.across))),
      ]),
    ];
    f.release("i32", [l]);
    f.release(lanes.type, [factor, ...rest]);
    return code;
  }
}
