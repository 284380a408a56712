/** Terms that are sums of terms over fewer discrete variables each: what is added up in the end need not be added up before. */
import { broadcast, mul, reciprocal, scalar } from "../../tensor/build.ts";
import { crowd, Scopes } from "../../tensor/discrete/scopes.ts";
import { scopesOf } from "../../tensor/discrete/values.ts";
import type { Variables } from "../../tensor/discrete/variables.ts";
import { none } from "../../tensor/element-labels.ts";
import type { Node, Shape } from "../../tensor/node.ts";

/** Nodes whose elements have the same total as those of `node`, and which depend on fewer variables each where that can be had. */
export function splitSums(node: Node, variables: Variables, most: number): Node[] {
  const labels = scopesOf([node], variables, new Scopes(most));
  const labelsOf = (x: Node) => labels.get(x) ?? new Int32Array(0);
  const isFree = (x: Node) => labelsOf(x).every((label) => label === none);
  /** @param factors numbers (shape []) that everything is multiplied by */
  const split = (x: Node, factors: readonly Node[]): Node[] => {
    const { op, inputs, shape } = x;
    if (isFree(x)) return [scaled(x, factors)];
    if (op.name === "reshape") return split(inputs[0], factors);
    if (op.name === "neg") return split(inputs[0], [...factors, scalar(-1)]);
    if (op.name === "mul" || op.name === "div") {
      const [a, b] = inputs;
      const factor = isFree(b) ? numberIn(b, shape) : undefined;
      if (factor) return split(a, [...factors, op.name === "mul" ? factor : reciprocal(factor)]);
      const first = op.name === "mul" && isFree(a) ? numberIn(a, shape) : undefined;
      if (first) return split(b, [...factors, first]);
    }
    if (op.name === "reduce" && op.kind === "sum" && isLarger(labelsOf(x), [labelsOf(inputs[0])])) {
      return split(inputs[0], factors);
    }
    if ((op.name === "add" || op.name === "sub") && isLarger(labelsOf(x), inputs.map(labelsOf))) {
      return [
        ...split(inputs[0], factors),
        ...split(inputs[1], op.name === "add" ? factors : [...factors, scalar(-1)]),
      ];
    }
    return [scaled(x, factors)];
  };
  return split(node, []);
}

/** The one number that a node of that shape repeats, as a node of shape []. */
function numberIn(x: Node, shape: Shape): Node | undefined {
  if (shape.length === 0) return x;
  return x.op.name === "broadcast" && x.inputs[0].shape.length === 0 ? x.inputs[0] : undefined;
}

function scaled(x: Node, factors: readonly Node[]): Node {
  return factors.length === 0 ? x : mul(x, broadcast(factors.reduce(mul), x.shape, []));
}

/** Whether some set of a result is that of none of its parts, so that it came about by adding. */
function isLarger(result: Int32Array, parts: readonly Int32Array[]): boolean {
  const known = new Set(parts.flatMap((part) => [...new Set(part)]));
  return result.some((label) => label === crowd || (label !== none && !known.has(label)));
}
