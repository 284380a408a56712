/** What each statement adds to the log density, before latents are bound to anything: still an array over its independent repeats. */
import type { CheckedScenario, Latent } from "../language/checked.ts";
import type { Span } from "../language/source.ts";
import { and, concat, le, max, min, neg, reshape, select } from "../tensor/build.ts";
import { constantValue } from "../tensor/evaluate.ts";
import { type Node, sizeOf } from "../tensor/node.ts";

export interface Term {
  readonly kind: "prior" | "likelihood";
  /** Unreduced: the log density is the sum of the elements. */
  readonly node: Node;
  readonly span: Span;
  /** The statement as written. */
  readonly statement: string;
  /** Set where several statements are one term: its elements are those of none of them. */
  readonly isJoint?: true;
}

/** A term as the scenario says it, over the latents' own inputs. */
export interface StatementTerm extends Term {
  /** The latent whose prior this is. */
  readonly latent?: Latent;
}

/** The terms of priors, observations and factors, before latents are bound to anything. */
export function statementTerms(scenario: CheckedScenario): StatementTerm[] {
  const textOf = (span: Span) => scenario.source.text.slice(span.start, span.end);
  return [
    ...scenario.latents.map((latent) => ({
      kind: "prior" as const,
      node: priorDensity(latent),
      span: latent.span,
      statement: textOf(latent.span),
      latent,
    })),
    ...scenario.observations.map(({ value, likelihood, span, partial }) => {
      const density = likelihood.distribution.logDensity(value, likelihood.args);
      const node = partial === undefined ? density : less(density, partial.counted);
      return { kind: "likelihood" as const, node, span, statement: textOf(span) };
    }),
    ...scenario.factors.map(({ value, span }) => ({
      kind: "likelihood" as const,
      node: value.node,
      span,
      statement: textOf(span),
    })),
  ];
}

/** An array whose sum is that of one less that of another. */
function less(density: Node, counted: Node): Node {
  return concat([reshape(density, [sizeOf(density.shape)]), neg(reshape(counted, [sizeOf(counted.shape)]))], 0);
}

/** Where the bounds of a discrete latent are latent themselves, nothing else keeps it between them. */
function priorDensity({ node, prior: { distribution, args } }: Latent): Node {
  const support = distribution.support(args);
  if (support.kind !== "whole") return distribution.logDensity(node, args);
  const { lower, upper } = support;
  if ([lower, upper].every((bound) => bound === undefined || constantValue(bound) !== undefined)) {
    return distribution.logDensity(node, args);
  }
  const conditions = [...(lower ? [le(lower, node)] : []), ...(upper ? [le(node, upper)] : [])];
  const inside = conditions.reduce(and);
  const capped = upper ? min(node, upper) : node;
  const density = distribution.logDensity(lower ? max(capped, lower) : capped, args);
  return select(inside, density, Number.NEGATIVE_INFINITY);
}
