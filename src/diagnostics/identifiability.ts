/**
 * Verdicts on a target: whether the data, under the model as written, say what it is. They rest on agreement between chains or
 * starts and on how far the spread shrank, never on the truth.
 */
import { type Directions, directionOf } from "./directions.ts";
import { mean, variance } from "./moments.ts";
import { rhat } from "./rhat.ts";
import { varianceBound } from "./variance-bound.ts";

export type Decision = "identified" | "partly" | "not identified" | "undecided";

/** Of one element. */
export type State = "identified" | "not identified" | "fixed";

export interface Verdict {
  readonly verdict: Decision;
  /** A clause, for people. */
  readonly reason: string;
  readonly elements: number;
  /** Elements that are identified. */
  readonly identified: number;
  /** Elements that are the same wherever a start begins and ends: the search cannot move them, so they say nothing. */
  readonly fixed: number;
  /** Rows, and how many of them have a direction that is identified, whatever their length. */
  readonly rows?: number;
  readonly directions?: number;
  /** Of each element, where they are few. */
  readonly of_elements?: readonly State[];
}

/** What is known of one target; arrays of one draw hold its elements, exchangeable rows aligned. */
export interface Evidence {
  /** Rows whose directions are looked at; 0 for none. */
  readonly rows: number;
  /** Variance of each element under the prior, NaN where it has none or was not drawn; absent where the prior is improper. */
  readonly priorVariance?: ArrayLike<number>;
  /** Draws of the prior, for the spread of directions. */
  readonly priorDraws?: readonly Float64Array[];
  /** Whether the predictive check was passed; absent where there was none. */
  readonly predicted?: boolean;
}

/** Share of the prior's variance that may be left of what is identified. */
export const LEFT = 0.05;
/** Share of the elements that must be identified before a target is partly so. */
const SOME = 0.05;
/** Elements that are told one by one. */
const FEW = 24;
/** R-hat above which chains have not mixed; and share of the elements for which it may be exceeded by chance. */
const UNMIXED = 1.05;
const BY_CHANCE = 0.01;
/** The same between the halves of one chain, of which there are fewer draws. */
const UNSETTLED = 1.1;
/** R-hat above which chains are in different places, and not merely slow. */
const APART = 1.3;
/** Nats between chains that fit the data alike, beside what one chain itself wanders. */
const ALIKE = 3;

export interface DrawEvidence extends Evidence {
  /** [chain][draw] */
  readonly chains: readonly (readonly Float64Array[])[];
  /** [chain][draw] */
  readonly logDensities: readonly ArrayLike<number>[];
  /** Effective draws of each element, where known. */
  readonly effective?: ArrayLike<number>;
  readonly isComplete: boolean;
  /** Particles are no series: only islands can disagree. */
  readonly areParticles: boolean;
}

/** Of draws of a posterior. */
export function judgeDraws(evidence: DrawEvidence): Verdict {
  const { chains, effective, isComplete } = evidence;
  const elements = chains[0]?.[0]?.length ?? 0;
  const fewest = Math.min(...chains.map((chain) => chain.length));
  if (elements === 0 || fewest < 4) return undecided(elements, "there are too few draws");
  if (!isComplete) return undecided(elements, "the run is not complete");
  const trouble = mixing(evidence);
  if (trouble !== undefined) return { ...undecided(elements, trouble.reason), verdict: trouble.verdict };
  const all = chains.flat();
  const states = columnsOf(all).map((column, i): State => {
    const spread = variance(column);
    const prior = evidence.priorVariance?.[i] ?? Number.NaN;
    if (spread === 0 && prior === 0) return "fixed";
    const count = effective?.[i] ?? all.length;
    const bound = varianceBound(spread, Number.isNaN(count) ? all.length : count);
    return Number.isNaN(prior) || bound <= LEFT * prior ? "identified" : "not identified";
  });
  const directions = directionOf(all, evidence.rows);
  const agreement = `${chains.length} ${evidence.areParticles ? "islands" : "chains"} agree`;
  return verdictOf(
    evidence,
    states,
    directionsFound(evidence, directions),
    chains.length > 1 ? agreement : "one chain alone",
  );
}

/** Why chains do not speak for one posterior: because they have not settled, or because each has settled elsewhere, equally well. */
function mixing({ chains, logDensities, areParticles }: DrawEvidence) {
  const columns = chains.map(columnsOf);
  const worst = exceeding(columns[0].map((_, i) => rhat(columns.map((chain) => chain[i]))));
  if (worst === undefined) return undefined;
  const settled =
    chains.length > 1 &&
    columns.every(
      (chain) =>
        exceeding(
          chain.map((column) => rhat([column])),
          UNSETTLED,
        ) === undefined,
    );
  if (settled && worst > APART && !areParticles && fitAlike(logDensities)) {
    const reason = `chains that have each settled disagree (R-hat ${worst.toFixed(2)}) and fit equally well`;
    return { verdict: "not identified" as const, reason };
  }
  const what = areParticles ? "islands" : "chains";
  return { verdict: "undecided" as const, reason: `the ${what} have not converged (R-hat ${worst.toFixed(2)})` };
}

/** The largest, where more are too large than chance explains. */
function exceeding(values: readonly number[], limit = UNMIXED): number | undefined {
  const large = values.filter((value) => value > limit);
  return large.length > BY_CHANCE * values.length ? Math.max(...large) : undefined;
}

function fitAlike(logDensities: readonly ArrayLike<number>[]): boolean {
  const means = logDensities.map(mean);
  const wander = Math.sqrt(mean(logDensities.map(variance)));
  return Math.max(...means) - Math.min(...means) <= ALIKE + wander;
}

export interface PointEvidence extends Evidence {
  /** Where each start ended, those that failed left out. */
  readonly points: readonly Float64Array[];
  /** Where each began, where known. */
  readonly begins?: readonly Float64Array[];
  readonly logDensities: readonly number[];
  /** Free coordinates: draws of a posterior lie about half as many nats below its mode. */
  readonly dimension: number;
  /** Whether each start passed the predictive check; null where it was not looked at. */
  readonly passed?: readonly (boolean | null)[];
}

/** Times the variance that starts must have moved together by (squared) for their agreement to be their own finding. */
const MOVED = 1 / LEFT;
/** Share of the variance of where starts began that may be left, over all elements, after they moved together: else they only drift side by side. */
const CLOSED_IN = 0.25;

/** Of the points that starts of an optimiser reached. */
export function judgePoints(evidence: PointEvidence): Verdict {
  const { points, begins, logDensities, passed, dimension, priorVariance } = evidence;
  const elements = points[0]?.length ?? 0;
  if (elements === 0) return undecided(elements, "no start has ended");
  const best = Math.max(...logDensities);
  const good = [...points.keys()].filter(
    (s) => logDensities[s] >= best - ALIKE - dimension / 2 && passed?.[s] !== false,
  );
  if (passed?.some((one) => one === true) !== true && passed?.some((one) => one === false) === true)
    return undecided(elements, "what the starts found does not explain the data");
  if (good.length < 2)
    return undecided(elements, `only ${good.length} of ${points.length} starts fits as well as the best`);
  const ends = columnsOf(good.map((s) => points[s]));
  const starts = begins && columnsOf(good.map((s) => begins[s]));
  const isStill = (column: Float64Array) => Math.sqrt(variance(column)) <= 1e-12 * (1 + Math.abs(mean(column)));
  if (starts?.every(isStill) && ends.every(isStill)) return undecided(elements, "all starts begin at the same point");
  const began = starts === undefined ? 0 : mean(starts.map(variance));
  const hasClosedIn = began === 0 || mean(ends.map(variance)) <= CLOSED_IN * began;
  const states = ends.map((column, i): State => {
    const spread = variance(column);
    const bound = varianceBound(spread, good.length);
    const prior = priorVariance?.[i] ?? Number.NaN;
    const isSmall = Number.isNaN(prior) || bound <= LEFT * prior;
    if (starts === undefined) return isSmall ? "identified" : "not identified";
    const [begun, moved] = [variance(starts[i]), (mean(column) - mean(starts[i])) ** 2];
    if (isStill(starts[i]) && isStill(column) && moved <= 1e-20) return "fixed";
    const isFound = bound <= LEFT * begun || (moved > MOVED * (spread + begun) && hasClosedIn);
    return isSmall && isFound ? "identified" : "not identified";
  });
  const directions = directionOf(
    good.map((s) => points[s]),
    evidence.rows,
  );
  const before =
    begins &&
    directionOf(
      good.map((s) => begins[s]),
      evidence.rows,
    );
  const many = `${good.length} of ${points.length} starts fit equally well`;
  const verdict = verdictOf(evidence, states, directionsFound(evidence, directions, before), many);
  return { ...verdict, reason: `${verdict.reason}${closeStarts(starts, priorVariance)}` };
}

/** A warning where starts began so close together that other answers were not looked for. */
function closeStarts(starts: readonly Float64Array[] | undefined, prior: ArrayLike<number> | undefined): string {
  if (starts === undefined || prior === undefined) return "";
  const close = starts.filter((column, i) => variance(column) < LEFT * prior[i]).length;
  return 2 * close > starts.length ? "; the starts began close together, so answers far away were not looked for" : "";
}

/** Which rows have a direction that is much surer than under the prior, and than where starts began. */
function directionsFound({ priorDraws, rows }: Evidence, now: Directions, before?: Directions): boolean[] {
  const prior = priorDraws !== undefined && priorDraws.length > 1 ? directionOf(priorDraws, rows) : undefined;
  return now.spread.map((spread, row) => {
    const bound = varianceBound(spread, now.count);
    if (!(bound <= LEFT * Math.min(1, prior?.spread[row] ?? 1))) return false;
    if (before === undefined) return true;
    const turned = now.turnedFrom(before, row);
    const began = before.spread[row];
    return bound <= LEFT * began || (turned > MOVED * (spread + began) && (began === 0 || spread <= CLOSED_IN * began));
  });
}

/** @param agreement what agrees, for the reason */
function verdictOf(
  { predicted, priorVariance }: Evidence,
  states: readonly State[],
  directions: readonly boolean[],
  agreement: string,
): Verdict {
  const fixed = states.filter((state) => state === "fixed").length;
  const identified = states.filter((state) => state === "identified").length;
  const free = states.length - fixed;
  const found = directions.filter((one) => one).length;
  const counts = {
    elements: states.length,
    identified,
    fixed,
    ...(directions.length > 0 && { rows: directions.length, directions: found }),
    ...(states.length <= FEW && { of_elements: states }),
  };
  const check = predicted === undefined ? "there is no predictive check" : "the predictive check passed";
  const improper = priorVariance === undefined ? "; the prior is improper, so only agreement and prediction count" : "";
  const because = `${agreement}, ${check}${improper}`;
  if (predicted === false)
    return { verdict: "undecided", reason: "what was found does not explain the data", ...counts };
  if (free === 0) return { verdict: "undecided", reason: "the search cannot move it", ...counts };
  if (identified === free) return { verdict: "identified", reason: because, ...counts };
  const some = identified > 0 && identified >= SOME * free;
  const only = [
    ...(some ? [`${identified} of ${free} elements`] : []),
    ...(found > 0
      ? [
          found === directions.length
            ? "the direction, not the length"
            : `the direction of ${found} of ${directions.length} rows`,
        ]
      : []),
  ];
  if (only.length > 0) return { verdict: "partly", reason: `${only.join(" and ")}; ${because}`, ...counts };
  const left = "the spread that is left is no small part of what was open before";
  return { verdict: "not identified", reason: `${left}; ${because}`, ...counts };
}

function undecided(elements: number, reason: string): Verdict {
  return { verdict: "undecided", reason, elements, identified: 0, fixed: 0 };
}

function columnsOf(draws: readonly Float64Array[]): Float64Array[] {
  return Array.from(draws[0], (_, i) => Float64Array.from(draws, (draw) => draw[i]));
}
