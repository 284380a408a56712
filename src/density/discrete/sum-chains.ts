/**
 * Chains summed out by the forward recursion a_t(j) = log sum_i exp(a_(t-1)(i) + pair_t(i, j)) + own_t(j) (Rabiner 1989, in logarithms),
 * all chains of one kind in one loop over their positions.
 */
import { add, broadcast, fill, logsumexp, reshape, slice } from "../../tensor/build.ts";
import { scanInputs, scanOf } from "../../tensor/build-scan.ts";
import type { Node } from "../../tensor/node.ts";
import type { Chains } from "./paths.ts";

/** The sum of the tables of one set of variables each: [target, values of its variables ..], in the order of `scopes`. */
export type TableOf = (scopes: readonly (readonly number[])[]) => Node | undefined;

/** Log of the sum over all values of each chain, [chain]. */
export function sumChains(chains: Chains, states: number, tableOf: TableOf): Node {
  const [{ length }] = chains;
  const count = chains.length;
  const positions = Array.from({ length }, (_, t) => t);
  const own = tableOf(positions.flatMap((t) => chains.map((chain) => [chain[t]]))) ?? fill([length * count, states], 0);
  const pair =
    tableOf(positions.slice(1).flatMap((t) => chains.map((chain) => [chain[t - 1], chain[t]]))) ??
    fill([(length - 1) * count, states, states], 0);
  const each = reshape(own, [length, count, states]);
  const pairs = sharedOrEach(pair, length - 1, [count, states, states]);
  const xs = [slice(each, 0, 1, length), ...(pairs.shared ? [] : [pairs.node])];
  const shared = pairs.shared ? [pairs.node] : [];
  const inputs = scanInputs(
    [count, states],
    xs.map((x) => x.shape.slice(1)),
    shared.map((x) => x.shape),
  );
  const step = pairs.shared ? inputs.shared[0] : inputs.xs[1];
  const square = [count, states, states];
  const table = add(broadcast(inputs.carry, square, [0, 1]), pairs.shared ? broadcast(step, square, [1, 2]) : step);
  const next = add(logsumexp(table, [1]), inputs.xs[0]);
  const start = reshape(slice(each, 0, 0, 1), [count, states]);
  const all = scanOf(start, xs, shared, { ...inputs, next }, length - 1, false);
  return logsumexp(reshape(slice(all, 0, length - 2, length - 1), [count, states]), [1]);
}

/** Tables that are the same at all positions of all chains are kept once. */
function sharedOrEach(pair: Node, steps: number, shape: readonly number[]): { node: Node; shared: boolean } {
  const { op } = pair;
  if (op.name === "broadcast" && !op.axes.includes(0)) {
    return {
      node: broadcast(
        pair.inputs[0],
        shape.slice(1),
        op.axes.map((axis) => axis - 1),
      ),
      shared: true,
    };
  }
  return { node: reshape(pair, [steps, ...shape]), shared: false };
}
