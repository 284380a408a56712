/** How much of a matched truth the answers hold, beside the same of every control: a good score alone says nothing. */
import { mean, variance } from "../moments.ts";
import { countRows, type Matching, matchRows, type Rows } from "./match.ts";
import { type Measure, reaches } from "./measure.ts";

/** What several answers found of one truth. */
export interface MatchScore {
  /** True rows found, for each threshold, in the mean over answers. */
  readonly hits: readonly number[];
  /** Mean measure of the assigned pairs, in the mean over answers. */
  readonly best: number;
}

export interface ControlScore extends MatchScore {
  /** A rival is another answer, scored against the truth; a decoy stands for the truth, scored against the answers. */
  readonly role: "rival" | "decoy";
  /** Of a decoy: what the candidates of all answers together find of it. */
  readonly pooled?: MatchScore;
}

export interface MatchedFidelity extends MatchScore {
  readonly metric: Measure["name"];
  readonly thresholds: readonly number[];
  /** True rows, and candidates of one answer. */
  readonly rows: number;
  readonly candidates: number;
  /** Of each start, or of each chain. */
  readonly answers: readonly MatchScore[];
  /** What the candidates of all answers together find, each used once. */
  readonly pooled: MatchScore;
  readonly control: Readonly<Record<string, ControlScore>>;
  /** The control with most hits at the first threshold. */
  readonly strongest?: string;
  /** Hits at the first threshold beyond those of the strongest control. */
  readonly hits_minus_strongest?: number;
  /** Standard error of that over true rows; NaN for one row. */
  readonly gain_se?: number;
}

export interface Control {
  readonly name: string;
  readonly role: "rival" | "decoy";
  /** Rivals may give several answers, which count in their mean. */
  readonly rows: readonly Rows[];
}

/**
 * @param answers of each start or chain, at least one
 */
export function matchedFidelity(
  measure: Measure,
  truth: Rows,
  answers: readonly Rows[],
  controls: readonly Control[],
): MatchedFidelity {
  const own = answers.map((answer) => matchRows(measure, truth, answer));
  const all = together(answers);
  const scored = controls.map(({ name, role, rows }) => {
    const matchings =
      role === "rival"
        ? rows.map((rival) => matchRows(measure, truth, rival))
        : rows.flatMap((decoy) => answers.map((answer) => matchRows(measure, decoy, answer)));
    const pooled = role === "decoy" ? rows.map((decoy) => matchRows(measure, decoy, all)) : [];
    return { name, role, matchings, score: scoreOf(measure, matchings), pooled };
  });
  const strongest = scored.reduce<(typeof scored)[number] | undefined>(
    (best, next) => (best === undefined || isStronger(measure, next.score, best.score) ? next : best),
    undefined,
  );
  const score = scoreOf(measure, own);
  return {
    metric: measure.name,
    thresholds: measure.thresholds,
    rows: countRows(truth),
    candidates: countRows(answers[0]),
    ...score,
    answers: own.map((matching) => scoreOf(measure, [matching])),
    pooled: scoreOf(measure, [matchRows(measure, truth, all)]),
    control: Object.fromEntries(
      scored.map(({ name, role, score, pooled }) => [
        name,
        { role, ...score, ...(pooled.length > 0 && { pooled: scoreOf(measure, pooled) }) },
      ]),
    ),
    ...(strongest !== undefined && {
      strongest: strongest.name,
      hits_minus_strongest: score.hits[0] - strongest.score.hits[0],
      gain_se: standardError(measure, own, strongest),
    }),
  };
}

function together(answers: readonly Rows[]): Rows {
  const { columns } = answers[0];
  const values = new Float64Array(answers.reduce((sum, answer) => sum + answer.values.length, 0));
  let at = 0;
  for (const answer of answers) {
    values.set(answer.values, at);
    at += answer.values.length;
  }
  return { values, columns };
}

/** For each true row the share of the answers that hold it. */
function found(measure: Measure, matchings: readonly Matching[], threshold: number): Float64Array {
  const rows = matchings[0].value.length;
  return Float64Array.from({ length: rows }, (_, i) =>
    mean(matchings.map(({ value }) => (reaches(measure, value[i], threshold) ? 1 : 0))),
  );
}

function scoreOf(measure: Measure, matchings: readonly Matching[]): MatchScore {
  return {
    hits: measure.thresholds.map((threshold) => found(measure, matchings, threshold).reduce((a, b) => a + b, 0)),
    best: mean(matchings.map(({ value }) => mean(value.filter((x) => !Number.isNaN(x))))),
  };
}

/** More hits at the first threshold; of equal ones, the better mean. */
function isStronger(measure: Measure, a: MatchScore, b: MatchScore): boolean {
  return a.hits[0] > b.hits[0] || (a.hits[0] === b.hits[0] && measure.sign * a.best > measure.sign * b.best);
}

/** A rival meets the same true rows, so its hits pair with ours; the rows of a decoy are others. */
function standardError(
  measure: Measure,
  own: readonly Matching[],
  { role, matchings }: { readonly role: Control["role"]; readonly matchings: readonly Matching[] },
): number {
  const [threshold] = measure.thresholds;
  const ours = found(measure, own, threshold);
  const theirs = found(measure, matchings, threshold);
  const n = ours.length;
  if (n < 2) return Number.NaN;
  const perRow = role === "rival" ? variance(ours.map((x, i) => x - theirs[i])) : variance(ours) + variance(theirs);
  return Math.sqrt(n * perRow);
}

/** Standard errors by which hits must exceed those of the strongest control before anything is said to be there. */
const threshold = 2;

/** Whether the answers hold more of the truth than the strongest control by more than chance explains. */
export function findsMore({ hits_minus_strongest: gain, gain_se: error }: MatchedFidelity): boolean {
  if (gain === undefined) return false;
  return gain > 0 && gain > threshold * (error !== undefined && Number.isFinite(error) ? error : 0);
}
