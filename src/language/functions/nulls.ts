/** Points that are made of a matrix without knowing any answer: controls for what is reconstructed from it. */
import { kMeans } from "../../diagnostics/k-means.ts";
import { CounterRandom } from "../../inference/counter-random.ts";
import { leadingSingularVectors } from "../../tensor/singular-vectors.ts";
import { at } from "../context.ts";
import { badCount } from "../diagnostics/data-side.ts";
import { fail } from "../diagnostics/make.ts";
import { knownWhole } from "../known.ts";
import { type DataSideCall, dataSide, known, knownMatrix } from "./data-side.ts";
import type { BuiltinFunction } from "./function.ts";

const mostSeed = Number.MAX_SAFE_INTEGER;
/** Singular values below this share of the largest are rounding: their vectors lie beside the row space. */
const smallest = 1e-7;

/** A whole number within bounds. @param what `the seed` */
function whole(call: DataSideCall, which: number | "rank" | "seed", what: string, least: number, most: number): number {
  const { context, argExpressions, options, name } = call;
  const expression = typeof which === "number" ? argExpressions[which] : options.get(which);
  if (expression === undefined) return least;
  const value = knownWhole(context, expression, what);
  if (value < least || value > most) fail(badCount(at(context, expression), name, what, value, least, most));
  return value;
}

function randomOf(call: DataSideCall): CounterRandom {
  return new CounterRandom(whole(call, "seed", "the seed", 0, mostSeed), 0);
}

export const nulls: readonly BuiltinFunction[] = [
  dataSide({
    name: "cluster_centres",
    signature: "cluster_centres(a, k, seed = 0)",
    documentation: "centres of k clusters of the rows of a, by k-means, [k, column]",
    arity: [2, 2],
    options: ["seed"],
    instead: "a `Mixture` has a density, and clusters as its latents",
    apply(call) {
      const { rows, columns, data } = knownMatrix(call, 0);
      const k = whole(call, 1, "the number of clusters", 1, rows);
      const centres = kMeans({ values: data, columns }, k, randomOf(call));
      return known(centres, [{ size: k }, call.args[0].axes[1]]);
    },
  }),
  dataSide({
    name: "row_space_points",
    signature: "row_space_points(a, n, rank = r, seed = 0)",
    documentation:
      "n random sums, with standard normal weights, of the first r right singular vectors of a (of all of them without `rank`), [n, column]",
    arity: [2, 2],
    options: ["rank", "seed"],
    instead: "a latent with a `Normal(0, 1)` prior times known rows has a density",
    apply(call) {
      const { rows, columns, data } = knownMatrix(call, 0);
      const n = whole(call, 1, "the number of points", 1, 100_000);
      const most = Math.min(rows, columns);
      const rank = call.options.has("rank") ? whole(call, "rank", "the rank", 1, most) : most;
      const turned = Float64Array.from(
        { length: data.length },
        (_, i) => data[(i % rows) * columns + Math.floor(i / rows)],
      );
      const { vectors, values } = leadingSingularVectors(turned, columns, rows, rank);
      const random = randomOf(call);
      const points = new Float64Array(n * columns);
      for (let i = 0; i < n; i++) {
        for (let r = 0; r < rank && values[r] > smallest * values[0]; r++) {
          const weight = random.normal();
          for (let j = 0; j < columns; j++) points[i * columns + j] += weight * vectors[r * columns + j];
        }
      }
      return known(points, [{ size: n }, call.args[0].axes[1]]);
    },
  }),
];
