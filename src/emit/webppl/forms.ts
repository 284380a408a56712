/** How each statement is printed in WebPPL, decided before anything is printed so that what they share is known. */
import { parametrise } from "../../density/parametrisation.ts";
import type { Distribution, Support } from "../../distributions/distribution.ts";
import { distributions } from "../../distributions/registry.ts";
import { input } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { PrintedPrior, PrintedStatement } from "../printed/model.ts";
import { type WebpplDistribution, webpplDistributions } from "./distributions.ts";

export type Form =
  /** A distribution of WebPPL. */
  | { readonly kind: "native"; readonly distribution: WebpplDistribution }
  /** The log density, by `factor`. */
  | { readonly kind: "density"; readonly density: Node }
  /** Drawn from a stand-in on the same set, element by element, and corrected by a factor. */
  | { readonly kind: "standIn"; readonly density: Node; readonly support: Support }
  /** Drawn as unconstrained normal elements `u`, mapped to the support, and corrected by a factor. */
  | {
      readonly kind: "transformed";
      readonly density: Node;
      readonly u: Node;
      readonly value: Node;
      readonly logJacobian: Node;
    };

export interface FormOptions {
  /** Vectors are drawn element by element: WebPPL's HMC does not move on simplexes. */
  readonly elementwise: boolean;
  /** Latents are given: every statement is a score. */
  readonly given: boolean;
}

export function formOf(statement: PrintedStatement, options: FormOptions): Form {
  if (statement.kind === "factor") return { kind: "density", density: statement.value };
  const { distribution, value, args } = statement;
  const native = nativeOf(distribution);
  const isDrawn = statement.kind === "prior" && !options.given;
  if (native !== undefined && !(isDrawn && options.elementwise && native.event > 0)) {
    return { kind: "native", distribution: native };
  }
  const density = distribution.logDensity(value, args);
  return isDrawn ? drawnForm(statement, density) : { kind: "density", density };
}

/** Ours and WebPPL's, where both mean the same. */
function nativeOf(distribution: Distribution): WebpplDistribution | undefined {
  const isOurs = distributions.get(distribution.name) === distribution;
  return isOurs ? webpplDistributions[distribution.name] : undefined;
}

function drawnForm(prior: PrintedPrior, density: Node): Form {
  const { distribution, value, args } = prior;
  const support = distribution.support(args);
  const isWhole = distribution.eventRank > 0 && support.kind !== "real";
  if (!isWhole) return { kind: "standIn", density, support };
  const map = parametrise(support, distribution.eventRank, value.shape);
  const u = input(`webppl:${prior.latent.name}`, 0, map.unconstrainedShape);
  return { kind: "transformed", density, u, ...map.constrain(u) };
}

/** The nodes that printing the statement reads. */
export function readBy(statement: PrintedStatement, form: Form): readonly Node[] {
  const counted = statement.kind === "observe" && statement.counted !== undefined ? [statement.counted] : [];
  switch (form.kind) {
    case "native":
      return statement.kind === "factor" ? [] : [statement.value, ...statement.args, ...counted];
    case "density":
      return [form.density, ...counted];
    case "standIn":
      return statement.kind === "factor" ? [] : [form.density, ...statement.args, ...boundsOf(form.support)];
    case "transformed":
      return [form.density, form.value, form.logJacobian];
  }
}

export function boundsOf(support: Support): Node[] {
  return [
    ...("lower" in support && support.lower !== undefined ? [support.lower] : []),
    ...("upper" in support && support.upper !== undefined ? [support.upper] : []),
  ];
}
