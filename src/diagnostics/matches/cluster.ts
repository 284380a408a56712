/** Candidates of several starts that are the same thing, found again. */
import type { Similarities } from "./similarity.ts";

export interface Cluster {
  /** The member that the others are most like. */
  readonly centre: number;
  /** Indices of candidates, the centre first, at most one of each start. */
  readonly members: readonly number[];
  /** Share of the starts that found it. */
  readonly found: number;
}

/**
 * By leaders: of the candidates that are left, the one that most other starts find again becomes the centre of the next cluster,
 * and takes from each start the candidate most like it, if their likeness reaches the threshold.
 * @returns clusters, those found by most starts first; every candidate is in one
 */
export function clusters({ candidates, starts, table, threshold }: Similarities): Cluster[] {
  const n = candidates.length;
  const left = new Set(candidates.keys());
  /** Of each start the candidate left that is most like candidate i. */
  const gather = (i: number): number[] => {
    const best = new Map<number, number>();
    for (const j of left) {
      const { start } = candidates[j];
      if (j === i || start === candidates[i].start || table[i * n + j] < threshold) continue;
      const before = best.get(start);
      if (before === undefined || table[i * n + j] > table[i * n + before]) best.set(start, j);
    }
    return [...best.values()];
  };
  const strengthOf = (i: number): number => gather(i).reduce((sum, j) => sum + table[i * n + j], 0);
  const found: Cluster[] = [];
  const strengths = new Map([...left].map((i) => [i, strengthOf(i)]));
  while (left.size > 0) {
    let centre = -1;
    for (const i of left) if (centre < 0 || (strengths.get(i) ?? 0) > (strengths.get(centre) ?? 0)) centre = i;
    const members = [centre, ...gather(centre)];
    for (const i of members) left.delete(i);
    // Only what was like a member has lost something.
    for (const i of left) if (members.some((j) => table[i * n + j] >= threshold)) strengths.set(i, strengthOf(i));
    found.push({ centre, members, found: members.length / starts });
  }
  return found.sort((a, b) => b.found - a.found);
}
