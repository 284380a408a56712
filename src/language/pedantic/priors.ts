/** Priors that say too little or cut too hard. */
import { constantValue } from "../../tensor/evaluate.ts";
import type { Applied, Latent } from "../checked.ts";
import type { Diagnostic } from "../diagnostic.ts";
import { flatPrior, hardBounds, inverseGammaScale, widePrior } from "../diagnostics/pedantic.ts";
import { showNumber } from "../elements.ts";
import { type Audit, isLocation, isScale, placeAt, useAs } from "./audit.ts";

/** A scale beyond this is no belief about a quantity in sensible units. */
const widest = 1e4;
/** The same for the logarithm of a quantity. */
const widestLog = 10;
/** BUGS's `gamma(0.001, 0.001)`. */
const smallestShape = 0.01;

export function priorWarnings(audit: Audit): Diagnostic[] {
  return audit.latents
    .filter((latent) => !latent.isMissing)
    .flatMap((latent) => [
      ...judgeSpread(audit, latent),
      ...judgeBounds(audit, latent),
      ...judgeInverseGamma(audit, latent),
    ]);
}

function judgeSpread(audit: Audit, { name, prior }: Latent): Diagnostic[] {
  const place = placeAt(audit, prior.span);
  if (prior.distribution.improper === true) return [flatPrior(place, name, prior.distribution.name)];
  const found = tooWide(prior);
  return found === undefined ? [] : [widePrior(place, name, found)];
}

function tooWide(prior: Applied): string | undefined {
  const { distribution, args } = prior;
  const { name, parameters } = distribution;
  const known = (i: number) => constantValue(args[i]) ?? new Float64Array(0);
  const say = (i: number, x: number) => `${parameters[i].name} = ${showNumber(x)}`;
  if (name === "Uniform") {
    const [lower, upper] = [known(0), known(1)];
    const width = lower.map((x, i) => upper[i] - x).find((x) => x > 2 * widest);
    return width === undefined ? undefined : `${showNumber(width)} wide`;
  }
  if (name === "Gamma" || name === "InverseGamma") {
    const both = [...known(0)].findIndex((shape, i) => shape <= smallestShape && known(1)[i] <= smallestShape);
    return both < 0 ? undefined : `${say(0, known(0)[both])}, ${say(1, known(1)[both])}`;
  }
  const scale = parameters.findIndex((_, i) => isScale(prior, i));
  if (scale < 0) return undefined;
  const limit = name === "LogNormal" || name === "LogitNormal" ? widestLog : widest;
  const wide = known(scale).find((x) => x > limit);
  return wide === undefined ? undefined : say(scale, wide);
}

/** A uniform prior for a mean, or for a scale that has an upper bound only there. */
function judgeBounds(audit: Audit, latent: Latent): Diagnostic[] {
  if (latent.prior.distribution.name !== "Uniform") return [];
  const use = useAs(
    audit,
    latent,
    (applied, i) => isScale(applied, i) || isLocation(applied.distribution.parameters[i]),
  );
  if (use === undefined) return [];
  const { applied, parameter } = use;
  const what = `the ${applied.distribution.parameters[parameter].name} of ${applied.distribution.name}`;
  return [hardBounds(placeAt(audit, latent.prior.span), latent.name, what, applied.argSpans[parameter])];
}

function judgeInverseGamma(audit: Audit, latent: Latent): Diagnostic[] {
  if (latent.prior.distribution.name !== "InverseGamma") return [];
  const use = useAs(audit, latent, isScale);
  if (use === undefined) return [];
  const { applied, parameter } = use;
  const what = `${applied.distribution.parameters[parameter].name} of ${applied.distribution.name}`;
  return [inverseGammaScale(placeAt(audit, latent.prior.span), latent.name, what, applied.argSpans[parameter])];
}
