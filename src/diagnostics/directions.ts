/** Directions of rows, whatever their length: how far they differ between draws or starts. */

export interface Directions {
  /** How many draws there are. */
  readonly count: number;
  /** For each row the sum of the variances of its unit vector: 0 where all draws point one way, about 1 where they point anywhere. */
  readonly spread: readonly number[];
  /** The squared distance of the mean directions of a row, at most 4. */
  turnedFrom(other: Directions, row: number): number;
  /** [row] unit vectors, 0 where a row has none. */
  readonly means: readonly Float64Array[];
}

/**
 * @param draws at least one, of `rows` rows each; with 0 rows there are no directions
 */
export function directionOf(draws: readonly Float64Array[], rows: number): Directions {
  const columns = rows === 0 ? 0 : draws[0].length / rows;
  const count = draws.length;
  const means: Float64Array[] = [];
  const spread: number[] = [];
  for (let row = 0; row < rows; row++) {
    const sum = new Float64Array(columns);
    for (const draw of draws) {
      const part = draw.subarray(row * columns, (row + 1) * columns);
      const length = Math.hypot(...part);
      if (length > 0)
        part.forEach((x, i) => {
          sum[i] += x / length / count;
        });
    }
    const length = Math.hypot(...sum);
    spread.push(count > 1 ? Math.max(0, (1 - length * length) * (count / (count - 1))) : Number.NaN);
    means.push(length > 0 ? sum.map((x) => x / length) : sum);
  }
  return {
    count,
    spread,
    means,
    turnedFrom: (other, row) => means[row].reduce((total, x, i) => total + (x - other.means[row][i]) ** 2, 0),
  };
}
