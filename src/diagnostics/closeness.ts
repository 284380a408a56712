/** A whole posterior against the truth: its score element by element, and its rows as a sample beside the true rows. */
import { crps } from "./metrics/crps.ts";
import { energyDistance } from "./metrics/energy-distance.ts";
import { medianDistance, mmd } from "./metrics/mmd.ts";
import type { Points } from "./metrics/points.ts";
import { mean, variance } from "./moments.ts";

export interface Distances {
  /** Of the rows, each column in standard deviations of the truth; both biased upwards by the sizes of the samples. */
  readonly energy: number;
  readonly mmd: number;
}

export interface Closeness {
  /** Mean continuous ranked probability score over the elements, in their units. */
  readonly crps: number;
  /** The same of draws of the prior, and of every control: as a single answer, its mean absolute error. */
  readonly crps_of: Readonly<Record<string, number>>;
  /** How the rows of all draws lie beside the rows of the truth, whichever belongs to which; of targets with five rows or more. */
  readonly rows?: Distances & { readonly of: Readonly<Record<string, Distances>> };
}

/** Rows of each sample that are compared: all pairs are. */
const mostRows = 1000;
const fewestRows = 5;
const mostDraws = 1000;

/**
 * @param draws of the elements of the target, at least one
 * @param rivals by name the draws of the prior, and each control as its one draw
 * @param rows of the target along its first axis; 1 where it has only one axis
 */
export function closenessOf(
  draws: readonly Float64Array[],
  truth: Float64Array,
  rivals: ReadonlyMap<string, readonly Float64Array[]>,
  rows: number,
): Closeness {
  const names = [...rivals];
  const own = {
    crps: scoreOf(draws, truth),
    crps_of: Object.fromEntries(names.map(([name, rival]) => [name, scoreOf(rival, truth)])),
  };
  if (rows < fewestRows) return own;
  const columns = truth.length / rows;
  const scale = standardiser(truth, columns);
  const held = sampleOf([truth], columns, scale);
  const found = sampleOf(draws, columns, scale);
  // One width for all, so that they can be compared.
  const width = medianDistance(held, found);
  const between = (sample: Points): Distances => ({
    energy: energyDistance(sample, held),
    mmd: mmd(sample, held, width),
  });
  return {
    ...own,
    rows: {
      ...between(found),
      of: Object.fromEntries(names.map(([name, rival]) => [name, between(sampleOf(rival, columns, scale))])),
    },
  };
}

function scoreOf(draws: readonly Float64Array[], truth: Float64Array): number {
  const some = evenly(draws, mostDraws);
  return mean(
    truth.map((value, i) =>
      crps(
        some.map((draw) => draw[i]),
        value,
      ),
    ),
  );
}

/** At most `most` of the items, spread evenly. */
function evenly<T>(items: readonly T[], most: number): T[] {
  const count = Math.min(most, items.length);
  return Array.from({ length: count }, (_, k) => items[Math.floor((k * items.length) / count)]);
}

/** To mean 0 and standard deviation 1 in the truth; columns that are constant there are only moved. */
function standardiser(truth: Float64Array, columns: number) {
  const moments = Array.from({ length: columns }, (_, j) => {
    const column = truth.filter((_, i) => i % columns === j);
    return { centre: mean(column), sd: Math.sqrt(variance(column)) || 1 };
  });
  return (value: number, column: number) => (value - moments[column].centre) / moments[column].sd;
}

/** Rows of the draws in one sample: whole draws, so that no row of the target is there more often than another. */
function sampleOf(
  draws: readonly Float64Array[],
  columns: number,
  scale: (value: number, column: number) => number,
): Points {
  const perDraw = draws[0].length / columns;
  const rows = evenly(
    Array.from({ length: perDraw }, (_, i) => i),
    mostRows,
  );
  const some = evenly(draws, Math.max(1, Math.floor(mostRows / perDraw)));
  const values = some.flatMap((draw) =>
    rows.flatMap((row) => Array.from(draw.subarray(row * columns, (row + 1) * columns), scale)),
  );
  return { values: Float64Array.from(values), columns };
}
