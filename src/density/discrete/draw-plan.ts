/** How the discrete latents of a position are drawn: plain data, so that it may cross to another thread. */
import type { CheckedScenario } from "../../language/checked.ts";
import type { Output, Program } from "../../tensor/node.ts";
import { sizeOf } from "../../tensor/node.ts";
import { optimise } from "../../tensor/passes/optimise.ts";
import { importCalls, netsOf } from "../import-boxes.ts";
import type { Layout } from "../layout.ts";
import { bindPosition } from "../layout.ts";
import { analyseDiscrete } from "./analyse.ts";
import type { Step } from "./order.ts";
import { type Tables, tablesOf } from "./tables.ts";

/**
 * One variable summed out. Its joint table is [...neighbours, variable]; log weights are numbered through, first those of the program's
 * tables, then those of the messages that steps leave to later ones.
 */
export interface DrawStep {
  readonly variable: number;
  readonly neighbours: readonly number[];
  /** Values of the variable, and of all neighbours together. */
  readonly states: number;
  readonly rows: number;
  /** For each neighbour, what one more of its value adds to the row. */
  readonly strides: readonly number[];
  /** For each factor, the log weight that each entry of the joint table takes from it. */
  readonly factors: readonly Int32Array[];
  /** Where its joint table begins among all. */
  readonly jointAt: number;
  /** Where its message, one log weight a row, begins among the log weights. */
  readonly messageAt: number;
  /** The later step in whose table all neighbours stand, and for each entry of that, the row of this one; absent without neighbours. */
  readonly parent?: { readonly step: number; readonly rowOf: Int32Array };
}

export interface DiscretePlan {
  /** Buffers: position -> tables. */
  readonly program: Program;
  readonly tableCount: number;
  readonly weightCount: number;
  readonly jointCount: number;
  readonly steps: readonly DrawStep[];
  /** For each variable its smallest value, how many it has, and where it stands in the vector of constrained values. */
  readonly lower: Float64Array;
  readonly states: Int32Array;
  readonly places: Int32Array;
}

/** A factor of the numeric elimination: its variables, and where its log weights begin. */
interface Factor {
  readonly scope: readonly number[];
  readonly at: number;
}

/** Undefined where nothing is summed out. */
export function planDiscrete(scenario: CheckedScenario, layout: Layout): DiscretePlan | undefined {
  const { elimination } = analyseDiscrete(scenario);
  if (elimination === undefined) return undefined;
  const { variables, greedy } = elimination;
  const tables = elimination.terms.flatMap((term) => tablesOf(term, variables).tables);
  const nodes = importCalls(bindPosition(layout).bind(tables.map(({ node }) => node)), netsOf(scenario));
  let tableCount = 0;
  const outputs: Output[] = nodes.map((node) => {
    const output = { buffer: "tables", offset: tableCount, node };
    tableCount += sizeOf(node.shape);
    return output;
  });
  const factors = tables.flatMap((each, i) => factorsOf(each, outputs[i].offset));
  const program = optimise({ buffers: { position: layout.dimension, tables: tableCount }, outputs });
  return {
    program,
    tableCount,
    ...stepsOf(greedy.steps, factors, variables.count, tableCount),
    lower: variables.lower,
    states: variables.count,
    places: placesOf(layout, variables.offsets, variables.count.length),
  };
}

function factorsOf({ sizes, scopes }: Tables, at: number): Factor[] {
  const rank = sizes.length;
  const entries = sizeOf(sizes);
  return Array.from({ length: scopes.length / rank }, (_, row) => ({
    scope: [...scopes.subarray(row * rank, (row + 1) * rank)],
    at: at + row * entries,
  }));
}

function placesOf(layout: Layout, offsets: ReadonlyMap<unknown, number>, count: number): Int32Array {
  const places = new Int32Array(count);
  for (const { latent, valueOffset, valueSize } of layout.slots) {
    const offset = offsets.get(latent.node);
    if (offset !== undefined) for (let i = 0; i < valueSize; i++) places[offset + i] = valueOffset + i;
  }
  return places;
}

function stepsOf(
  order: readonly Step[],
  factors: readonly Factor[],
  count: Int32Array,
  tableCount: number,
): Pick<DiscretePlan, "steps" | "weightCount" | "jointCount"> {
  const waiting: Set<Factor>[] = Array.from(count, () => new Set());
  const enter = (factor: Factor) => {
    for (const v of factor.scope) waiting[v].add(factor);
  };
  factors.forEach(enter);
  const stepOf = new Int32Array(count.length);
  order.forEach(({ variable }, i) => {
    stepOf[variable] = i;
  });
  const steps: DrawStep[] = [];
  let weightCount = tableCount;
  let jointCount = 0;
  for (const { variable, neighbours } of order) {
    const sizes = [...neighbours, variable].map((v) => count[v]);
    const scope = [...neighbours, variable];
    const rows = sizeOf(sizes.slice(0, -1));
    const own = [...waiting[variable]];
    for (const factor of own) for (const v of factor.scope) waiting[v].delete(factor);
    steps.push({
      variable,
      neighbours,
      states: count[variable],
      rows,
      strides: neighbours.map((_, k) => sizeOf(sizes.slice(k + 1, -1))),
      factors: own.map((factor) => entriesIn(scope, sizes, factor, count)),
      jointAt: jointCount,
      messageAt: weightCount,
    });
    jointCount += rows * count[variable];
    if (neighbours.length > 0) enter({ scope: neighbours, at: weightCount });
    weightCount += rows;
  }
  return { steps: steps.map((step) => withParent(step, steps, stepOf, count)), weightCount, jointCount };
}

/** For each entry of a table over `scope`, the entry of a factor over some of it. */
function entriesIn(scope: readonly number[], sizes: readonly number[], factor: Factor, count: Int32Array): Int32Array {
  const own = factor.scope.map((v) => count[v]);
  const strides = scope.map((v) => {
    const k = factor.scope.indexOf(v);
    return k < 0 ? 0 : sizeOf(own.slice(k + 1));
  });
  const entries = new Int32Array(sizeOf(sizes));
  const index = new Array<number>(sizes.length).fill(0);
  let at = factor.at;
  for (let i = 0; i < entries.length; i++) {
    entries[i] = at;
    for (let k = sizes.length - 1; k >= 0; k--) {
      at += strides[k];
      if (++index[k] < sizes[k]) break;
      at -= strides[k] * sizes[k];
      index[k] = 0;
    }
  }
  return entries;
}

/** The neighbour that is summed out first meets all others then. */
function withParent(step: DrawStep, steps: readonly DrawStep[], stepOf: Int32Array, count: Int32Array): DrawStep {
  if (step.neighbours.length === 0) return step;
  const at = Math.min(...step.neighbours.map((v) => stepOf[v]));
  const { neighbours, variable } = steps[at];
  const scope = [...neighbours, variable];
  const rowOf = entriesIn(
    scope,
    scope.map((v) => count[v]),
    { scope: step.neighbours, at: 0 },
    count,
  );
  return { ...step, parent: { step: at, rowOf } };
}
