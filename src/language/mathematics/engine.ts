/**
 * Mathematics of the data side, on plain numbers: mathjs, and ml-matrix for what it lacks. Loaded only for scenarios that call a
 * function which needs it, since loading takes longer than checking most scenarios.
 */

import { components, eigen, lup, qr, singularValues } from "./decompositions.ts";
import { determinant, exponential, inverse, kronecker, pseudoInverse, rank, root, solve } from "./matrices.ts";
import { correlation, mad, median, mode, quantile } from "./statistics.ts";
import { convertNumbers, convertQuantity } from "./units.ts";

export const engine = {
  median,
  quantile,
  mode,
  mad,
  correlation,
  determinant,
  inverse,
  pseudoInverse,
  rank,
  kronecker,
  exponential,
  root,
  solve,
  eigen,
  qr,
  lup,
  singularValues,
  components,
  convertQuantity,
  convertNumbers,
};

export type MathEngine = typeof engine;
