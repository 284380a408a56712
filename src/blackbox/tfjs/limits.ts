/** Keeps a damaged or hostile topology from making TensorFlow.js allocate and fill arrays without end. */
import type { Json } from "../../language/files/json.ts";
import { ModelError } from "../problem.ts";
import { asNumber, asObject, type JsonObject } from "./json.ts";
import type { Layer } from "./topology.ts";
import { countWeights, type Weight } from "./weights.ts";

/** No size, count or stride of a real layer is larger. */
const largestNumber = 2 ** 24;

function isInitializer(field: string): boolean {
  return /_?initializer$/i.test(field);
}

/** The first number in a config, initializers aside, that no real layer has; with the field it stands under. */
function oversized(value: Json, field: string): { readonly field: string; readonly value: number } | undefined {
  if (typeof value === "number") return Math.abs(value) > largestNumber ? { field, value } : undefined;
  if (typeof value !== "object" || value === null) return undefined;
  for (const [key, inner] of Object.entries(value)) {
    if (isInitializer(key) || key === "seed") continue;
    const found = oversized(inner as Json, Array.isArray(value) ? field : key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Throws a ModelError for layers larger than the weights that came with them allow. */
export function checkLimits(layers: readonly Layer[], weights: readonly Weight[]): void {
  const count = countWeights(weights);
  for (const { name, config } of layers) {
    const found = oversized(config, "config");
    if (found !== undefined) {
      throw new ModelError({
        kind: "refused",
        message: `${found.field} of layer ${name} is ${found.value}, which no layer can be`,
      });
    }
    const units = asNumber(config.units) ?? asNumber(config.filters) ?? 0;
    if (units > count) {
      throw new ModelError({
        kind: "weight",
        message: `layer ${name} has ${units} units, the model only ${count} weights`,
      });
    }
  }
}

/**
 * The topology with all initializers set to zeros: the weights are overwritten at once, and drawing (or orthogonalising) them first
 * takes most of the time of building a large model.
 */
export function withoutInitializers(model: JsonObject): JsonObject {
  const replace = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(replace);
    const object = asObject(value);
    if (object === undefined) return value;
    const zeros = { class_name: "Zeros", config: {} };
    return Object.fromEntries(
      Object.entries(object).map(([key, inner]) => [key, isInitializer(key) ? zeros : replace(inner)]),
    );
  };
  return asObject(replace(model)) ?? model;
}
