/** Sufficient statistics of a linear model: the triangle of the QR factorisation of all columns, the response last. */

/**
 * The upper triangle R, row by row with zeros below, [m, m]: |columns c|^2 = |R c|^2 for all c. By Householder reflections (Golub & Van Loan, Matrix Computations, section 5.2);
 * `columns` are m vectors of at least m numbers.
 */
export function triangleOf(columns: readonly Float64Array[]): Float64Array {
  const work = columns.map((column) => column.slice());
  const m = work.length;
  const triangle = new Float64Array(m * m);
  for (let k = 0; k < m; k++) {
    const pivot = work[k];
    let squares = 0;
    for (let i = k; i < pivot.length; i++) squares += pivot[i] * pivot[i];
    const alpha = pivot[k] > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
    const direction = pivot.slice(k);
    direction[0] -= alpha;
    const length = direction.reduce((sum, x) => sum + x * x, 0);
    for (const column of work.slice(k)) {
      const factor = (2 * direction.reduce((sum, x, i) => sum + x * column[k + i], 0)) / length;
      direction.forEach((x, i) => {
        column[k + i] -= factor * x;
      });
    }
    for (let j = k; j < m; j++) triangle[k * m + j] = work[j][k];
  }
  return triangle;
}
