/** The declarations of latents, with the constraint that follows from the support of their prior. */
import type { Support } from "../../distributions/distribution.ts";
import { unprintableSupport } from "../../language/diagnostics/emitting.ts";
import { fail } from "../../language/diagnostics/make.ts";
import type { Node } from "../../tensor/node.ts";
import type { PrintedPrior } from "../printed/model.ts";
import type { Variable } from "../printed/scope.ts";
import { realType } from "./data.ts";
import { NeedsStatement, type StanWriter } from "./writer.ts";

export interface Declared {
  readonly declaration: string;
  readonly form: Variable["form"];
}

/** @throws DiagnosticError where Stan cannot declare the support */
export function declare(
  writer: StanWriter,
  prior: PrintedPrior,
  name: string,
  sizes: readonly (string | number)[],
): Declared {
  const support = prior.distribution.support(prior.args);
  const constraint = constraintOf(writer, prior, support);
  if (constraint !== undefined) return { declaration: `${realType(sizes, constraint)} ${name};`, form: "plain" };
  const special = ofWhole(support);
  if (special === undefined) return refuse(prior);
  const lead = sizes.slice(0, -special.rank);
  const array = lead.length === 0 ? "" : `array[${lead.join(", ")}] `;
  const form = special.rank === 1 && lead.length > 0 ? "rows" : "plain";
  return { declaration: `${array}${special.type}[${sizes[sizes.length - 1]}] ${name};`, form };
}

function refuse(prior: PrintedPrior): never {
  return fail(unprintableSupport(prior.place, prior.latent.name, "Stan"));
}

/** Types of whole vectors and matrices. */
function ofWhole(support: Support): { readonly type: string; readonly rank: 1 | 2 } | undefined {
  switch (support.kind) {
    case "simplex":
      return { type: "simplex", rank: 1 };
    case "ordered":
      if (support.of.kind === "real") return { type: "ordered", rank: 1 };
      return support.of.kind === "positive" || support.of.kind === "nonnegative"
        ? { type: "positive_ordered", rank: 1 }
        : undefined;
    case "covariance":
      return { type: "cov_matrix", rank: 2 };
    case "cholesky_correlation":
      return { type: "cholesky_factor_corr", rank: 2 };
    default:
      return undefined;
  }
}

/** `<lower=0>`, or nothing for the whole line; undefined for supports of whole vectors. */
function constraintOf(writer: StanWriter, prior: PrintedPrior, support: Support): string | undefined {
  const bound = (node: Node) => boundText(writer, prior, node);
  switch (support.kind) {
    case "real":
      return "";
    case "positive":
    case "nonnegative":
      return "<lower=0>";
    case "unit":
      return "<lower=0, upper=1>";
    case "above":
      return `<lower=${bound(support.lower)}>`;
    case "below":
      return `<upper=${bound(support.upper)}>`;
    case "interval":
      return `<lower=${bound(support.lower)}, upper=${bound(support.upper)}>`;
    default:
      return undefined;
  }
}

function boundText(writer: StanWriter, prior: PrintedPrior, node: Node): string {
  writer.inlineOnly = true;
  try {
    if (node.shape.length > 2) return refuse(prior);
    return writer.whole(node).expression.text;
  } catch (problem) {
    if (problem instanceof NeedsStatement) return refuse(prior);
    throw problem;
  } finally {
    writer.inlineOnly = false;
  }
}
