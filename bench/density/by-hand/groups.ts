/** Rows put group after group, as an expert does once before everything else. */

export interface Grouped {
  /** Where each group begins, and behind them the number of rows. */
  readonly starts: Int32Array;
  readonly groups: number;
  readonly columns: readonly Float64Array[];
}

/** @param index the column that names groups, from 1 */
export function inGroups(
  data: Readonly<Record<string, number | readonly number[]>>,
  index: string,
  names: readonly string[],
): Grouped {
  const column = (name: string): readonly number[] => {
    const found = data[name];
    return typeof found === "object" ? found : [];
  };
  const group = column(index);
  const order = [...group.keys()].sort((a, b) => group[a] - group[b] || a - b);
  const groups = Math.max(...group);
  const starts = new Int32Array(groups + 1);
  for (const g of group) starts[g]++;
  for (let g = 0; g < groups; g++) starts[g + 1] += starts[g];
  return { starts, groups, columns: names.map((name) => Float64Array.from(order, (i) => column(name)[i])) };
}
