/** The gradient and the Hessian of the losses of an inner problem, as nodes over its own inputs. */
import { batch } from "./batch.ts";
import { broadcast, input, mul, sum, transpose, unitMatrix } from "./build.ts";
import { differentiate } from "./differentiate.ts";
import type { MinimiserBody, Node } from "./node.ts";
import { range } from "./shape.ts";

export interface SecondOrder {
  /** [.., n]: by the point. */
  readonly gradient: Node;
  /** [.., n, n]: by the point twice. */
  readonly hessian: Node;
}

const known = new WeakMap<MinimiserBody, SecondOrder>();

/** Each loss depends on its own point only, so derivatives of their sum are those of each. */
export function secondOrder(body: MinimiserBody): SecondOrder {
  const found = known.get(body);
  if (found) return found;
  const { point, loss } = body;
  const [gradient] = differentiate(loss, [point]);
  const result = { gradient, hessian: hessianOf(point, gradient) };
  known.set(body, result);
  return result;
}

/** All columns at once: products of the Hessian with every unit vector. */
function hessianOf(point: Node, gradient: Node): Node {
  const { shape } = point;
  const rank = shape.length;
  const n = shape[rank - 1];
  const direction = input("minimiser.direction", 0, shape);
  const [product] = differentiate(sum(mul(gradient, direction)), [point]);
  const directions = broadcast(unitMatrix(n), [n, ...shape], [0, rank]);
  const [columns] = batch([product], new Map([[direction, directions]]));
  return transpose(columns, [...range(rank - 1).map((axis) => axis + 1), 0, rank]);
}
