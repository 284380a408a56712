/** Products of rows: of each of some rows with each of some others, over the columns left of a tile. */
import type { Bytes } from "../encode.ts";
import type { FunctionWriter } from "../function.ts";
import { f64, f64x2, get, i32, set } from "../instructions.ts";
import { localsOf, numbers, upTo } from "./walk.ts";

export interface Rows {
  /** A local with the address of the first row, and how many there are. */
  readonly first: number;
  readonly count: number;
}

/** Sums that stay in registers. */
const most = 8;

/**
 * Sets sums[r][c] to the sum over k of left[r][k] right[c][k].
 * @param bytes a local with the bytes of the columns that are summed over, a multiple of 32
 * @param stride bytes from row to row
 */
export function rowProducts(
  f: FunctionWriter,
  left: Rows,
  right: Rows,
  bytes: number,
  stride: number,
  sums: readonly (readonly number[])[],
): Bytes {
  const width = Math.max(1, Math.min(right.count, Math.floor(most / left.count)));
  const strips: Bytes[] = [];
  for (let from = 0; from < right.count; from += width) {
    const columns = numbers(Math.min(width, right.count - from));
    const totals = localsOf(f, "v128", left.count, columns.length);
    const [other] = localsOf(f, "v128", 1, columns.length);
    const x = f.local("v128");
    const [a, b] = [f.local("i32"), f.local("i32")];
    const pair = (offset: number): Bytes => [
      columns.map((c) => set(other[c], f64x2.load(get(b), (from + c) * stride + offset))),
      totals.map((list, r) => [
        set(x, f64x2.load(get(a), r * stride + offset)),
        list.map((total, c) => set(total, f64x2.add(get(total), f64x2.mul(get(x), get(other[c]))))),
      ]),
    ];
    strips.push(
      totals.flat().map((total) => set(total, f64x2.const(0))),
      set(b, get(right.first)),
      upTo(a, get(left.first), i32.add(get(left.first), get(bytes)), 32, [
        pair(0),
        pair(16),
        set(b, i32.add(get(b), i32.const(32))),
      ]),
      totals.map((list, r) =>
        list.map((total, c) => set(sums[r][from + c], f64.add(f64x2.lane(get(total), 0), f64x2.lane(get(total), 1)))),
      ),
    );
    f.release("v128", [...totals.flat(), ...other, x]);
    f.release("i32", [a, b]);
  }
  return strips;
}
