/** Tensors that are the same at every evaluation: made once, kept as long as the compiled program. */
import type * as Core from "@tensorflow/tfjs-core";
import { constantValue } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import { float32Of, type Tensor } from "./value.ts";

export class Constants {
  readonly #core: typeof Core;
  readonly #kept = new Map<object, Tensor>();

  constructor(core: typeof Core) {
    this.#core = core;
  }

  /** The value of a node; undefined where it is not known before the program runs. */
  of(node: Node): Tensor | undefined {
    const known = this.#kept.get(node);
    if (known) return known;
    const data = constantValue(node);
    return data && this.#keep(node, this.#core.tensor(float32Of(data), [...node.shape], "float32"));
  }

  /** Whole numbers that belong to an object. */
  indices(key: object, data: () => ArrayLike<number>): Tensor {
    return this.#kept.get(key) ?? this.#keep(key, this.#core.tensor1d(Int32Array.from(data()), "int32"));
  }

  #keep(key: object, tensor: Tensor): Tensor {
    this.#kept.set(key, this.#core.keep(tensor));
    return tensor;
  }

  /** Frees all; what is asked for afterwards is made anew. */
  dispose(): void {
    for (const tensor of this.#kept.values()) tensor.dispose();
    this.#kept.clear();
  }
}
