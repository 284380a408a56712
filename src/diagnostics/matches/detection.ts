/** How well a score tells matches from what is none. Attacks are judged where false alarms are rare (Carlini et al. 2022, arXiv:2112.03570). */

export interface Scored {
  readonly score: number;
  readonly isMatch: boolean;
}

/** Area under the receiver operating characteristic: the Mann-Whitney probability that a match scores above a non-match, ties half. NaN without both. */
export function auroc(scored: readonly Scored[]): number {
  const ascending = [...scored].sort((a, b) => a.score - b.score);
  const positives = scored.filter(({ isMatch }) => isMatch).length;
  const negatives = scored.length - positives;
  let rankSum = 0;
  for (let from = 0; from < ascending.length; ) {
    let to = from;
    while (to < ascending.length && ascending[to].score === ascending[from].score) to++;
    const rank = (from + 1 + to) / 2;
    for (let i = from; i < to; i++) if (ascending[i].isMatch) rankSum += rank;
    from = to;
  }
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/** The largest share of matches above a bound that at most this share of non-matches reach. NaN without both. */
export function truePositiveRate(scored: readonly Scored[], falsePositiveRate: number): number {
  const negatives = scored.filter(({ isMatch }) => !isMatch).map(({ score }) => score);
  const positives = scored.filter(({ isMatch }) => isMatch).map(({ score }) => score);
  if (negatives.length === 0 || positives.length === 0) return Number.NaN;
  const descending = negatives.sort((a, b) => b - a);
  const bound = descending[Math.floor(falsePositiveRate * negatives.length)] ?? Number.NEGATIVE_INFINITY;
  return positives.filter((score) => score > bound).length / positives.length;
}

/** Share of matches among the best-scored tenth (or another share), at least one; of equal scores, non-matches count first. */
export function topPrecision(scored: readonly Scored[], share = 0.1): number {
  const count = Math.max(1, Math.round(share * scored.length));
  const best = [...scored].sort((a, b) => b.score - a.score || Number(a.isMatch) - Number(b.isMatch)).slice(0, count);
  return best.filter(({ isMatch }) => isMatch).length / count;
}

/** One piece of a reliability curve. */
export interface ReliabilityBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** Mean of the probabilities that were said. */
  readonly said: number;
  /** Share that were matches. */
  readonly found: number;
}

/** Scores are probabilities; bins without any are left out. */
export function reliability(scored: readonly Scored[], bins = 5): ReliabilityBin[] {
  return Array.from({ length: bins }, (_, b) => {
    const [from, to] = [b / bins, (b + 1) / bins];
    const inside = scored.filter(({ score }) => Math.min(bins - 1, Math.floor(score * bins)) === b);
    const average = (of: (each: Scored) => number) => inside.reduce((sum, each) => sum + of(each), 0) / inside.length;
    return {
      from,
      to,
      count: inside.length,
      said: average(({ score }) => score),
      found: average(({ isMatch }) => (isMatch ? 1 : 0)),
    };
  }).filter(({ count }) => count > 0);
}
