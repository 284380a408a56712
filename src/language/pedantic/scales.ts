/** Variances, precisions and Cholesky factors where something else is asked for. */

import { uniformValue } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { Applied } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { factorAsCovariance, varianceAsScale } from "../diagnostics/pedantic.ts";
import {
  type Audit,
  applications,
  dependsOnLatents,
  isScale,
  latentBehind,
  placeAt,
  unmoved,
  written,
} from "./audit.ts";

/** Words in names that say what a quantity is. */
const varianceName = /(^|_)(var|vars|variance|variances|sigma2|sigma_?sq|sigma_?squared|sd2|tau2|s2)($|_)/i;
const precisionName = /(^|_)(prec|precs|precision|precisions)($|_)/i;

export function scaleWarnings(audit: Audit): Diagnostic[] {
  return applications(audit).flatMap((applied) => [...judgeScales(audit, applied), ...judgeFactor(audit, applied)]);
}

function judgeScales(audit: Audit, applied: Applied): Diagnostic[] {
  const { distribution, args, argSpans } = applied;
  return distribution.parameters.flatMap((parameter, i) => {
    const span = argSpans[i];
    if (span === undefined || !isScale(applied, i)) return [];
    const text = written(audit, span);
    const say = (what: string, remedy: string) => [
      varianceAsScale(placeAt(audit, span), distribution.name, parameter.name, what, remedy),
    ];
    const named = text.match(/^\w+(?=(\[.*\])?$)/s)?.[0] ?? "";
    if (isSquare(args[i])) {
      const remedy = `it is a standard deviation or scale, not a variance: leave the square out, or write sqrt(..) around it`;
      return say("variance, being a square", remedy);
    }
    if (varianceName.test(named))
      return say("variance by its name", `it is a standard deviation or scale: write sqrt(${text})`);
    if (precisionName.test(named))
      return say("precision by its name", `it is a standard deviation or scale: write 1 / sqrt(${text})`);
    return [];
  });
}

/** A square of something that is inferred. */
function isSquare(node: Node): boolean {
  const root = unmoved(node);
  const { op, inputs } = root;
  const square =
    op.name === "square" ||
    (op.name === "pow" && uniformValue(inputs[1]) === 2) ||
    (op.name === "mul" && inputs[0] === inputs[1]);
  return square && dependsOnLatents(root);
}

function judgeFactor(audit: Audit, { distribution, args, argSpans }: Applied): Diagnostic[] {
  return distribution.parameters.flatMap((parameter, i) => {
    const span = argSpans[i];
    if (span === undefined || parameter.domain !== "covariance" || parameter.rank !== 2) return [];
    const root = unmoved(args[i]);
    const latent = latentBehind(audit, args[i]);
    if (root.op.name !== "cholesky" && latent?.prior.distribution.name !== "LKJCholesky") return [];
    const remedy =
      distribution.name === "MvNormal"
        ? `MvNormalCholesky(mean, ${written(audit, span)}) takes the factor itself`
        : "give it the matrix that the factor is of: L @ transpose(L)";
    return [factorAsCovariance(placeAt(audit, span), distribution.name, remedy)];
  });
}
