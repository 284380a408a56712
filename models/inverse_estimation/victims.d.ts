/** Types of victims.js, for the scripts that train its models. */

export interface Tree {
  /** The feature that a node splits; -1 of a leaf. */
  readonly feature: readonly number[];
  readonly threshold: readonly number[];
  /** The node for values up to the threshold; of a leaf its place in `leaves`. */
  readonly left: readonly number[];
  readonly right: readonly number[];
  /** Shares of the classes. */
  readonly leaves: readonly (readonly number[])[];
}

interface Sizes {
  readonly inputs: number;
  readonly outputs: number;
}

export type Victim = Sizes &
  (
    | { readonly kind: "forest"; readonly trees: readonly Tree[] }
    | {
        readonly kind: "neighbours";
        readonly k: number;
        readonly rows: readonly (readonly number[])[];
        readonly labels: readonly number[];
      }
    | {
        readonly kind: "bayes";
        readonly means: readonly (readonly number[])[];
        readonly deviations: readonly (readonly number[])[];
        readonly shares: readonly number[];
      }
    | { readonly kind: "constant"; readonly shares: readonly number[] }
  );

export interface Scorer extends Sizes {
  predict(rows: readonly ArrayLike<number>[]): readonly ArrayLike<number>[];
}

export function scorer(model: Victim): Scorer;

export function open(
  options: { readonly file: string },
  files: { read(path: string): Promise<Uint8Array> },
): Promise<Scorer>;
