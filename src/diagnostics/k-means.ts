/** k-means: centres of clusters of rows. */
import type { Random } from "../inference/random.ts";
import { countOf, type Points, squaredDistance } from "./metrics/points.ts";

const mostRounds = 100;

/**
 * Lloyd's rounds from k-means++ starts (Arthur & Vassilvitskii 2007), until no row changes its cluster. A cluster that loses all its
 * rows gets the row that is farthest from its centre.
 * @param k at most the number of points
 * @returns [k, columns]
 */
export function kMeans(points: Points, k: number, random: Random): Float64Array {
  const { columns, values } = points;
  const n = countOf(points);
  const centres: Points = { values: seeds(points, k, random), columns };
  const clusterOf = new Int32Array(n).fill(-1);
  const distance = new Float64Array(n);
  for (let round = 0; round < mostRounds; round++) {
    let changed = false;
    for (let i = 0; i < n; i++) {
      const [nearest, squared] = nearestOf(points, i, centres);
      distance[i] = squared;
      if (clusterOf[i] !== nearest) changed = true;
      clusterOf[i] = nearest;
    }
    if (!changed) break;
    const counts = new Float64Array(k);
    for (const cluster of clusterOf) counts[cluster]++;
    for (let cluster = 0; cluster < k; cluster++) {
      if (counts[cluster] > 0) continue;
      const farthest = distance.indexOf(Math.max(...distance));
      counts[clusterOf[farthest]]--;
      clusterOf[farthest] = cluster;
      counts[cluster] = 1;
      distance[farthest] = 0;
    }
    centres.values.fill(0);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < columns; j++)
        centres.values[clusterOf[i] * columns + j] += values[i * columns + j] / counts[clusterOf[i]];
    }
  }
  return centres.values;
}

/** The first one at random, each next one with a probability in proportion to its squared distance from those before. */
function seeds(points: Points, k: number, random: Random): Float64Array {
  const { columns, values } = points;
  const n = countOf(points);
  const found = new Float64Array(k * columns);
  const distance = new Float64Array(n).fill(Number.POSITIVE_INFINITY);
  let next = random.below(n);
  for (let c = 0; c < k; c++) {
    found.set(values.subarray(next * columns, (next + 1) * columns), c * columns);
    const centres = { values: found, columns };
    let total = 0;
    for (let i = 0; i < n; i++) {
      distance[i] = Math.min(distance[i], squaredDistance(points, i, centres, c));
      total += distance[i];
    }
    let left = random.uniform() * total;
    next = 0;
    while (next < n - 1 && left >= distance[next]) left -= distance[next++];
  }
  return found;
}

function nearestOf(points: Points, i: number, centres: Points): readonly [centre: number, squared: number] {
  let nearest = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let c = 0; c < countOf(centres); c++) {
    const squared = squaredDistance(points, i, centres, c);
    if (squared < least) [nearest, least] = [c, squared];
  }
  return [nearest, least];
}
