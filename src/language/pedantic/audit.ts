/** What warnings about a whole scenario look at, and the walks through nodes that they share. */
import { isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Applied, Factor, Latent, Observation } from "../checked.ts";
import type { Place } from "../diagnostics/make.ts";
import { textOf } from "../elements.ts";
import type { Scope } from "../scope.ts";
import type { Source, Span } from "../source.ts";
import type { Statement } from "../syntax.ts";

export interface Audit {
  readonly source: Source;
  readonly statements: readonly Statement[];
  readonly scope: Scope;
  readonly latents: readonly Latent[];
  readonly observations: readonly Observation[];
  readonly factors: readonly Factor[];
  /** Name of the algorithm that would run, where it needs gradients. */
  readonly gradientAlgorithm?: string;
}

export function placeAt({ source }: Audit, span: Span): Place {
  return { source, span };
}

export function written({ source }: Audit, span: Span): string {
  return textOf(source, span);
}

/** Every distribution with arguments in the scenario: priors, then likelihoods. */
export function applications({ latents, observations }: Audit): Applied[] {
  return [...latents.map(({ prior }) => prior), ...observations.map(({ likelihood }) => likelihood)];
}

/** What the density is made of: arguments of priors and likelihoods, and factors. */
export function roots(audit: Audit): Node[] {
  const { observations, factors } = audit;
  return [
    ...applications(audit).flatMap(({ args }) => args),
    ...factors.map(({ value }) => value.node),
    ...observations.flatMap(({ value }) => (isConstant(value) ? [] : [value])),
  ];
}

const moves: ReadonlySet<string> = new Set(["reshape", "broadcast", "transpose", "slice", "gather"]);

/** Whether a node only picks, repeats or rearranges elements of its first input. */
export function isMove(node: Node): boolean {
  return moves.has(node.op.name);
}

/** The node whose elements a node only picks, repeats or rearranges. */
export function unmoved(node: Node): Node {
  return isMove(node) ? unmoved(node.inputs[0]) : node;
}

/** The latent that a node only picks or repeats elements of. */
export function latentBehind(audit: Audit, node: Node): Latent | undefined {
  const source = unmoved(node);
  return audit.latents.find((latent) => latent.node === source);
}

export function dependsOnLatents(node: Node): boolean {
  return !isConstant(node) && reachable([node]).some(({ op }) => op.name === "input");
}

/** Latents that a sampler moves: not those that are summed out. */
export function continuous({ latents }: Audit): Latent[] {
  return latents.filter(({ prior }) => !prior.distribution.discrete);
}

/** The first use of a latent, as it is, for a parameter that `accepts`. */
export function useAs(
  audit: Audit,
  latent: Latent,
  accepts: (applied: Applied, parameter: number) => boolean,
): { readonly applied: Applied; readonly parameter: number } | undefined {
  for (const applied of applications(audit)) {
    const parameter = applied.args.findIndex(
      (node, i) => accepts(applied, i) && unmoved(node) === latent.node && applied.argSpans[i] !== undefined,
    );
    if (parameter >= 0) return { applied, parameter };
  }
  return undefined;
}

/** Whether a parameter is a standard deviation, or the scale of a family that is moved and stretched. */
export function isScale({ distribution }: Applied, parameter: number): boolean {
  const { name } = distribution.parameters[parameter];
  const isMoved = distribution.parameters.some(isLocation) || /^(Half|Gaussian)/.test(distribution.name);
  return isMoved && (name === "sd" || name === "scale" || name === "sigma");
}

export function isLocation({ name }: { readonly name: string }): boolean {
  return name === "mean" || name === "location" || name === "mu";
}
