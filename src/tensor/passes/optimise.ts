/** All passes over a program. What no output needs any more is gone by itself: a program is what its outputs reach. */
import type { Program } from "../node.ts";
import { broadcasts } from "./broadcasts.ts";
import { collect } from "./collect.ts";
import { conditions } from "./conditions.ts";
import { fold } from "./fold.ts";
import { gathers } from "./gathers.ts";
import { indices } from "./indices.ts";
import { moves } from "./moves.ts";
import { products } from "./products.ts";
import { projections } from "./projections.ts";
import { reductions } from "./reductions.ts";
import { repeats } from "./repeats.ts";
import { type Rules, rewrite } from "./rewrite.ts";
import { roots } from "./roots.ts";
import { scans } from "./scans.ts";
import { simplify } from "./simplify.ts";
import { sortSegments } from "./sorted-segments.ts";
import { sufficientStatistics } from "./sufficient-statistics.ts";
import { sums } from "./sums.ts";
import { triangles } from "./triangles.ts";

/**
 * By name, in the order in which they are tried at each node. Broadcasts before folding, so that what is the same along an axis
 * is computed once and not stored.
 */
export const namedPasses: Readonly<Record<string, Rules>> = {
  broadcasts,
  gathers,
  fold,
  simplify,
  conditions,
  collect,
  repeats,
  indices,
  moves,
  reductions,
  sums,
  products,
  projections,
  "sufficient-statistics": sufficientStatistics,
  scans: scans(() => passes),
  roots,
  triangles,
};

export const passes: readonly Rules[] = Object.values(namedPasses);

/**
 * The same program with fewer operations: constants folded, common subexpressions shared, work moved out of loops over data.
 * Values agree up to rounding, except where inner results over- or underflow (see the passes for what they take the liberty
 * to do). Throws a RangeError when a constant index is out of range.
 * @param chosen the passes that are tried; steps of recursions take them all
 */
export function optimise(program: Program, chosen: readonly Rules[] = passes): Program {
  const nodes = rewrite(
    program.outputs.map((output) => output.node),
    chosen,
  );
  const sorted = sortSegments(nodes);
  return { buffers: program.buffers, outputs: program.outputs.map((output, i) => ({ ...output, node: sorted[i] })) };
}
