/** The functions of a program's module while its text is written, and their calls in the text. */
import { type Node, sizeOf } from "../../tensor/node.ts";
import { literal } from "../js/code.ts";
import type { Elements } from "../js/elements.ts";
import type { Arrays } from "../js/memory.ts";
import { encodeModule, pageSize, type WasmFunction } from "./encode.ts";
import { Linear } from "./linear.ts";
import { operandOf, productOf } from "./operand.ts";
import { keyOf, productFunction } from "./product.ts";

export class Kernels {
  readonly linear = new Linear();
  readonly #functions: WasmFunction[] = [];
  readonly #descriptions: string[] = [];
  readonly #products = new Map<string, string>();

  /** The names of the functions, as the text calls them. */
  get names(): readonly string[] {
    return this.#functions.flatMap(({ name }) => name ?? []);
  }

  /** Writes a call that computes a matrix product, whose operands and result are arrays of the program. */
  call(elements: Elements, arrays: Arrays, node: Node): void {
    const product = productOf(node);
    if (!product) throw new Error(`emit: node ${node.id} is no product of dense matrices`);
    const key = keyOf(product);
    let name = this.#products.get(key);
    if (name === undefined) {
      name = `k${this.#functions.length}`;
      this.#products.set(key, name);
      this.#functions.push(productFunction(product, name));
    }
    const [a, b] = node.inputs.map((input) => this.#addressOf(elements, arrays, operandOf(input).source));
    const c = this.#addressOf(elements, arrays, node);
    this.#descriptions.push(
      `${name}: matrix product ${node.inputs.map((input) => `[${input.shape.join(", ")}]`).join(" ")}`,
    );
    elements.code.push({ kind: "call", name, args: [a, b, c].map(literal) });
  }

  /** The bytes of the module, undefined where it has no functions, and what these compute. */
  finish(): { readonly module: Uint8Array | undefined; readonly descriptions: readonly string[] } {
    const pages = Math.ceil(this.linear.end / pageSize);
    const functions = this.#functions;
    const module = functions.length === 0 ? undefined : encodeModule({ imports: [], functions, pages });
    return { module, descriptions: this.#descriptions };
  }

  #addressOf(elements: Elements, arrays: Arrays, node: Node): number {
    const array = arrays.get(node);
    if (array) return this.linear.place(array.name, array.size) + 8 * array.offset;
    if (node.op.name !== "constant") throw new Error(`emit: node ${node.id} is not in memory`);
    return this.linear.place(elements.constantName(node.op.data), sizeOf(node.shape));
  }
}
