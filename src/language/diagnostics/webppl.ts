/** What keeps a scenario from running on WebPPL. */
import type { Diagnostic } from "../diagnostic.ts";
import { error, type Place } from "./make.ts";

export function webpplMissing(place: Place): Diagnostic {
  return error("PAL5100", "the package `webppl` is not installed", place, "runs on it", [
    "`npm install webppl`, where palimpsest itself is installed, adds it; `pal emit FILE --to webppl` needs no package",
  ]);
}

export function endlessEnumeration(place: Place, latent: string): Diagnostic {
  return error("PAL5101", "enumerate needs latents of few values", place, `\`${latent}\` has infinitely many`, [
    "webppl(method = MCMC) or webppl(method = SMC) draws it",
  ]);
}

/** `message` in WebPPL's own words. */
export function webpplFailed(place: Place, message: string): Diagnostic {
  return error("PAL5102", "WebPPL ended with an error", place, message, [
    "an argument may leave its domain for some values of the latents: `pal emit FILE --to webppl` shows the program",
  ]);
}
