/** The reference rows of densities.json and extra.json, and nested arrays as tensor nodes. */
import { readFileSync } from "node:fs";
import { knownForCdf } from "../../src/distributions/combinators/combinator.ts";
import { combinators } from "../../src/distributions/combinators/registry.ts";
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
export const rows: readonly Row[] = [...read("densities.json"), ...read("extra.json"), ...read("combined.json")];
/** Every distribution that has rows, those made of others too. */
export const names: ReadonlySet<string> = new Set(rows.map((row) => row.distribution));

export function shapeOf(x: Nested): number[] {
  return typeof x === "number" ? [] : [x.length, ...(x.length > 0 ? shapeOf(x[0]) : [])];
}

export function flatten(x: Nested): number[] {
  return typeof x === "number" ? [x] : x.flatMap(flatten);
}

export function known(x: Nested): Node {
  return constant(flatten(x), shapeOf(x));
}

/** `Normal`, or `Truncated[lower](Normal)`: a combinator with the names of its own arguments, where some may be left out. */
export function find(name: string): Distribution {
  const found = distributions.get(name) ?? built.get(name) ?? build(name);
  built.set(name, found);
  return found;
}

const built = new Map<string, Distribution>();

function build(name: string): Distribution {
  const match = /^(\w+)(?:\[([\w,]*)\])?\((.*)\)$/.exec(name);
  const combinator = combinators.get(match?.[1] ?? "");
  if (!match || !combinator) throw new Error(`no distribution ${name}`);
  const all = combinator.slots.flatMap((slot) => (slot.kind === "value" ? [slot.name] : []));
  return combinator.build(split(match[3]).map(find), match[2]?.split(",") ?? all);
}

/** At the commas outside brackets. */
function split(text: string): string[] {
  const parts: string[] = [""];
  let depth = 0;
  for (const c of text) {
    depth += "([".includes(c) ? 1 : ")]".includes(c) ? -1 : 0;
    if (c === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += c;
  }
  return parts;
}

/** Whether parameter i cannot be latent: bounds of counts, of their support too, and of what is censored. */
export function isKnown(distribution: Distribution, i: number): boolean {
  const { made, discrete, atoms, parameters } = distribution;
  if (made !== undefined && knownForCdf(distribution).includes(i)) return true;
  if (made === undefined || !(discrete || atoms === true)) return false;
  const isBound = i < made.own.length && ["lower", "upper"].includes(parameters[i].name);
  return isBound || parameters[i].domain === "integer";
}
