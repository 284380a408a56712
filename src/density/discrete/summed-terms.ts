/** The terms of a scenario with its discrete latents summed out. */
import type { CheckedScenario, Latent } from "../../language/checked.ts";
import { concat, max, neg } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { StatementTerm } from "../statement-terms.ts";
import { analyseDiscrete, type DiscreteTerm, type Elimination } from "./analyse.ts";
import { Kept } from "./kept.ts";
import { scheduleOf } from "./order.ts";
import { sumOut } from "./sum-out.ts";
import { type TermTables, tablesOf } from "./tables.ts";

const kept = new Kept<StatementTerm[]>();

/** @param fixed discrete latents that are not summed over, because their values are given */
export function summedTerms(scenario: CheckedScenario, fixed: ReadonlySet<Latent> = new Set()): StatementTerm[] {
  if (fixed.size > 0) return termsWithout(scenario, fixed);
  return kept.get(scenario, () => termsWithout(scenario, fixed));
}

function termsWithout(scenario: CheckedScenario, fixed: ReadonlySet<Latent>): StatementTerm[] {
  const { others, elimination } = analyseDiscrete(scenario, fixed);
  if (elimination === undefined) return [...others];
  const tables = elimination.terms.map((term) => tablesOf(term, elimination.variables));
  const free = elimination.terms.flatMap((term, i) => {
    const node = tables[i].free;
    return node === undefined ? [] : [{ ...plain(term), node }];
  });
  return [...others, ...free, ...summed(elimination, tables)];
}

function plain({ kind, node, span, statement }: StatementTerm): StatementTerm {
  return { kind, node, span, statement };
}

/**
 * The sum over the discrete latents belongs to the likelihood: their own priors sum to 1. Where priors of other latents depend on
 * them, log sum p(z) p(x | z) is the prior of those, and what the likelihood adds to it is the rest.
 */
function summed({ variables, terms, scopes, greedy }: Elimination, tables: readonly TermTables[]): StatementTerm[] {
  const schedule = scheduleOf(variables.count, scopes, greedy);
  const all = concat(
    sumOut(
      tables.flatMap((each) => each.tables),
      schedule,
      variables,
    ),
    0,
  );
  const isOwn = ({ latent }: DiscreteTerm) => latent !== undefined && variables.offsets.has(latent.node);
  const term = (kind: StatementTerm["kind"], node: Node, summands: readonly DiscreteTerm[]): StatementTerm => ({
    kind,
    node,
    // Messages about an impossible likelihood point at the data.
    span: (terms.find((each) => each.kind === kind) ?? terms[0]).span,
    statement: describe(summands),
    isJoint: true,
  });
  const priors = terms.filter(({ kind }) => kind === "prior");
  if (priors.every(isOwn)) return [term("likelihood", all, terms)];
  const ofPriors = sumOut(
    tables.filter((_, i) => terms[i].kind === "prior").flatMap((each) => each.tables),
    schedule,
    variables,
  );
  const prior = concat(ofPriors, 0);
  return [
    term("prior", prior, priors),
    term("likelihood", all, terms),
    // Finite, so that an impossible point is impossible and not undefined.
    term("likelihood", neg(max(prior, -Number.MAX_VALUE)), priors),
  ];
}

/** `z summed out: prior z ~ Categorical(p); observe y ~ Normal(mu[z], 1)` */
function describe(terms: readonly DiscreteTerm[]): string {
  return `summed out: ${[...new Set(terms.map(({ statement }) => statement))].join("; ")}`;
}
