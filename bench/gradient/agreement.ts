/** Whether two contestants compute one log density: gradients at random positions, and its differences from one to the next. */
import { Xoshiro } from "../../verify/support/xoshiro.ts";
import type { BenchModel } from "./models.ts";
import type { Peer } from "./peer.ts";

/** What gradients and differences may be apart, relative to their size where that is above 1. */
export const AGREEMENT = 1e-9;
const POSITIONS = 5;

/** By element of a peer: the place in our position, and the factor that makes ours theirs. */
interface Place {
  readonly index: number;
  readonly factor: number;
}

/** Of the elements of a peer, in its order. @throws Error where the two do not have the same elements */
export function places(model: BenchModel, ours: readonly string[], theirs: readonly string[]): Place[] {
  const known = new Map(
    ours.map((name, index) => {
      const [latent, element] = splitName(name);
      const key: string = `${model.renamed[latent] ?? latent}.${element}`;
      return [key, { index, factor: model.scaled[latent] ?? 1 }] as const;
    }),
  );
  const found = theirs.map((name) => known.get(splitName(name).join(".")));
  const missing = theirs.filter((_, i) => found[i] === undefined);
  if (missing.length > 0 || ours.length !== theirs.length) {
    throw new Error(`${model.name}: elements ${theirs.join(" ")} are not those of ours, ${ours.join(" ")}`);
  }
  return found.filter((place) => place !== undefined);
}

/** `beta.2` as base and element; a scalar is its own first element. */
function splitName(name: string): [string, string] {
  const [base, element = "1"] = name.split(".");
  return [base, element];
}

/** Random positions of ours, the first of which is timed. */
export function positionsOf(dimension: number): number[][] {
  const random = new Xoshiro(5);
  return Array.from({ length: POSITIONS }, () => Array.from({ length: dimension }, () => 0.5 * random.normal()));
}

/** Our position in the elements of the peer. */
export function theirPosition(position: readonly number[], placing: readonly Place[]): number[] {
  return placing.map(({ index, factor }) => factor * position[index]);
}

/**
 * The worst difference, relative to the larger of 1 and the size of what is compared.
 * Rounding is to the size of what was added up: a difference of log densities is held against them, not against itself.
 */
export async function worstDifference(
  positions: readonly (readonly number[])[],
  placing: readonly Place[],
  ours: Peer,
  theirs: Peer,
): Promise<number> {
  let worst = 0;
  let constant: number | undefined;
  for (const position of positions) {
    const a = await ours.at(position);
    const b = await theirs.at(theirPosition(position, placing));
    const shift = a.logDensity - b.logDensity;
    constant ??= shift;
    worst = Math.max(worst, Math.abs(shift - constant) / Math.max(1, Math.abs(a.logDensity), Math.abs(constant)));
    const largest = Math.max(...a.gradient.map(Math.abs));
    for (const [i, { index, factor }] of placing.entries()) {
      const apart = Math.abs(a.gradient[index] - factor * b.gradient[i]);
      worst = Math.max(worst, apart / Math.max(1, Math.abs(a.gradient[index])));
    }
    if (!Number.isFinite(largest + a.logDensity)) return Number.POSITIVE_INFINITY;
  }
  return Number.isNaN(worst) ? Number.POSITIVE_INFINITY : worst;
}
