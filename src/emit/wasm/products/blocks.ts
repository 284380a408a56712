/** Products by blocks of rows and columns, whose sums stay in registers. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, f64x2, get, i32, set } from "../instructions.ts";
import { type Lanes, pair, single } from "./lanes.ts";
import type { Strides } from "./shape.ts";
import { overTerms } from "./terms.ts";

/** Sums in flight: with the operands they fill the sixteen vector registers of a processor. */
const most = 8;

export interface Blocked {
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
export class Blocks {
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
