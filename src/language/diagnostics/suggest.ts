/** The nearest known word to a mistyped one. */
import { distance } from "fastest-levenshtein";

/**
 * The candidate the user probably meant, or undefined when none is near. Up to a third of the letters may be wrong (at
 * least one); a difference in upper and lower case only always counts as near. Among equals the first candidate wins.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string | undefined {
  const lower = name.toLowerCase();
  const limit = Math.max(1, Math.floor(name.length / 3));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of candidates) {
    if (candidate === name) continue;
    const apart = candidate.toLowerCase() === lower ? 0 : distance(name, candidate);
    const nothingInCommon = apart >= Math.max(name.length, candidate.length);
    if (apart < bestDistance && !nothingInCommon) {
      best = candidate;
      bestDistance = apart;
    }
  }
  return best;
}
