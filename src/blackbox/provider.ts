/** What a black box is to the rest of the house: rows in, rows out. */
import type { Node } from "../tensor/node.ts";
import type { ParameterLayout } from "./parameters.ts";

/** A loaded model that answers rows. Arrays are row-major and may be longer than `rows` needs. */
export interface BlackBox {
  readonly name: string;
  /** Elements of one input row and one output row. */
  readonly inputSize: number;
  readonly outputSize: number;
  call(inputs: Float64Array, rows: number, outputs: Float64Array): void | Promise<void>;
  /** Vector-Jacobian product at each row; absent when the provider has none (or access does not grant it). */
  vjp?(inputs: Float64Array, cotangents: Float64Array, rows: number, out: Float64Array): void | Promise<void>;
  /** Rows that one `call` and one `vjp` cost per row of input. */
  readonly cost: { readonly call: number; readonly vjp: number };
  /** How exactly answers are rounded, for the step of finite differences; float32 where absent. */
  readonly precision?: "float32" | "float64";
  /** True when a row is answered by the same bits whatever batch it stands in; tested when the box is opened. */
  readonly batchInvariant?: boolean;
  dispose(): void;
}

/** A model read from disk. */
export interface LoadedModel {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /**
   * The net as a tensor program from x [rows, ..input] to [rows, ..output], when all its layers are known; else undefined.
   * `weights` stands in the place of its own: a vector of `parameters.size` elements. With `reluSlope` the derivative of relu is
   * taken to be sigmoid(reluSlope x).
   */
  readonly importInto?: (x: Node, weights?: Node, reluSlope?: number) => Node;
  /** All weights as one vector, in the order of the file. */
  readonly parameters: ParameterLayout & { readonly values: Float64Array };
  /** Whether a simplex is what it really returns: only a softmax is one; of "unknown" every answer is looked at. */
  readonly endsIn: "softmax" | "sigmoid" | "other" | "unknown";
  /** False when it cannot give gradients; absent where that is known only once it is open. */
  readonly hasGradient?: boolean;
  /** One line for people: "4-16(tanh)-3(softmax), 131 weights". */
  readonly description: string;
  /** True when a row's answer does not depend on its batch, so that runs repeat to the bit. */
  readonly batchInvariant?: boolean;
  /** Hash of topology and weights, for the manifest. */
  readonly hash: string;
  /** The opaque form: batched calls through the provider's runtime. */
  open(): Promise<BlackBox>;
}
