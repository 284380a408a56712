/** Rows that read the same elements, and the numbers of those elements. */

/** Each of `keys` has one whole number a row. Groups are in the order of their keys, rows in theirs. */
export function groupsOf(keys: readonly Int32Array[], rows: number): number[][] {
  const order = Array.from({ length: rows }, (_, i) => i);
  const compare = (i: number, j: number) => {
    for (const key of keys) if (key[i] !== key[j]) return key[i] - key[j];
    return i - j;
  };
  if (!isSorted(order, compare)) order.sort(compare);
  const groups: number[][] = [];
  for (const row of order) {
    const last = groups.at(-1);
    if (last && keys.every((key) => key[row] === key[last[0]])) last.push(row);
    else groups.push([row]);
  }
  return groups;
}

function isSorted(order: readonly number[], compare: (i: number, j: number) => number): boolean {
  for (let i = 1; i < order.length; i++) if (compare(order[i - 1], order[i]) > 0) return false;
  return true;
}

export function distinct(key: Int32Array): number {
  return new Set(key).size;
}
