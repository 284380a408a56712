/** Trains random forests (Breiman 2001): bootstrap rows, a few random features a split, splits by the Gini impurity. */
import { type Stream, stream } from "./random.ts";
import type { Rows } from "./sets.ts";
import type { Tree, Victim } from "./victims.d.ts";

const treeCount = 20;
const deepest = 8;
/** Rows of a node that is not split any more. */
const fewest = 4;

export function trainForest({ rows, labels }: Rows, classes: number, seed: number): Victim {
  const random = stream(seed);
  const trees = Array.from({ length: treeCount }, () => {
    const sample = rows.map(() => random.below(rows.length));
    return grow(rows, labels, classes, sample, random);
  });
  return { kind: "forest", inputs: rows[0].length, outputs: classes, trees };
}

interface Growing {
  feature: number[];
  threshold: number[];
  left: number[];
  right: number[];
  leaves: number[][];
}

function grow(
  rows: Rows["rows"],
  labels: readonly number[],
  classes: number,
  sample: readonly number[],
  random: Stream,
): Tree {
  const tree: Growing = { feature: [], threshold: [], left: [], right: [], leaves: [] };
  const tried = Math.max(1, Math.round(Math.sqrt(rows[0].length)));
  const add = (members: readonly number[], depth: number): number => {
    const node = tree.feature.length;
    for (const list of [tree.feature, tree.threshold, tree.left, tree.right]) list.push(-1);
    const split =
      depth < deepest && members.length > fewest ? bestSplit(rows, labels, classes, members, tried, random) : undefined;
    if (split === undefined) {
      const shares = new Array<number>(classes).fill(0);
      for (const i of members) shares[labels[i]] += 1 / members.length;
      tree.left[node] = tree.leaves.push(shares) - 1;
      return node;
    }
    const { feature, threshold } = split;
    tree.feature[node] = feature;
    tree.threshold[node] = threshold;
    const isLow = (i: number) => rows[i][feature] <= threshold;
    tree.left[node] = add(members.filter(isLow), depth + 1);
    tree.right[node] = add(
      members.filter((i) => !isLow(i)),
      depth + 1,
    );
    return node;
  };
  add(sample, 0);
  return tree;
}

/** The split with the lowest impurity among some random features; undefined where none makes it lower. */
function bestSplit(
  rows: Rows["rows"],
  labels: readonly number[],
  classes: number,
  members: readonly number[],
  tried: number,
  random: Stream,
): { feature: number; threshold: number } | undefined {
  const total = new Float64Array(classes);
  for (const i of members) total[labels[i]]++;
  // The sum of squared counts over the size of each side: the larger, the purer.
  let best = total.reduce((sum, n) => sum + n * n, 0) / members.length + 1e-9;
  let found: { feature: number; threshold: number } | undefined;
  const pool = Array.from(rows[0], (_, j) => j);
  for (let t = 0; t < tried; t++) {
    const pick = t + random.below(pool.length - t);
    [pool[t], pool[pick]] = [pool[pick], pool[t]];
    const feature = pool[t];
    const order = [...members].sort((a, b) => rows[a][feature] - rows[b][feature]);
    const low = new Float64Array(classes);
    const high = total.slice();
    let lowSquares = 0;
    let highSquares = high.reduce((sum, n) => sum + n * n, 0);
    for (let n = 1; n < order.length; n++) {
      const label = labels[order[n - 1]];
      lowSquares += 2 * low[label]++ + 1;
      highSquares -= 2 * high[label]-- - 1;
      const [here, next] = [rows[order[n - 1]][feature], rows[order[n]][feature]];
      if (here === next) continue;
      const purity = lowSquares / n + highSquares / (order.length - n);
      if (purity <= best) continue;
      best = purity;
      found = { feature, threshold: (here + next) / 2 };
    }
  }
  return found;
}
