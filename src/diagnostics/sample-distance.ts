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

/** Points of a sample that are compared: all pairs are. */
const mostPoints = 1000;

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
  const held = Array.from({ length: parts }, (_, part): Part => {
    const own = Array.from({ length: count }, (_, row) => row).filter((row) => (groups?.[row] ?? 0) === part);
    const truth = pointsOf(
      own.map((row) => rows.subarray(row * columns, (row + 1) * columns)),
      scale,
    );
    return { truth, width: medianDistance(truth, none), share: own.length / count };
  });
  return (draws) => {
    const distances = held.map(({ truth, width }, part) => {
      const found = pointsOf(
        draws.map((draw) => draw.subarray(part * columns, (part + 1) * columns)),
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
    const column = rows.filter((_, i) => i % columns === j);
    return { centre: mean(column), sd: Math.sqrt(variance(column)) || 1 };
  });
  return (value: number, column: number) => (value - moments[column].centre) / moments[column].sd;
}

/** At most so many of the rows, spread evenly. */
function pointsOf(rows: readonly Float64Array[], scale: (value: number, column: number) => number): Points {
  const count = Math.min(rows.length, mostPoints);
  const columns = rows[0].length;
  const values = new Float64Array(count * columns);
  for (let k = 0; k < count; k++) {
    const row = rows[Math.floor((k * rows.length) / count)];
    for (let j = 0; j < columns; j++) values[k * columns + j] = scale(row[j], j);
  }
  return { values, columns };
}
