/** The cost model: which matrix products run in WebAssembly. It looks at shapes only. */
import { type Node, sizeOf } from "../../tensor/node.ts";
import type { Target } from "../target.ts";
import { productOf } from "./operand.ts";
import { formOf } from "./products/shape.ts";

/** Multiplications above which a product pays for the call and for what is written to memory only because of it. */
const worthCalling = 300;
const worthWriting = 2;

/** The `matmul`s among the nodes that are functions of the module. */
export function chooseProducts(nodes: readonly Node[], target: Target): Set<Node> {
  const chosen = new Set<Node>();
  if (target === "js") return chosen;
  for (const node of nodes) if (node.op.name === "matmul" && pays(node, target)) chosen.add(node);
  return chosen;
}

function pays(node: Node, target: Target): boolean {
  const product = productOf(node);
  if (!product || formOf(product) === undefined) return false;
  // a single number is in no array
  if (node.inputs.some((x) => sizeOf(x.shape) === 1)) return false;
  if (target === "wasm") return true;
  const { batches, m, k, n } = product;
  const multiplications = batches * m * k * n;
  const written = batches * m * n + [...node.inputs].reduce((sum, x) => sum + (x.isConstant ? 0 : sizeOf(x.shape)), 0);
  return multiplications >= worthCalling && multiplications >= worthWriting * written;
}
