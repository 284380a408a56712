/**
 * The models that are audited here and are no nets: a forest, k nearest neighbours, Gaussian naive Bayes, and one that always answers
 * the same. `js("victims.js", file = "iris/forest.json")` opens one that `train.ts` has written; `scorer` is what it does.
 */

/** Each row goes down every tree; the answer is the mean of the class shares of the leaves it reaches. */
function forest({ trees, inputs, outputs }) {
  const grown = trees.map(({ feature, threshold, left, right, leaves }) => ({
    feature: Int32Array.from(feature),
    threshold: Float64Array.from(threshold),
    left: Int32Array.from(left),
    right: Int32Array.from(right),
    leaves: Float64Array.from(leaves.flat(), (share) => share / trees.length),
  }));
  const own = new Float64Array(inputs);
  const predict = (rows) =>
    rows.map((row) => {
      own.set(row);
      const shares = new Float64Array(outputs);
      for (const { feature, threshold, left, right, leaves } of grown) {
        let node = 0;
        while (feature[node] >= 0) node = own[feature[node]] <= threshold[node] ? left[node] : right[node];
        for (let k = 0, at = left[node] * outputs; k < outputs; k++, at++) shares[k] += leaves[at];
      }
      return shares;
    });
  return { inputs, outputs, predict };
}

/** The share of each class among the k rows that are nearest; of rows that are equally far the first. */
function neighbours({ rows: known, labels, k, inputs, outputs }) {
  // Four rows side by side, [block, feature, 4]: their sums do not wait for each other. What fills the last block is never near.
  const blocks = new Float64Array(Math.ceil(known.length / 4) * 4 * inputs).fill(Number.POSITIVE_INFINITY);
  for (const [i, row] of known.entries()) {
    for (const [j, x] of row.entries()) blocks[((i >> 2) * inputs + j) * 4 + (i & 3)] = x;
  }
  const own = new Float64Array(inputs);
  const nearest = new Float64Array(k);
  const classes = new Int32Array(k);
  const put = (distance, i) => {
    let place = k - 1;
    for (; place > 0 && nearest[place - 1] > distance; place--) {
      nearest[place] = nearest[place - 1];
      classes[place] = classes[place - 1];
    }
    nearest[place] = distance;
    classes[place] = labels[i];
    return nearest[k - 1];
  };
  const predict = (rows) =>
    rows.map((row) => {
      own.set(row);
      nearest.fill(Number.POSITIVE_INFINITY);
      let farthest = Number.POSITIVE_INFINITY;
      for (let i = 0, at = 0; i < labels.length; i += 4) {
        let a = 0;
        let b = 0;
        let c = 0;
        let d = 0;
        for (let j = 0; j < inputs; j++, at += 4) {
          const x = own[j];
          const p = x - blocks[at];
          const q = x - blocks[at + 1];
          const r = x - blocks[at + 2];
          const s = x - blocks[at + 3];
          a += p * p;
          b += q * q;
          c += r * r;
          d += s * s;
        }
        if (a < farthest) farthest = put(a, i);
        if (b < farthest) farthest = put(b, i + 1);
        if (c < farthest) farthest = put(c, i + 2);
        if (d < farthest) farthest = put(d, i + 3);
      }
      const shares = new Float64Array(outputs);
      for (const label of classes) shares[label] += 1 / k;
      return shares;
    });
  return { inputs, outputs, predict };
}

/** Normal densities of the features, independent given the class. */
function bayes({ means, deviations, shares, inputs, outputs }) {
  const centres = Float64Array.from(means.flat());
  const widths = Float64Array.from(deviations.flat());
  const heights = Float64Array.from(shares, (share, k) =>
    deviations[k].reduce((sum, deviation) => sum - Math.log(deviation), Math.log(share)),
  );
  const own = new Float64Array(inputs);
  const predict = (rows) =>
    rows.map((row) => {
      own.set(row);
      const weights = new Float64Array(outputs);
      let highest = Number.NEGATIVE_INFINITY;
      for (let k = 0, at = 0; k < outputs; k++) {
        let squares = 0;
        for (let j = 0; j < inputs; j++, at++) {
          const apart = (own[j] - centres[at]) / widths[at];
          squares += apart * apart;
        }
        weights[k] = heights[k] - 0.5 * squares;
        highest = Math.max(highest, weights[k]);
      }
      let total = 0;
      for (let k = 0; k < outputs; k++) {
        weights[k] = Math.exp(weights[k] - highest);
        total += weights[k];
      }
      for (let k = 0; k < outputs; k++) weights[k] /= total;
      return weights;
    });
  return { inputs, outputs, predict };
}

function constant({ shares, inputs, outputs }) {
  return { inputs, outputs, predict: (rows) => rows.map(() => shares) };
}

const kinds = { forest, neighbours, bayes, constant };

/** What a model answers, from its description as plain data. */
export function scorer(model) {
  return kinds[model.kind](model);
}

export async function open({ file }, files) {
  return scorer(JSON.parse(new TextDecoder().decode(await files.read(file))));
}
