/** The cost model of linear algebra: which factors, adjoints of factors and triangular systems run in WebAssembly. It looks at shapes only. */
import { type Node, sizeOf } from "../../tensor/node.ts";
import type { Target } from "../target.ts";
import { factorOf } from "./factor.ts";

/** Rows from which a call pays: smaller matrices are written out among their neighbours, without what is 0 or known in them. */
const fewestRows = 10;

/** The nodes that are functions of the module. */
export function chooseFactors(nodes: readonly Node[], target: Target): Set<Node> {
  const chosen = new Set<Node>();
  if (target === "js") return chosen;
  for (const node of nodes) if (pays(node, target)) chosen.add(node);
  return chosen;
}

function pays(node: Node, target: Target): boolean {
  const factor = factorOf(node);
  // a single number is in no array
  if (!factor || factor.batches === 0 || node.inputs.some((x) => sizeOf(x.shape) <= 1)) return false;
  return target === "wasm" || factor.n >= fewestRows;
}
