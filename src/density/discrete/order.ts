/**
 * Orders to sum out variables in: one by one, the cheapest first (the greedy order "min-weight" of Koller & Friedman 2009,
 * section 9.4.3), and in rounds of variables that do not meet, so that each round is a few array operations.
 */
import { MeetingGraph } from "./graph.ts";
import { type Chains, chainsOf } from "./paths.ts";
import { PriorityQueue } from "./queue.ts";

/** One variable summed out, when those before it are gone. */
export interface Step {
  readonly variable: number;
  /** What it still meets, in increasing order. */
  readonly neighbours: readonly number[];
  /** Terms of its sum for all values of the neighbours. */
  readonly cost: number;
}

/** Terms that a component may take to be summed out (DESIGN 1.6). */
export const mostTerms = 1_000_000;

/** A sum of so many terms is worth as much as one round less: each round is an array operation or two of its own. */
const roundWorth = 3000;

export interface Order {
  /** Each variable once. */
  readonly steps: readonly Step[];
  /** Terms in all. */
  readonly cost: number;
}

/**
 * The greedy order of the components that it can sum out; those that cost too much are given in `beyond`.
 * @param component for each variable, the number of its connected component
 */
export function greedyOrder(
  states: Int32Array,
  scopes: readonly Int32Array[],
  component: Int32Array,
): Order & { readonly beyond: ReadonlySet<number> } {
  const graph = new MeetingGraph(states, scopes);
  const queue = new PriorityQueue(graph.logCost);
  const spent = new Map<number, number>();
  const beyond = new Set<number>();
  const steps: Step[] = [];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (beyond.has(component[next])) continue;
    const cost = Math.round(Math.exp(graph.logCost[next]));
    const total = (spent.get(component[next]) ?? 0) + cost;
    spent.set(component[next], total);
    if (total > mostTerms) {
      beyond.add(component[next]);
      continue;
    }
    const neighbours = graph.remove(next);
    for (const other of neighbours) queue.update(other);
    steps.push({ variable: next, neighbours, cost });
  }
  const kept = steps.filter(({ variable }) => !beyond.has(component[variable]));
  return { steps: kept, cost: costOf(kept), beyond };
}

/** Rounds of variables that do not meet each other, and the chains that are left when they are over. */
export interface Schedule {
  readonly rounds: readonly (readonly Step[])[];
  readonly chains: readonly Chains[];
}

/** Rounds that are few and wide, or narrow where those would cost too many terms. */
export function scheduleOf(states: Int32Array, scopes: readonly Int32Array[], greedy: Order): Schedule {
  const largest = greedy.steps.reduce((most, { cost }) => Math.max(most, cost), 1);
  const mostStates = states.reduce((a, b) => Math.max(a, b), 1);
  const wide = inRounds(states, scopes, largest * mostStates);
  if (wide === undefined || wide.rounds.length < 3) return wide ?? { rounds: [], chains: [] };
  return inRounds(states, scopes, largest, worth(wide)) ?? wide;
}

function worth({ rounds }: Schedule): number {
  return rounds.reduce((total, round) => total + costOf(round) + roundWorth, 0);
}

function costOf(steps: readonly Step[]): number {
  return steps.reduce((total, { cost }) => total + cost, 0);
}

/**
 * @param limit terms of one variable's sum that a round may have; the cheapest one may always have more
 * @param most worth of all rounds above which there is no answer
 */
function inRounds(
  states: Int32Array,
  scopes: readonly Int32Array[],
  limit: number,
  most = Number.POSITIVE_INFINITY,
): Schedule | undefined {
  const graph = new MeetingGraph(states, scopes);
  const rounds: Step[][] = [];
  let left = Array.from(states, (_, variable) => variable);
  let spent = 0;
  const logLimit = Math.log(limit) + 1e-9;
  while (left.length > 0) {
    const chains = chainsOf(left, graph.neighbours, states);
    if (chains !== undefined) return { rounds, chains };
    left.sort((a, b) => graph.logCost[a] - graph.logCost[b] || a - b);
    const blocked = new Set<number>();
    const chosen = left.filter((variable, i) => {
      if (blocked.has(variable) || (i > 0 && graph.logCost[variable] > logLimit)) return false;
      for (const other of graph.neighbours[variable]) blocked.add(other);
      return true;
    });
    const costs = chosen.map((variable) => Math.round(Math.exp(graph.logCost[variable])));
    const round = chosen.map((variable, i) => ({ variable, neighbours: graph.remove(variable), cost: costs[i] }));
    round.sort((a, b) => a.variable - b.variable);
    rounds.push(round);
    spent += costOf(round) + roundWorth;
    if (spent > most) return undefined;
    const gone = new Set(chosen);
    left = left.filter((variable) => !gone.has(variable));
  }
  return { rounds, chains: [] };
}
