/** Types of the packages of ml.js that come without them, as far as they are used. */

declare module "ml-naivebayes" {
  type LogShare = number;
  /** The factor before the exponential of a normal density, and -2 s^2. */
  type Feature = readonly [number, number];

  export class GaussianNB {
    train(rows: number[][], labels: number[]): void;
    predict(rows: number[][]): number[];
    toJSON(): {
      readonly means: readonly (readonly number[])[];
      readonly calculateProbabilities: readonly (readonly [LogShare, ...Feature[]])[];
    };
  }
}

declare module "ml-knn" {
  export default class KNN {
    constructor(rows: number[][], labels: number[], options?: { readonly k?: number });
    readonly kdTree: {
      /** The nearest rows, each with its label behind it, and their distances. */
      nearest(row: readonly number[], count: number): readonly (readonly [readonly number[], number])[];
    };
  }
}
