/** All built-in functions by name. */
import { argminFunction } from "./argmin.ts";
import { arrays } from "./arrays.ts";
import { boxes } from "./boxes.ts";
import { decompositions } from "./decompositions.ts";
import { elementwise } from "./elementwise.ts";
import type { BuiltinFunction } from "./function.ts";
import { matrices } from "./matrices.ts";
import { nulls } from "./nulls.ts";
import { reductions } from "./reductions.ts";
import { scanFunction } from "./scan.ts";
import { statistics } from "./statistics.ts";
import { units } from "./units.ts";

/** Functions that are told together in the reference. */
export interface Family {
  readonly title: string;
  /** What is true of all of them. */
  readonly note?: string;
  readonly functions: readonly BuiltinFunction[];
}

const dataSide =
  "Of known values only: data, params, and lets without latents. They are computed once, before the run, and have no derivative.";

export const families: readonly Family[] = [
  { title: "Element by element", functions: elementwise },
  {
    title: "Over axes",
    note: "Without `over` they take all axes; see [reductions](reference.md#reductions).",
    functions: [...reductions, argminFunction],
  },
  { title: "Arrays", functions: arrays },
  {
    title: "Recursions",
    note: "See [recursions in functions](reference.md#recursions-in-functions).",
    functions: [scanFunction],
  },
  { title: "Models and networks", note: "See [models](reference.md#models-and-networks).", functions: boxes },
  { title: "Statistics of data", note: dataSide, functions: statistics },
  { title: "Matrices of data", note: `${dataSide} They take one matrix, without further axes.`, functions: matrices },
  {
    title: "Decompositions of data",
    note: `${dataSide} Signs that the mathematics leaves open are fixed as the table says.`,
    functions: decompositions,
  },
  { title: "Controls made of weights", note: `${dataSide} See [controls](reports.md#controls).`, functions: nulls },
  { title: "Units", note: dataSide, functions: units },
];

export const functions: ReadonlyMap<string, BuiltinFunction> = new Map(
  families.flatMap((family) => family.functions).map((entry) => [entry.name, entry]),
);
