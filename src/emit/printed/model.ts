/** A checked scenario made ready to be printed: nets written out, each statement with its arguments, and the names of values. */

import { importCalls, netsOf } from "../../density/import-boxes.ts";
import type { Term } from "../../density/terms.ts";
import type { Distribution } from "../../distributions/distribution.ts";
import type { Axis, CheckedScenario, Latent, PartlyMissing, Target } from "../../language/checked.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { budgetedBox, guardedBox, innerProblem, opaqueBox } from "../../language/diagnostics/emitting.ts";
import { fail, type Place } from "../../language/diagnostics/make.ts";
import type { Span } from "../../language/source.ts";
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";

export interface PrintedLatent {
  readonly latent: Latent;
  readonly args: readonly Node[];
}

export interface PrintedPrior extends PrintedLatent {
  readonly kind: "prior";
  readonly distribution: Distribution;
  readonly value: Node;
  readonly place: Place;
}

export interface PrintedObservation {
  readonly kind: "observe";
  readonly distribution: Distribution;
  readonly args: readonly Node[];
  readonly value: Node;
  readonly axes: readonly Axis[];
  /** Log densities of missing elements, which their priors count already: they are taken off. */
  readonly counted?: Node;
  readonly place: Place;
}

export interface PrintedFactor {
  readonly kind: "factor";
  readonly value: Node;
  readonly place: Place;
  /** Stands for the text at its place. */
  readonly text?: string;
}

export type PrintedStatement = PrintedPrior | PrintedObservation | PrintedFactor;

export interface NamedNode {
  readonly name: string;
  readonly node: Node;
  readonly axes: readonly Axis[];
}

export interface PrintedModel {
  readonly scenario: CheckedScenario;
  /** Priors in the order of declaration, then observations and factors. */
  readonly statements: readonly PrintedStatement[];
  readonly priors: readonly PrintedPrior[];
  /** What `data` and `let` have given a name; of several names for one node the first. */
  readonly values: readonly NamedNode[];
  readonly targets: readonly (NamedNode & Pick<Target, "span">)[];
  /** What to call a known node without a name: after the observation or the net it comes from. */
  readonly hints: ReadonlyMap<Node, string>;
}

/** What is left where discrete latents were summed out. */
export interface Summed {
  readonly terms: readonly Term[];
  /** Latents whose prior is in these terms. */
  readonly unstated: ReadonlySet<Latent>;
}

/**
 * @param purpose `Stan`, `WebPPL`: for messages
 * @param more what is added to the log density in the place of some statements
 * @throws DiagnosticError where a black box is opaque, or its access does not include its weights, and for inner problems
 */
export function printedModel(
  scenario: CheckedScenario,
  purpose: string,
  { terms, unstated }: Summed = { terms: [], unstated: new Set() },
): PrintedModel {
  const { source, latents, observations, factors, targets, values } = scenario;
  const before = [
    ...latents.flatMap(({ prior }) => prior.args),
    ...observations.flatMap(({ value, likelihood, partial }) => [value, ...likelihood.args, ...countedBy(partial)]),
    ...factors.map(({ value }) => value.node),
    ...terms.map(({ node }) => node),
    ...targets.map(({ node }) => node),
    ...values.map(({ value }) => value.node),
  ];
  const needed = before.slice(0, before.length - values.length);
  refuseBoxes(scenario, needed, purpose);
  refuseInnerProblems(scenario, purpose);
  const after = importCalls(before, netsOf(scenario));
  let taken = 0;
  const next = (items: readonly unknown[]) => {
    taken += items.length;
    return after.slice(taken - items.length, taken);
  };
  const priors = latents.map(
    (latent): PrintedPrior => ({
      kind: "prior",
      latent,
      distribution: latent.prior.distribution,
      args: next(latent.prior.args),
      value: latent.node,
      place: { source, span: latent.span },
    }),
  );
  const observed = observations.map(({ likelihood, axes, span, partial }): PrintedObservation => {
    const { distribution } = likelihood;
    const [value] = next([0]);
    const args = next(likelihood.args);
    const [counted] = next(countedBy(partial));
    return { kind: "observe", distribution, args, value, axes, counted, place: { source, span } };
  });
  const added = factors.map(({ span }): PrintedFactor => {
    return { kind: "factor", value: next([0])[0], place: { source, span } };
  });
  const more = terms.map(({ span, statement }): PrintedFactor => {
    return { kind: "factor", value: next([0])[0], place: { source, span }, text: statement };
  });
  const wanted = targets.map(({ name, axes, span }) => ({ name, axes, span, node: next([0])[0] }));
  const seen = new Set<Node>(latents.map((latent) => latent.node));
  const named = values.flatMap(({ name, value }): NamedNode[] => {
    const [node] = next([0]);
    if (seen.has(node)) return [];
    seen.add(node);
    return [{ name, node, axes: value.axes }];
  });
  const hints = hintsOf(scenario, before, after);
  return {
    scenario,
    statements: [...priors.filter(({ latent }) => !unstated.has(latent)), ...observed, ...added, ...more],
    priors,
    values: named,
    targets: wanted,
    hints,
  };
}

const countedBy = (partial: PartlyMissing | undefined) => (partial === undefined ? [] : [partial.counted]);

/** Observed data that were renormalised keep the name of what was written; weights are named after their net. */
function hintsOf(
  { observations, boxes }: CheckedScenario,
  before: readonly Node[],
  after: readonly Node[],
): ReadonlyMap<Node, string> {
  const hints = new Map<Node, string>();
  const own = new Set(reachable(before));
  const [net] = boxes.size === 1 ? boxes.keys() : ["net"];
  for (const node of reachable(after)) if (!own.has(node) && isConstant(node)) hints.set(node, `${net}_`);
  for (const { text, value } of observations) if (/^\w+$/.test(text)) hints.set(value, text);
  return hints;
}

/** Other systems have no inner problem whose minimum follows what it is made of. */
function refuseInnerProblems(
  { source, latents, observations, factors, targets }: CheckedScenario,
  system: string,
): void {
  const statements: { readonly span: Span; readonly nodes: readonly Node[] }[] = [
    ...latents.map(({ span, prior }) => ({ span, nodes: prior.args })),
    ...observations.map(({ span, likelihood }) => ({ span, nodes: likelihood.args })),
    ...factors.map(({ span, value }) => ({ span, nodes: [value.node] })),
    ...targets.map(({ span, node }) => ({ span, nodes: [node] })),
  ];
  const found = statements.find(({ nodes }) =>
    reachable(nodes).some((node) => node.op.name === "minimiser" && !node.isConstant),
  );
  if (found !== undefined) fail(innerProblem({ source, span: found.span }, system));
}

/** Writing a net out shows all of its weights, so that has to be granted; and nobody counts what another system asks. */
function refuseBoxes(scenario: CheckedScenario, nodes: readonly Node[], purpose: string): void {
  const called = new Set(
    reachable(nodes).flatMap(({ op }) => ("box" in op && scenario.boxes.has(op.box) ? [op.box] : [])),
  );
  const problems = [...called].flatMap((name): Diagnostic[] => {
    const box = scenario.boxes.get(name);
    if (box === undefined) throw new Error(`there is no box ${name}`);
    const { source } = scenario;
    if (box.model.importInto === undefined) return [opaqueBox({ source, span: box.span }, name, purpose)];
    if (!box.access.has("parameters")) return [guardedBox({ source, span: box.accessSpan }, name, purpose)];
    if (box.budget === undefined) return [];
    return [budgetedBox({ source, span: box.budgetSpan ?? box.span }, name, purpose)];
  });
  if (problems.length > 0) fail(...problems);
}

/** The statement as written. */
export function statementText(statement: PrintedStatement): string {
  const { source, span } = statement.place;
  const text = statement.kind === "factor" ? statement.text : undefined;
  return text ?? source.text.slice(span.start, span.end);
}
