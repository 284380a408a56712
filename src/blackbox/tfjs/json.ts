/** Careful access to parsed JSON of unknown make: every reader says "absent" instead of throwing. */
import type { Json } from "../../language/files/json.ts";

export type JsonObject = { readonly [field: string]: Json };

export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

export function asArray(value: Json | undefined): readonly Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function asString(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Whole numbers >= 0, or absent: the shape of a weight. */
export function asShape(value: Json | undefined): readonly number[] | undefined {
  const sizes = asArray(value);
  return sizes?.every((n) => typeof n === "number" && Number.isInteger(n) && n >= 0) ? (sizes as number[]) : undefined;
}
