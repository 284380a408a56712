/** Chooses which rows of a long table are shown: all scalars, and the first elements of each array. */

/** Rows of one array (or one scalar) that stand together: [start, end), of which the first `shown` are shown. */
export interface Fold {
  /** What stands before the bracket: `x` for `x[0,2]`. */
  readonly name: string;
  readonly start: number;
  readonly end: number;
  readonly shown: number;
}

/**
 * Groups element names into runs of one array and gives each a share of `limit` rows; small arrays leave what they do
 * not need to larger ones, and every array shows at least three rows. Nothing is folded for fewer than three rows.
 */
export function foldRows(names: readonly string[], limit: number): Fold[] {
  const groups: { name: string; start: number; end: number }[] = [];
  for (const [index, element] of names.entries()) {
    const name = element.split("[")[0];
    const last = groups[groups.length - 1];
    if (last?.name === name) last.end = index + 1;
    else groups.push({ name, start: index, end: index + 1 });
  }
  if (names.length <= limit) return groups.map((group) => ({ ...group, shown: group.end - group.start }));
  const shown = new Map<object, number>();
  let room = limit;
  const bySize = [...groups].sort((a, b) => a.end - a.start - (b.end - b.start));
  for (const [index, group] of bySize.entries()) {
    const size = group.end - group.start;
    const share = Math.max(Math.floor(room / (bySize.length - index)), 3);
    const rows = size <= share + 2 ? size : share;
    shown.set(group, rows);
    room -= rows;
  }
  return groups.map((group) => ({ ...group, shown: shown.get(group) ?? 0 }));
}
