/** Values of nodes while a program runs as TensorFlow.js kernels: float32, all lanes at once. */
import type * as Core from "@tensorflow/tfjs-core";
import type { Node, Shape } from "../../tensor/node.ts";
import type { Constants } from "./constants.ts";

export type Tensor = Core.Tensor;

/** A tensor [lanes, ..shape], or [..shape] where it is the same in every lane. Axes that only repeat may have one element. */
export interface Value {
  readonly tensor: Tensor;
  readonly isBatched: boolean;
}

/** One node while it is computed. */
export interface Call {
  readonly node: Node;
  /** Of its inputs. */
  readonly values: readonly Value[];
  readonly shapes: Shapes;
  /** Adds the values of nodes that stand in order and read one another or what is in `values`. */
  readonly compute: (nodes: readonly Node[], values: Map<Node, Value>) => void;
}

/** The largest float32 and the least that keeps all its digits. */
const LARGEST = 3.4028234663852886e38;
const LEAST = 2 ** -126;

/** In single precision: numbers that are finite stay so, and those that are not 0. */
function singleOf(x: number): number {
  const size = Math.abs(x);
  if (size > LARGEST && size < Number.POSITIVE_INFINITY) return Math.sign(x) * LARGEST;
  return size < LEAST && size > 0 ? Math.sign(x) * LEAST : x;
}

export function float32Of(data: ArrayLike<number>): Float32Array {
  return Float32Array.from(data, singleOf);
}

/** Changes the shapes of values. */
export class Shapes {
  constructor(
    readonly core: typeof Core,
    readonly lanes: number,
    readonly constants: Constants,
  ) {}

  /** The shape of the tensor of a node that does not only repeat. */
  shapeOf(node: Node, isBatched: boolean): number[] {
    return isBatched ? [this.lanes, ...node.shape] : [...node.shape];
  }

  /** With every element there. */
  full(node: Node, value: Value): Tensor {
    const shape = this.shapeOf(node, value.isBatched);
    const { tensor } = value;
    return tensor.shape.every((n, axis) => n === shape[axis]) ? tensor : this.core.broadcastTo(tensor, shape);
  }

  /** With every element there, in every lane. */
  batched(node: Node, value: Value): Tensor {
    const tensor = this.full(node, value);
    return value.isBatched
      ? tensor
      : this.core.broadcastTo(this.core.reshape(tensor, [1, ...node.shape]), [this.lanes, ...node.shape]);
  }

  /** The inputs with every element there, in every lane where one of them differs between lanes. */
  together(inputs: readonly Node[], values: readonly Value[]): { tensors: Tensor[]; isBatched: boolean } {
    const isBatched = values.some((value) => value.isBatched);
    const tensors = inputs.map((x, i) => (isBatched ? this.batched(x, values[i]) : this.full(x, values[i])));
    return { tensors, isBatched };
  }

  /** Values made to meet element by element: where one is batched all have the axis of lanes. */
  aligned(values: readonly Value[]): { tensors: Tensor[]; isBatched: boolean } {
    const isBatched = values.some((value) => value.isBatched);
    const tensors = values.map((value) =>
      isBatched && !value.isBatched ? this.core.reshape(value.tensor, [1, ...value.tensor.shape]) : value.tensor,
    );
    return { tensors, isBatched };
  }

  reshaped(tensor: Tensor, shape: Shape): Tensor {
    return this.core.reshape(tensor, [...shape]);
  }
}
