/**
 * Matrix products as WebAssembly functions, made for one shape: blocks of rows and columns whose sums stay in registers, two
 * doubles at once. Operands may be transposed: of strides only one must be 1.
 */
import type { Bytes, ValueType, WasmFunction } from "./encode.ts";
import { FunctionWriter } from "./function.ts";
import { f64, f64x2, get, i32, set } from "./instructions.ts";

/** Elements from one row, column or matrix of a stack to the next. */
export interface Strides {
  readonly batch: number;
  readonly row: number;
  readonly column: number;
}

/** c [batches, m, n] = a [batches, m, k] b [batches, k, n]; c is dense and row-major. */
export interface Product {
  readonly batches: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  readonly a: Strides;
  readonly b: Strides;
}

/** What is computed along consecutive numbers: columns of the result, its rows, or terms of the sums. */
type Form = "columns" | "rows" | "terms";

/** Sums in flight: with the operands they fill the sixteen vector registers of a processor. */
const most = 8;

/** The way to compute the product, undefined where no operand is read in order. */
export function formOf({ m, k, n, a, b }: Product): Form | undefined {
  const columns = b.column === 1 && n > 1;
  const rows = a.row === 1 && m > 1;
  const terms = a.column === 1 && b.row === 1 && k > 1;
  if (columns && n >= 4) return "columns";
  if (rows && m >= 4) return "rows";
  if (terms && k >= 4) return "terms";
  return columns ? "columns" : rows ? "rows" : terms ? "terms" : undefined;
}

/** A text that is equal for products of equal functions. */
export function keyOf({ batches, m, k, n, a, b }: Product): string {
  return [batches, m, k, n, a.batch, a.row, a.column, b.batch, b.row, b.column].join(" ");
}

/** The function (a, b, c) of addresses in memory. */
export function productFunction(product: Product, name: string): WasmFunction {
  const form = formOf(product);
  if (form === undefined) throw new Error("emit: no operand of the product is in order");
  const { batches, m, k, n, a, b } = product;
  const f = new FunctionWriter(["i32", "i32", "i32"]);
  const one = () => {
    if (form === "terms") return new Dots(f, product).write();
    const result = { row: n, column: 1 };
    if (form === "columns") return new Blocks(f, { rows: m, columns: n, k, a, b, result }).write();
    // the transposed product: the columns of its second operand are the rows of a
    const turned = (x: Strides): Strides => ({ batch: x.batch, row: x.column, column: x.row });
    return new Blocks(f, {
      rows: n,
      columns: m,
      k,
      a: turned(b),
      b: turned(a),
      result: { row: 1, column: n },
      swapped: true,
    }).write();
  };
  const advance = [
    [0, 8 * a.batch],
    [1, 8 * b.batch],
    [2, 8 * m * n],
  ] as const;
  return f.finish(name, f.times(batches, one, batches === 1 ? [] : advance));
}

/** Steps of the sum that are written one after the other. */
const unrolled = 4;

/** Writes a loop over the k terms of sums, some at a time; `term` is told how many terms its pointers lag behind. */
function overTerms(
  f: FunctionWriter,
  count: number,
  term: (behind: number) => Bytes,
  pointers: readonly (readonly [local: number, bytes: number])[],
): Bytes {
  const width = Math.min(unrolled, count);
  const several = (size: number) => Array.from({ length: size }, (_, u) => term(u));
  const advance = pointers.map(([local, bytes]) => [local, bytes * width] as const);
  return [f.times(Math.floor(count / width), () => several(width), advance), ...several(count % width)];
}

/** How many doubles of a row of the block one register holds, and how to work on them. */
interface Lanes {
  readonly type: ValueType;
  readonly width: number;
  readonly zero: Bytes;
  readonly load: (address: Bytes, offset: number) => Bytes;
  readonly loadSame: (address: Bytes, offset: number) => Bytes;
  readonly add: (a: Bytes, b: Bytes) => Bytes;
  readonly mul: (a: Bytes, b: Bytes) => Bytes;
}

const single: Lanes = {
  type: "f64",
  width: 1,
  zero: f64.const(0),
  load: f64.load,
  loadSame: f64.load,
  add: f64.add,
  mul: f64.mul,
};
const pair: Lanes = {
  type: "v128",
  width: 2,
  zero: f64x2.const(0),
  load: f64x2.load,
  loadSame: f64x2.loadSplat,
  add: f64x2.add,
  mul: f64x2.mul,
};

interface Blocked {
  readonly rows: number;
  readonly columns: number;
  readonly k: number;
  readonly a: Strides;
  /** Its columns are consecutive. */
  readonly b: Strides;
  readonly result: { readonly row: number; readonly column: number };
  /** The first parameter of the function is b. */
  readonly swapped?: boolean;
}

/** Blocks of some rows and some consecutive columns; in a step of the sum each row's number meets each column's. */
class Blocks {
  readonly #left: number;
  readonly #right: number;
  readonly #out: number;

  constructor(
    readonly f: FunctionWriter,
    readonly of: Blocked,
  ) {
    this.#left = f.local("i32");
    this.#right = f.local("i32");
    this.#out = f.local("i32");
  }

  write(): Bytes {
    const { rows, columns } = this.of;
    const high = Math.min(rows, 4);
    const wide = 2 * Math.max(1, Math.min(most / high, columns >> 1) | 0);
    const strips: Bytes[] = [];
    let done = 0;
    for (const [width, lanes] of [
      [wide, pair],
      [2, pair],
      [1, single],
    ] as const) {
      const count = Math.floor((columns - done) / width);
      if (count > 0) strips.push(this.#strips(done, count, width, lanes, high));
      done += count * width;
    }
    return strips;
  }

  /** Strips of `width` columns, each with all rows. */
  #strips(from: number, count: number, width: number, lanes: Lanes, high: number): Bytes {
    const { f, of } = this;
    const right = f.local("i32");
    const out = f.local("i32");
    const [paramA, paramB] = of.swapped ? [1, 0] : [0, 1];
    const strip = () => [
      set(this.#left, get(paramA)),
      set(this.#out, get(out)),
      this.#rows(Math.floor(of.rows / high), high, width, lanes, right),
      this.#rows(of.rows % high > 0 ? 1 : 0, of.rows % high, width, lanes, right),
    ];
    const code = [
      set(right, i32.add(get(paramB), i32.const(8 * from))),
      set(out, i32.add(get(2), i32.const(8 * from * of.result.column))),
      f.times(count, strip, [
        [right, 8 * width],
        [out, 8 * width * of.result.column],
      ]),
    ];
    f.release("i32", [right, out]);
    return code;
  }

  #rows(count: number, high: number, width: number, lanes: Lanes, right: number): Bytes {
    const { a, result } = this.of;
    return this.f.times(count, () => this.#block(high, width, lanes, right), [
      [this.#left, 8 * high * a.row],
      [this.#out, 8 * high * result.row],
    ]);
  }

  #block(high: number, width: number, lanes: Lanes, right: number): Bytes {
    const { f, of } = this;
    const { a, b, k } = of;
    const across = width / lanes.width;
    const locals = (count: number) => Array.from({ length: count }, () => f.local(lanes.type));
    const sums = Array.from({ length: high }, () => locals(across));
    const row = locals(across);
    const x = f.local(lanes.type);
    const left = f.local("i32");
    const term = (u: number): Bytes => [
      row.map((local, v) => set(local, lanes.load(get(this.#right), 8 * (u * b.row + v * lanes.width)))),
      sums.map((list, r) => [
        set(x, lanes.loadSame(get(left), 8 * (u * a.column + r * a.row))),
        list.map((sum, v) => set(sum, lanes.add(get(sum), lanes.mul(get(x), get(row[v]))))),
      ]),
    ];
    const code = [
      sums.flat().map((sum) => set(sum, lanes.zero)),
      set(left, get(this.#left)),
      set(this.#right, get(right)),
      overTerms(f, k, term, [
        [left, 8 * a.column],
        [this.#right, 8 * b.row],
      ]),
      sums.map((list, r) => list.map((sum, v) => this.#store(get(sum), r, v * lanes.width, lanes))),
    ];
    f.release(lanes.type, [...sums.flat(), ...row, x]);
    f.release("i32", [left]);
    return code;
  }

  #store(value: Bytes, row: number, column: number, lanes: Lanes): Bytes {
    const { result } = this.of;
    const out = get(this.#out);
    const offset = 8 * (row * result.row + column * result.column);
    if (lanes.width === 1) return f64.store(out, value, offset);
    if (result.column === 1) return f64x2.store(out, value, offset);
    return [f64x2.storeLane(out, value, 0, offset), f64x2.storeLane(out, value, 1, offset + 8 * result.column)];
  }
}

/** Sums whose terms are consecutive in both operands, for some rows and columns at once. */
class Dots {
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
