/**
 * Matrix products as WebAssembly functions, made for one shape: blocks of rows and columns whose sums stay in registers, two
 * doubles at once. Operands may be transposed: of strides only one must be 1.
 */
import type { WasmFunction } from "./encode.ts";
import { FunctionWriter } from "./function.ts";
import { Blocks } from "./products/blocks.ts";
import { Dots } from "./products/dots.ts";
import { formOf, type Product, type Strides } from "./products/shape.ts";

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
