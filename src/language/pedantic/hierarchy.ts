/** Centred hierarchies with few data for each group: the funnel of Neal (2003) and Betancourt and Girolami (2013). */
import { unbatched } from "../../distributions/unbatched.ts";
import { sizeOf } from "../../tensor/node.ts";
import { reachable } from "../../tensor/passes/dependencies.ts";
import type { Latent } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { centredHierarchy } from "../diagnostics/pedantic.ts";
import { type Audit, dependsOnLatents, isLocation, isScale, placeAt, written } from "./audit.ts";

/** With more data than this for each group the centred form samples well. */
const fewData = 10;
const smallestGroups = 3;
const families: ReadonlySet<string> = new Set(["Normal", "StudentT", "Cauchy", "Laplace", "Logistic", "LogNormal"]);

export function hierarchyWarnings(audit: Audit): Diagnostic[] {
  return audit.latents.flatMap((latent) => {
    const { prior, node, name } = latent;
    const { distribution, args, argSpans } = prior;
    const groups = sizeOf(node.shape);
    if (latent.isMissing || !families.has(distribution.name) || groups < smallestGroups) return [];
    const scale = distribution.parameters.findIndex((_, i) => isScale(prior, i));
    const location = distribution.parameters.findIndex(isLocation);
    if (!dependsOnLatents(args[scale]) || unbatched(args[scale], 0) === undefined) return [];
    // A latent that reads itself is a state of a series, not a group.
    if (reachable(args).includes(node)) return [];
    // The arguments of a distribution of one's own are those of its definition.
    if (prior.span.start <= latent.span.start || prior.span.end > latent.span.end) return [];
    const data = dataBehind(audit, latent);
    if (data === undefined || data / groups >= fewData) return [];
    const [mu, tau] = [location, scale].map((i) => written(audit, argSpans[i]));
    const dims = latent.axes.map((axis) => axis.name ?? axis.size).join(", ");
    const standard =
      distribution.name === "StudentT"
        ? `StudentT(${written(audit, argSpans[0])}, 0, 1)`
        : `${distribution.name === "LogNormal" ? "Normal" : distribution.name}(0, 1)`;
    const sum = `${mu === "0" ? "" : `${mu} + `}${/^[\w.]+$/.test(tau) ? tau : `(${tau})`} * ${name}_raw`;
    const whole = distribution.name === "LogNormal" ? `exp(${sum})` : sum;
    const rewritten = `\`prior ${name}_raw[${dims}] ~ ${standard}\`, \`let ${name} = ${whole}\``;
    return [centredHierarchy(placeAt(audit, prior.span), name, data, groups, rewritten)];
  });
}

/** Data in the observations that depend on a latent; undefined where none do. */
function dataBehind({ observations }: Audit, { node }: Latent): number | undefined {
  const own = observations.filter(({ likelihood }) => reachable(likelihood.args).includes(node));
  if (own.length === 0) return undefined;
  return own.reduce((total, { value }) => total + sizeOf(value.shape), 0);
}
