/** Names of the elements of arrays, as in draws, summaries and `--json`: 0-based, in row-major order, never labels. */

import { parameterName } from "../blackbox/parameters.ts";
import type { CheckedScenario, Target } from "../language/checked.ts";
import { indexOf } from "../tensor/shape.ts";

/** The values of a draw: the elements of the targets, then those of missing data under the names they have there. */
export function outputNames({ targets, imputed }: CheckedScenario): string[] {
  return [
    ...targets.flatMap(targetNames),
    ...imputed.flatMap(({ name, shape, positions }) =>
      positions.map((position) => (shape.length === 0 ? name : `${name}[${indexOf(shape, position).join(",")}]`)),
    ),
  ];
}

/** The elements of a target; those of a network are named after its layers: `N.layer1.kernel[0,1]`. */
function targetNames({ name, node, parameters }: Target): string[] {
  if (parameters === undefined) return elementNames(name, node.shape);
  return Array.from({ length: parameters.size }, (_, i) => `${name}.${parameterName(parameters, i)}`);
}

/** `elementNames("x", [2, 2])` is `x[0,0]`, `x[0,1]`, `x[1,0]`, `x[1,1]`; a scalar (shape `[]`) keeps its name. */
export function elementNames(name: string, shape: readonly number[]): string[] {
  let indices = [""];
  for (const [axis, size] of shape.entries()) {
    const separator = axis === 0 ? "" : ",";
    indices = indices.flatMap((before) => Array.from({ length: size }, (_, index) => `${before}${separator}${index}`));
  }
  return shape.length === 0 ? [name] : indices.map((index) => `${name}[${index}]`);
}
