/** All built-in functions by name. */
import { arrays } from "./arrays.ts";
import { boxes } from "./boxes.ts";
import { decompositions } from "./decompositions.ts";
import { elementwise } from "./elementwise.ts";
import type { BuiltinFunction } from "./function.ts";
import { matrices } from "./matrices.ts";
import { reductions } from "./reductions.ts";
import { scanFunction } from "./scan.ts";
import { statistics } from "./statistics.ts";
import { units } from "./units.ts";

export const functions: ReadonlyMap<string, BuiltinFunction> = new Map(
  [
    ...elementwise,
    ...reductions,
    ...arrays,
    ...boxes,
    scanFunction,
    ...statistics,
    ...matrices,
    ...decompositions,
    ...units,
  ].map((entry) => [entry.name, entry]),
);
