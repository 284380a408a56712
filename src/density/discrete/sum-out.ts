/**
 * Variable elimination as array operations: each round sums out variables that do not meet, those of one kind all at once. A
 * variable's tables are added up to one over its values and those of its neighbours, whose logsumexp becomes a table of these. Chains
 * are left to a recursion.
 */
import { add, constant, logsumexp, reshape, scatterAdd, sum } from "../../tensor/build.ts";
import type { Variables } from "../../tensor/discrete/variables.ts";
import { type Node, sizeOf } from "../../tensor/node.ts";
import { take } from "../../tensor/take.ts";
import type { Schedule, Step } from "./order.ts";
import { sumChains } from "./sum-chains.ts";
import type { Tables } from "./tables.ts";

/** One factor: a row of some tables. */
interface Factor {
  readonly tables: Tables;
  readonly row: number;
}

/** Log of the sum over all values of all variables: nodes whose elements add up to it, one element a connected component. */
export function sumOut(
  tables: readonly Tables[],
  { rounds, chains }: Schedule,
  { count }: Pick<Variables, "count">,
): Node[] {
  const results: Node[] = [];
  const factorsOf: Set<Factor>[] = Array.from(count, () => new Set());
  const enter = (entered: Tables) => {
    const rank = entered.sizes.length;
    for (let row = 0; row * rank < entered.scopes.length; row++) {
      const factor = { tables: entered, row };
      for (const v of scopeOf(factor)) factorsOf[v].add(factor);
    }
  };
  for (const each of tables) enter(distinctScopes(each));
  for (const round of rounds) {
    const entering: Tables[] = [];
    for (const group of groupBy(round, (step) => kindOf(step, factorsOf[step.variable], count))) {
      const node = logsumexp(jointOf(group, factorsOf, count), [1]);
      const [{ neighbours }] = group;
      if (neighbours.length === 0) {
        results.push(node);
        continue;
      }
      const sizes = neighbours.map((v) => count[v]);
      entering.push(distinctScopes({ node, sizes, scopes: Int32Array.from(group.flatMap((step) => step.neighbours)) }));
    }
    for (const { variable } of round) {
      for (const factor of factorsOf[variable]) for (const v of scopeOf(factor)) factorsOf[v].delete(factor);
    }
    for (const each of entering) enter(each);
  }
  const tableOf = (scopes: readonly (readonly number[])[]) => totalOf(scopes, factorsOf, count);
  for (const kind of chains) results.push(sumChains(kind, count[kind[0][0]], tableOf));
  return results;
}

/** [scope, values of its variables ..]: the sum of the factors over exactly these variables; undefined where there are none. */
function totalOf(
  scopes: readonly (readonly number[])[],
  factorsOf: readonly ReadonlySet<Factor>[],
  count: Int32Array,
): Node | undefined {
  const found = new Map<string, { factor: Factor; target: number }[]>();
  scopes.forEach((scope, target) => {
    for (const factor of factorsOf[scope[0]]) {
      const own = scopeOf(factor);
      if (own.length !== scope.length || !own.every((v) => scope.includes(v))) continue;
      const key = `${numberOf(factor.tables)}:${Array.from(own, (v) => scope.indexOf(v)).join()}`;
      const group = found.get(key) ?? [];
      group.push({ factor, target });
      found.set(key, group);
    }
  });
  const sizes = scopes[0].map((v) => count[v]);
  const parts = [...found.values()].map((group) => {
    const [{ factor, target }] = group;
    const axes = Array.from(scopeOf(factor), (v) => 1 + scopes[target].indexOf(v));
    const shape = [group.length, ...sizes];
    const rows = group.map((entry) => entry.factor.row);
    const node = take(factor.tables.node, placesIn(shape, rows, axes, factor.tables.sizes), shape);
    if (group.length === scopes.length) return node;
    const targets = group.map((entry) => entry.target);
    return scatterAdd(node, constant(targets, [targets.length]), 0, scopes.length);
  });
  return parts.length === 0 ? undefined : parts.reduce(add);
}

function scopeOf({ tables: { scopes, sizes }, row }: Factor): Int32Array {
  return scopes.subarray(row * sizes.length, (row + 1) * sizes.length);
}

/** The axes of a step's joint table that the variables of a factor are: 1 for the variable itself, then its neighbours. */
function axesOf(step: Step, factor: Factor): number[] {
  return Array.from(scopeOf(factor), (v) => (v === step.variable ? 1 : 2 + step.neighbours.indexOf(v)));
}

const numbers = new WeakMap<Tables, number>();
let nextNumber = 0;

function numberOf(tables: Tables): number {
  const number = numbers.get(tables) ?? nextNumber++;
  numbers.set(tables, number);
  return number;
}

/** The factors of a step in an order that is the same for all steps of its kind. */
function inOrder(step: Step, factors: Iterable<Factor>): { readonly factor: Factor; readonly key: string }[] {
  return [...factors]
    .map((factor) => ({ factor, key: `${numberOf(factor.tables)}:${axesOf(step, factor).join()}` }))
    .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.factor.row - b.factor.row));
}

/** Steps of one kind have tables of the same origin that meet in the same way. */
function kindOf(step: Step, factors: ReadonlySet<Factor>, count: Int32Array): string {
  const sizes = [step.variable, ...step.neighbours].map((v) => count[v]);
  return `${sizes.join()};${inOrder(step, factors)
    .map(({ key }) => key)
    .join(";")}`;
}

function groupBy(steps: readonly Step[], keyOf: (step: Step) => string): Step[][] {
  const groups = new Map<string, Step[]>();
  for (const step of steps) {
    const key = keyOf(step);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [step]);
    else group.push(step);
  }
  return [...groups.values()];
}

/** [step, value of its variable, values of its neighbours ..]: the sum of the factors of each step. */
function jointOf(group: readonly Step[], factorsOf: readonly ReadonlySet<Factor>[], count: Int32Array): Node {
  const [first] = group;
  const shape = [group.length, count[first.variable], ...first.neighbours.map((v) => count[v])];
  const columns = group.map((step) => inOrder(step, factorsOf[step.variable]).map(({ factor }) => factor));
  const parts = columns[0].map((factor, k) => {
    const rows = columns.map((factors) => factors[k].row);
    return take(factor.tables.node, placesIn(shape, rows, axesOf(first, factor), factor.tables.sizes), shape);
  });
  return parts.reduce(add);
}

/** For each entry of a joint table, the place in tables of these sizes whose variables are these axes of it. */
function placesIn(
  shape: readonly number[],
  rows: readonly number[],
  axes: readonly number[],
  sizes: readonly number[],
) {
  const entries = sizeOf(sizes);
  const strides = new Array<number>(shape.length).fill(0);
  axes.forEach((axis, k) => {
    strides[axis] = sizeOf(sizes.slice(k + 1));
  });
  const inner = sizeOf(shape.slice(1));
  const within = new Int32Array(inner);
  const index = new Array<number>(shape.length).fill(0);
  for (let i = 0; i < inner; i++) {
    for (let axis = 1; axis < shape.length; axis++) within[i] += index[axis] * strides[axis];
    for (let axis = shape.length - 1; axis >= 1 && ++index[axis] === shape[axis]; axis--) index[axis] = 0;
  }
  const places = new Int32Array(rows.length * inner);
  rows.forEach((row, k) => {
    for (let i = 0; i < inner; i++) places[k * inner + i] = row * entries + within[i];
  });
  return places;
}

/** Row i of a table added to row target[i] of the result; where equally many neighbours meet, by a sum over an axis. */
function addRows(node: Node, target: readonly number[], count: number): Node {
  const each = target.length / count;
  const [, ...sizes] = node.shape;
  if (target.every((row, i) => row === Math.floor(i / each))) return sum(reshape(node, [count, each, ...sizes]), [1]);
  return scatterAdd(node, constant(target, [target.length]), 0, count);
}

/** Factors of the same variables become one, the sum of them. */
function distinctScopes(tables: Tables): Tables {
  const { node, sizes, scopes } = tables;
  const rank = sizes.length;
  const rows = new Map<string, number>();
  const first: Int32Array[] = [];
  const target: number[] = [];
  for (let i = 0; i < scopes.length; i += rank) {
    const scope = scopes.subarray(i, i + rank);
    const key = scope.join();
    const row = rows.get(key) ?? rows.size;
    if (row === rows.size) {
      rows.set(key, row);
      first.push(scope);
    }
    target.push(row);
  }
  if (rows.size === target.length) return tables;
  const merged = new Int32Array(rows.size * rank);
  first.forEach((scope, i) => {
    merged.set(scope, i * rank);
  });
  return { node: addRows(node, target, rows.size), sizes, scopes: merged };
}
