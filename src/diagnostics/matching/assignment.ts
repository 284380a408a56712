/** The linear assignment problem: rows to columns, one to one, at the least total cost. */

/**
 * By shortest augmenting paths (Jonker & Volgenant 1987, in the form of Crouse 2016, doi:10.1109/TAES.2016.140952), exact, in
 * O(min^2 max) steps.
 * @param costs [rows, columns], finite
 * @returns the column of each row; -1 for rows without one, where there are more rows than columns
 */
export function assign(costs: ArrayLike<number>, rows: number, columns: number): Int32Array {
  if (rows <= columns) return assignRows((i, j) => costs[i * columns + j], rows, columns);
  const rowOf = assignRows((i, j) => costs[j * columns + i], columns, rows);
  const result = new Int32Array(rows).fill(-1);
  rowOf.forEach((row, column) => {
    result[row] = column;
  });
  return result;
}

function assignRows(cost: (i: number, j: number) => number, rows: number, columns: number): Int32Array {
  const columnOf = new Int32Array(rows).fill(-1);
  const rowOf = new Int32Array(columns).fill(-1);
  // Dual variables: cost - u - v is never negative, and 0 for assigned pairs.
  const u = new Float64Array(rows);
  const v = new Float64Array(columns);
  const distance = new Float64Array(columns);
  const before = new Int32Array(columns);
  const isDone = new Uint8Array(columns);
  for (let start = 0; start < rows; start++) {
    distance.fill(Number.POSITIVE_INFINITY);
    isDone.fill(0);
    const reached = [start];
    let row = start;
    let least = 0;
    let end = -1;
    while (end < 0) {
      let next = -1;
      for (let j = 0; j < columns; j++) {
        if (isDone[j] === 1) continue;
        const through = least + cost(row, j) - u[row] - v[j];
        if (through < distance[j]) {
          distance[j] = through;
          before[j] = row;
        }
        // Of equal ones a free column ends the search.
        if (next < 0 || distance[j] < distance[next] || (distance[j] === distance[next] && rowOf[j] < 0)) next = j;
      }
      least = distance[next];
      isDone[next] = 1;
      if (rowOf[next] < 0) end = next;
      else {
        row = rowOf[next];
        reached.push(row);
      }
    }
    for (const i of reached) u[i] += i === start ? least : least - distance[columnOf[i]];
    for (let j = 0; j < columns; j++) if (isDone[j] === 1) v[j] -= least - distance[j];
    for (let j = end, i = -1; i !== start; ) {
      i = before[j];
      rowOf[j] = i;
      [columnOf[i], j] = [j, columnOf[i]];
    }
  }
  return columnOf;
}
