/** Which discrete latents are summed out and in which order, and which cost too much (DESIGN 1.6). */
import type { CheckedScenario, Latent } from "../../language/checked.ts";
import { elementName } from "../../language/elements.ts";
import { type Assignments, assignmentsFor } from "../../tensor/discrete/assignments.ts";
import { Scopes } from "../../tensor/discrete/scopes.ts";
import { scopesOf } from "../../tensor/discrete/values.ts";
import { numberVariables, type Variables } from "../../tensor/discrete/variables.ts";
import { none } from "../../tensor/element-labels.ts";
import { sizeOf } from "../../tensor/node.ts";
import { dependents, dependsOn, reachable } from "../../tensor/passes/dependencies.ts";
import { type StatementTerm, statementTerms } from "../statement-terms.ts";
import { Kept } from "./kept.ts";
import { greedyOrder, mostTerms, type Order } from "./order.ts";
import { splitSums } from "./split-sums.ts";

/** Elements of one term that depend on variables with as many values. */
export interface Factors {
  /** Of the term. */
  readonly elements: Int32Array;
  /** How many values each variable has. */
  readonly sizes: readonly number[];
  /** [element, variable]: the variables of each element, in increasing order. */
  readonly scopes: Int32Array;
}

/** A term that depends on summed variables, with what its elements depend on. */
export interface DiscreteTerm extends StatementTerm {
  readonly assignments: Assignments;
  readonly factors: readonly Factors[];
  /** Elements that depend on none of them. */
  readonly free: Int32Array;
}

export interface Elimination {
  readonly latents: readonly Latent[];
  readonly variables: Variables;
  readonly terms: readonly DiscreteTerm[];
  /** The sets of two or more variables that meet, each once. */
  readonly scopes: readonly Int32Array[];
  readonly greedy: Order;
}

/** Why a discrete latent is not summed out. */
export type Reason =
  | { readonly kind: "unbounded" }
  /** The support of another latent depends on it. */
  | { readonly kind: "support"; readonly of: string }
  /** Summing it out takes too many terms; the elements that meet it. */
  | { readonly kind: "cost"; readonly meeting: readonly string[] };

export interface Unsummed {
  readonly latent: Latent;
  readonly reason: Reason;
}

export interface DiscreteAnalysis {
  /** Terms that depend on no summed variable. */
  readonly others: readonly StatementTerm[];
  /** Absent where nothing is summed out. */
  readonly elimination?: Elimination;
  /** Discrete latents that stay, with the reason. */
  readonly unsummed: readonly Unsummed[];
}

/** More variables in one term have too many values even if each has two. */
const mostVariables = Math.floor(Math.log2(mostTerms));
/** Numbers in the tables of one term: all its elements for all assignments that are evaluated. */
const mostNumbers = 20_000_000;

const kept = new Kept<DiscreteAnalysis>();

/** @param fixed discrete latents whose values are given: they are neither summed out nor counted as staying */
export function analyseDiscrete(scenario: CheckedScenario, fixed: ReadonlySet<Latent> = new Set()): DiscreteAnalysis {
  if (fixed.size > 0) return analyse(scenario, fixed);
  return kept.get(scenario, () => analyse(scenario, fixed));
}

function analyse(scenario: CheckedScenario, fixed: ReadonlySet<Latent>): DiscreteAnalysis {
  const terms = statementTerms(scenario);
  const discrete = scenario.latents.filter((latent) => latent.prior.distribution.discrete && !fixed.has(latent));
  const unsummed: Unsummed[] = discrete.flatMap((latent): Unsummed[] => {
    if (latent.states === undefined) return [{ latent, reason: { kind: "unbounded" } }];
    const of = scenario.latents.find((other) => !other.prior.distribution.discrete && boundedBy(other, latent));
    return of === undefined ? [] : [{ latent, reason: { kind: "support", of: of.name } }];
  });
  for (;;) {
    const summed = discrete.filter((latent) => unsummed.every((entry) => entry.latent !== latent));
    if (summed.length === 0) return { others: terms, unsummed };
    const found = eliminate(terms, summed);
    if ("elimination" in found) return { ...found, unsummed };
    for (const entry of found.costly) {
      if (unsummed.every(({ latent }) => latent !== entry.latent)) unsummed.push(entry);
    }
  }
}

function boundedBy(latent: Latent, other: Latent): boolean {
  const support = latent.prior.distribution.support(latent.prior.args);
  const bounds = ["lower" in support ? support.lower : undefined, "upper" in support ? support.upper : undefined];
  return bounds.some((bound) => bound !== undefined && dependsOn(bound, (node) => node === other.node));
}

function eliminate(
  terms: readonly StatementTerm[],
  latents: readonly Latent[],
): Pick<Required<DiscreteAnalysis>, "others" | "elimination"> | { costly: Unsummed[] } {
  const variables = numberVariables(
    latents.flatMap(({ node, states }) => (states === undefined ? [] : [[node, states] as const])),
  );
  const scopes = new Scopes(mostVariables);
  const dependent = dependents(reachable(terms.map(({ node }) => node)), new Set(variables.offsets.keys()));
  const meets = ({ latent, node }: StatementTerm) =>
    dependent.has(node) || (latent !== undefined && variables.offsets.has(latent.node));
  const meeting = terms.filter(meets);
  const parts = new Map(
    meeting.map((term) => [
      term,
      splitSums(term.node, variables, mostVariables).map((node): StatementTerm => ({ ...term, node })),
    ]),
  );
  const labels = scopesOf(
    [...parts.values()].flat().map(({ node }) => node),
    variables,
    scopes,
  );
  if (scopes.crowded.size > 0) return { costly: costly(latents, variables, [...scopes.crowded]) };
  const others: StatementTerm[] = [];
  const discrete: DiscreteTerm[] = [];
  for (const term of terms.flatMap((each) => parts.get(each) ?? [each])) {
    const own = withOwn(term, labels.get(term.node) ?? new Int32Array(0), variables, scopes);
    if (own.every((label) => label === none)) others.push(term);
    else discrete.push(describe(term, own, scopes, variables));
  }
  const sets = distinct(discrete);
  const component = componentsOf(variables.count.length, sets);
  const greedy = greedyOrder(variables.count, sets, component);
  const beyond = new Set(greedy.beyond);
  for (const { assignments, node, factors } of discrete) {
    if (assignments.count * sizeOf(node.shape) <= mostNumbers) continue;
    for (const { scopes } of factors) for (const v of scopes) beyond.add(component[v]);
  }
  if (beyond.size > 0) {
    const groups = [...beyond].map((one) => [...component.keys()].filter((v) => component[v] === one));
    return { costly: groups.flatMap((group) => costly(latents, variables, group)) };
  }
  return { others, elimination: { latents, variables, terms: discrete, scopes: sets, greedy } };
}

/** The prior of a variable is always a factor of it, also where it is the same for all values. */
function withOwn(
  { latent, node }: StatementTerm,
  labels: Int32Array,
  variables: Variables,
  scopes: Scopes,
): Int32Array {
  const offset = latent && variables.offsets.get(latent.node);
  if (offset === undefined || latent === undefined || sizeOf(latent.node.shape) !== sizeOf(node.shape)) return labels;
  return labels.map((label, i) => scopes.join(label, scopes.single(offset + i)));
}

function describe(term: StatementTerm, labels: Int32Array, scopes: Scopes, variables: Variables): DiscreteTerm {
  const groups = new Map<string, { elements: number[]; sizes: number[] }>();
  const free: number[] = [];
  labels.forEach((label, element) => {
    if (label === none) {
      free.push(element);
      return;
    }
    const sizes = Array.from(scopes.members(label), (v) => variables.count[v]);
    const key = sizes.join();
    const group = groups.get(key) ?? { elements: [], sizes };
    group.elements.push(element);
    groups.set(key, group);
  });
  const factors = [...groups.values()].map(({ elements, sizes }) => {
    const all = new Int32Array(elements.length * sizes.length);
    elements.forEach((element, i) => {
      all.set(scopes.members(labels[element]), i * sizes.length);
    });
    return { elements: Int32Array.from(elements), sizes, scopes: all };
  });
  const used = labels.filter((label) => label !== none);
  return { ...term, assignments: assignmentsFor(used, scopes, variables), factors, free: Int32Array.from(free) };
}

function distinct(terms: readonly DiscreteTerm[]): Int32Array[] {
  const sets = new Map<string, Int32Array>();
  for (const { factors } of terms) {
    for (const { scopes, sizes } of factors) {
      if (sizes.length < 2) continue;
      for (let i = 0; i < scopes.length; i += sizes.length) {
        const set = scopes.subarray(i, i + sizes.length);
        sets.set(set.join(), set);
      }
    }
  }
  return [...sets.values()];
}

/** For each variable the smallest one that it is connected with. */
function componentsOf(count: number, sets: readonly Int32Array[]): Int32Array {
  const parent = Int32Array.from({ length: count }, (_, i) => i);
  const root = (v: number): number => {
    let at = v;
    while (parent[at] !== at) at = parent[at] = parent[parent[at]];
    return at;
  };
  for (const set of sets) {
    for (const v of set) {
      const [a, b] = [root(set[0]), root(v)];
      parent[Math.max(a, b)] = Math.min(a, b);
    }
  }
  return parent.map((_, v) => root(v));
}

/** The latents that one of these variables belongs to, which meet. */
function costly(latents: readonly Latent[], variables: Variables, meeting: readonly number[]): Unsummed[] {
  const owner = (v: number) => {
    const latent = latents.findLast(({ node }) => (variables.offsets.get(node) ?? 0) <= v);
    if (latent === undefined) throw new Error("every variable is of a latent");
    return latent;
  };
  const names = [...meeting]
    .sort((a, b) => a - b)
    .map((v) => {
      const latent = owner(v);
      return elementName(latent.name, latent.node.shape, v - (variables.offsets.get(latent.node) ?? 0));
    });
  return [...new Set(meeting.map(owner))].map((latent) => ({ latent, reason: { kind: "cost", meeting: names } }));
}
