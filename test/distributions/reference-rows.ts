/** The reference rows of densities.json and extra.json, and nested arrays as tensor nodes. */
import { readFileSync } from "node:fs";
import type { Distribution } from "../../src/distributions/distribution.ts";
import { distributions } from "../../src/distributions/registry.ts";
import { constant } from "../../src/tensor/build.ts";
import type { Node } from "../../src/tensor/node.ts";

export type Nested = number | readonly Nested[];

export interface Row {
  readonly distribution: string;
  readonly arguments: readonly Nested[];
  readonly value: Nested;
  readonly log_density: number;
}

const read = (name: string): Row[] => JSON.parse(readFileSync(new URL(name, import.meta.url), "utf8")).rows;
export const rows: readonly Row[] = [...read("densities.json"), ...read("extra.json")];

export function shapeOf(x: Nested): number[] {
  return typeof x === "number" ? [] : [x.length, ...(x.length > 0 ? shapeOf(x[0]) : [])];
}

export function flatten(x: Nested): number[] {
  return typeof x === "number" ? [x] : x.flatMap(flatten);
}

export function known(x: Nested): Node {
  return constant(flatten(x), shapeOf(x));
}

export function find(name: string): Distribution {
  const found = distributions.get(name);
  if (!found) throw new Error(`no distribution ${name}`);
  return found;
}
