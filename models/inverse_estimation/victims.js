/**
 * The models that are audited here and are no nets: a forest, k nearest neighbours, Gaussian naive Bayes, and one that always answers
 * the same. `js("victims.js", file = "iris/forest.json")` opens one that `train.ts` has written; `scorer` is what it does.
 */

/** Each row goes down every tree; the answer is the mean of the class shares of the leaves it reaches. */
function forest({ trees, inputs, outputs }) {
  const predict = (rows) =>
    rows.map((row) => {
      const shares = new Float64Array(outputs);
      for (const { feature, threshold, left, right, leaves } of trees) {
        let node = 0;
        while (feature[node] >= 0) node = row[feature[node]] <= threshold[node] ? left[node] : right[node];
        for (let k = 0; k < outputs; k++) shares[k] += leaves[left[node]][k] / trees.length;
      }
      return shares;
    });
  return { inputs, outputs, predict };
}

/** The share of each class among the k rows that are nearest. */
function neighbours({ rows: known, labels, k, inputs, outputs }) {
  const flat = Float64Array.from(known.flat());
  const nearest = new Float64Array(k);
  const classes = new Int32Array(k);
  const predict = (rows) =>
    rows.map((row) => {
      nearest.fill(Number.POSITIVE_INFINITY);
      for (let i = 0, at = 0; i < labels.length; i++, at += inputs) {
        let distance = 0;
        for (let j = 0; j < inputs; j++) {
          const apart = row[j] - flat[at + j];
          distance += apart * apart;
        }
        if (distance >= nearest[k - 1]) continue;
        let place = k - 1;
        for (; place > 0 && nearest[place - 1] > distance; place--) {
          nearest[place] = nearest[place - 1];
          classes[place] = classes[place - 1];
        }
        nearest[place] = distance;
        classes[place] = labels[i];
      }
      const shares = new Float64Array(outputs);
      for (const label of classes) shares[label] += 1 / k;
      return shares;
    });
  return { inputs, outputs, predict };
}

/** Normal densities of the features, independent given the class. */
function bayes({ means, deviations, shares, inputs, outputs }) {
  const predict = (rows) =>
    rows.map((row) => {
      const logs = shares.map((share, k) => {
        let sum = Math.log(share);
        for (let j = 0; j < inputs; j++) {
          sum -= Math.log(deviations[k][j]) + 0.5 * ((row[j] - means[k][j]) / deviations[k][j]) ** 2;
        }
        return sum;
      });
      const highest = Math.max(...logs);
      const weights = logs.map((log) => Math.exp(log - highest));
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      return weights.map((weight) => weight / total);
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
