/** The terms that depend on discrete variables as tables of log weights: one entry for each value of their variables. */
import { batch } from "../../tensor/batch.ts";
import { broadcast, constant } from "../../tensor/build.ts";
import { valuesUnder } from "../../tensor/discrete/assignments.ts";
import type { Variables } from "../../tensor/discrete/variables.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import { take } from "../../tensor/take.ts";
import type { DiscreteTerm, Factors } from "./analyse.ts";

/** Log weights of many factors that have the same number of variables with the same numbers of values. */
export interface Tables {
  /** [factor, value of its first variable, value of its second, ..] */
  readonly node: Node;
  readonly sizes: readonly number[];
  /** [factor, variable], the variables of each in increasing order; no two factors have the same. */
  readonly scopes: Int32Array;
}

export interface TermTables {
  readonly tables: readonly Tables[];
  /** The elements without variables; absent where there are none. */
  readonly free?: Node;
}

/** Evaluates a term under all assignments of values, and sorts the results into tables. */
export function tablesOf(term: DiscreteTerm, variables: Variables): TermTables {
  const all = underAllAssignments(term, variables);
  const tables = term.factors.map((factors) => ({
    node: take(all, placesOf(term, factors), [factors.elements.length, ...factors.sizes]),
    sizes: factors.sizes,
    scopes: factors.scopes,
  }));
  return { tables, free: term.free.length === 0 ? undefined : take(all, term.free, [term.free.length]) };
}

/** [assignment, ...shape of the term] */
function underAllAssignments({ node, assignments }: DiscreteTerm, variables: Variables): Node {
  const inputs = [...variables.offsets].filter(([input]) => reachable([node]).includes(input));
  if (inputs.length === 0) {
    const axes = node.shape.map((_, axis) => axis + 1);
    return broadcast(node, [assignments.count, ...node.shape], axes);
  }
  const rows = Array.from({ length: assignments.count }, (_, row) => valuesUnder(row, assignments, variables));
  const values = inputs.map(([input, offset]) => {
    const size = sizeOf(input.shape);
    return [
      input,
      stacked(
        rows.map((row) => row.subarray(offset, offset + size)),
        input.shape,
      ),
    ] as const;
  });
  return batch([node], new Map(values))[0];
}

/** Arrays along a new leading axis; where each repeats one number, that is said. */
function stacked(rows: readonly Float64Array[], shape: readonly number[]): Node {
  const whole = [rows.length, ...shape];
  if (rows.every((row) => row.every((x) => x === row[0]))) {
    return broadcast(
      constant(
        Float64Array.from(rows, (row) => row[0]),
        [rows.length],
      ),
      whole,
      [0],
    );
  }
  const data = new Float64Array(sizeOf(whole));
  rows.forEach((row, i) => {
    data.set(row, i * row.length);
  });
  return constant(data, whole);
}

/** Where the entries of the tables lie among the results for all assignments. */
function placesOf({ node, assignments }: DiscreteTerm, { elements, sizes, scopes }: Factors): Int32Array {
  const size = sizeOf(node.shape);
  const entries = sizeOf(sizes);
  const rank = sizes.length;
  const places = new Int32Array(elements.length * entries);
  const values = new Array<number>(rank).fill(0);
  for (let i = 0, at = 0; i < elements.length; i++) {
    for (let entry = 0; entry < entries; entry++) {
      let assignment = 0;
      for (let k = 0; k < rank; k++)
        assignment += assignments.strides[assignments.colour[scopes[i * rank + k]]] * values[k];
      places[at++] = assignment * size + elements[i];
      for (let k = rank - 1; k >= 0 && ++values[k] === sizes[k]; k--) values[k] = 0;
    }
  }
  return places;
}
