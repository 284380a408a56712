/** Table look-up by an observed category. */
import { add, constant, gather, reshape } from "../tensor/build.ts";
import { type Node, sizeOf } from "../tensor/node.ts";
import { range } from "../tensor/shape.ts";
import { unbatched } from "./unbatched.ts";

/** map of element x[b] of row b of table [...batch, n], for whole x [...batch]; once per entry where the batch shares the table. */
export function pick(table: Node, x: Node, map: (table: Node) => Node): Node {
  const one = unbatched(table, 1);
  if (one !== undefined) return gather(map(one), x, 0);
  const size = table.shape[table.shape.length - 1];
  const rows = sizeOf(x.shape);
  const start = constant(
    range(rows).map((row) => row * size),
    x.shape,
  );
  return map(gather(reshape(table, [rows * size]), add(start, x), 0));
}
