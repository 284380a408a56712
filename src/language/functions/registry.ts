/** All built-in functions by name. */
import { arrays } from "./arrays.ts";
import { boxes } from "./boxes.ts";
import { elementwise } from "./elementwise.ts";
import type { BuiltinFunction } from "./function.ts";
import { reductions } from "./reductions.ts";

export const functions: ReadonlyMap<string, BuiltinFunction> = new Map(
  [...elementwise, ...reductions, ...arrays, ...boxes].map((entry) => [entry.name, entry]),
);
