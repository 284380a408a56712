/** How far draws of a target lie from rows of its true distribution, as samples: energy distance and maximum mean discrepancy. */
import { unbiasedEnergyDistance } from "./metrics/energy-distance.ts";
import { medianDistance, unbiasedMmd } from "./metrics/mmd.ts";
import type { Points } from "./metrics/points.ts";
import { mean, variance } from "./moments.ts";

export interface SampleDistance {
  /** Both without bias, each column in standard deviations of all true rows: 0 in the mean where the distributions are one. */
  readonly energy: number;
  readonly mmd: number;
}

/** True rows of one part of a target, in units of their standard deviations, and the width of the kernel: their median distance. */
interface Part {
  readonly truth: Points;
  readonly width: number;
  /** Its share of the true rows. */
  readonly share: number;
}

/** Points of a sample that are compared: all pairs are. Fewer where there are many parts, so that these are no more pairs in all. */
const mostPoints = 1000;
const fewestPoints = 100;
const mostPairs = 1e8;

/**
 * @param rows [row, column] of the truth, at least two of each part
 * @param groups for each row the part of the target that it is a draw of; one part where absent
 * @param parts of the target
 * @returns what measures draws of the target, each [part, column]: the mean over parts by their shares of the true rows
 */
export function sampleMeasure(
  rows: Float64Array,
  count: number,
  groups: ArrayLike<number> | undefined,
  parts: number,
): (draws: readonly Float64Array[]) => SampleDistance {
  const columns = rows.length / count;
  const scale = standardiser(rows, columns);
  const none: Points = { values: new Float64Array(0), columns };
  const most = Math.max(fewestPoints, Math.min(mostPoints, Math.floor(Math.sqrt(mostPairs / parts))));
  const own = Array.from({ length: parts }, (): Float64Array[] => []);
  for (let row = 0; row < count; row++) own[groups?.[row] ?? 0].push(rows.subarray(row * columns, (row + 1) * columns));
  const held = own.map((each): Part => {
    const truth = pointsOf(each, most, scale);
    return { truth, width: medianDistance(truth, none), share: each.length / count };
  });
  return (draws) => {
    const distances = held.map(({ truth, width }, part) => {
      const found = pointsOf(
        draws.map((draw) => draw.subarray(part * columns, (part + 1) * columns)),
        most,
        scale,
      );
      return { energy: unbiasedEnergyDistance(found, truth), mmd: unbiasedMmd(found, truth, width) };
    });
    const average = (of: (distance: SampleDistance) => number) =>
      distances.reduce((sum, distance, part) => sum + held[part].share * of(distance), 0);
    return { energy: average(({ energy }) => energy), mmd: average(({ mmd }) => mmd) };
  };
}

/** To mean 0 and standard deviation 1 over the rows; columns that are constant there are only moved. */
function standardiser(rows: Float64Array, columns: number) {
  const moments = Array.from({ length: columns }, (_, j) => {
    const column = Float64Array.from({ length: rows.length / columns }, (_, row) => rows[row * columns + j]);
    // The variance of equal numbers may be rounding instead of 0.
    if (column.every((x) => x === column[0])) return { centre: column[0], sd: 1 };
    return { centre: mean(column), sd: Math.sqrt(variance(column)) || 1 };
  });
  return (value: number, column: number) => (value - moments[column].centre) / moments[column].sd;
}

/** At most so many of the rows, spread evenly. */
function pointsOf(
  rows: readonly Float64Array[],
  most: number,
  scale: (value: number, column: number) => number,
): Points {
  const count = Math.min(rows.length, most);
  const columns = rows[0].length;
  const values = new Float64Array(count * columns);
  for (let k = 0; k < count; k++) {
    const row = rows[Math.floor((k * rows.length) / count)];
    for (let j = 0; j < columns; j++) values[k * columns + j] = scale(row[j], j);
  }
  return { values, columns };
}
