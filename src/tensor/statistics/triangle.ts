/** Rows brought to triangular form: fewer rows with the same sum of squares of what they give, whatever they are multiplied by. */

/**
 * The triangle R of a = Q R by Householder reflections (Golub & Van Loan, Matrix Computations, algorithm 5.2.1), in echelon form: a
 * column that is 0 below the rows done has no row of its own. Rows of zeros are left out, so that a' a = R' R. The numbers are overwritten.
 * @param rows each with as many numbers as there are columns
 * @param least for each column what counts as 0, being rounding
 */
export function triangleOf(rows: Float64Array[], least: ArrayLike<number>): Float64Array[] {
  const columns = least.length;
  let done = 0;
  for (let j = 0; j < columns && done < rows.length; j++) {
    let largest = 0;
    for (let i = done; i < rows.length; i++) largest = Math.max(largest, Math.abs(rows[i][j]));
    if (largest <= least[j]) {
      for (let i = done; i < rows.length; i++) rows[i][j] = 0;
      continue;
    }
    reflect(rows, done, j, columns, largest);
    done++;
  }
  return rows.slice(0, done);
}

/** Makes column j of the rows after `first` 0. */
function reflect(rows: readonly Float64Array[], first: number, j: number, columns: number, largest: number): void {
  let rest = 0;
  for (let i = first + 1; i < rows.length; i++) rest += (rows[i][j] / largest) ** 2;
  if (rest === 0) {
    for (let i = first + 1; i < rows.length; i++) rows[i][j] = 0;
    return;
  }
  const head = rows[first][j] / largest;
  const length = Math.sqrt(head * head + rest);
  // Of the two signs the one by which nothing cancels.
  const lead = head > 0 ? head + length : head - length;
  const half = length * Math.abs(lead);
  const v = Float64Array.from({ length: rows.length - first }, (_, i) =>
    i === 0 ? lead : rows[first + i][j] / largest,
  );
  for (let k = j; k < columns; k++) {
    let product = 0;
    for (let i = 0; i < v.length; i++) product += v[i] * rows[first + i][k];
    const share = product / half;
    for (let i = 0; i < v.length; i++) rows[first + i][k] -= share * v[i];
  }
  for (let i = first + 1; i < rows.length; i++) rows[i][j] = 0;
}
