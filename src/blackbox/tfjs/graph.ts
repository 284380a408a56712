/** The wiring of a functional model: whether every layer can be connected, and whether the layers form one chain. */
import type { Json } from "../../language/files/json.ts";
import { asArray, asNumber, asObject, asString, type JsonObject } from "./json.ts";

/** One use of a layer: which outputs of which uses of other layers go in. */
type Connections = readonly { readonly layer: string; readonly use: number }[];

interface Wired {
  readonly name: string;
  /** One for each use of the layer; an input layer has one use, with no connection. */
  readonly uses: readonly Connections[];
}

function readConnections(value: Json): Connections | undefined {
  const tensors = asArray(value)?.map((tensor) => {
    const layer = asString(asArray(tensor)?.[0]);
    const use = asNumber(asArray(tensor)?.[1]);
    return layer === undefined || use === undefined ? undefined : { layer, use };
  });
  return tensors?.every((tensor) => tensor !== undefined) ? tensors : undefined;
}

function readWired(entry: JsonObject): Wired | undefined {
  const name = asString(entry.name);
  const nodes = asArray(entry.inbound_nodes);
  // TensorFlow.js looks a layer up by one of its names and its connections by the other.
  if (name === undefined || nodes === undefined || asObject(entry.config)?.name !== name) return undefined;
  if (entry.class_name === "InputLayer") return nodes.length === 0 ? { name, uses: [[]] } : undefined;
  const uses = nodes.map(readConnections);
  return uses.every((use) => use !== undefined && use.length > 0) ? { name, uses: uses as Connections[] } : undefined;
}

function readEnds(value: Json | undefined): Connections | undefined {
  const ends = value === undefined ? undefined : readConnections(value);
  return ends === undefined || ends.length === 0 ? undefined : ends;
}

/**
 * What is wrong with the wiring, or undefined. TensorFlow.js connects layers whose inputs are there until none is left, and so would
 * try for ever where a layer refers to one that is missing, or in a circle to itself.
 */
export function wiringProblem(entries: readonly JsonObject[], config: JsonObject): string | undefined {
  const wired = entries.map(readWired);
  const bad = wired.indexOf(undefined);
  if (bad >= 0) return `the connections of its layer ${asString(entries[bad].name) ?? bad} cannot be read`;
  const twice = wired.find((layer, i) => wired.findIndex((other) => other?.name === layer?.name) !== i);
  if (twice !== undefined) return `two of its layers are named ${twice.name}`;
  const made = new Set<string>();
  let waiting = wired.flatMap((layer) =>
    (layer?.uses ?? []).map((from, use) => ({ name: layer?.name ?? "", use, from })),
  );
  for (;;) {
    const next = waiting.filter(({ from }) => !from.every(({ layer, use }) => made.has(JSON.stringify([layer, use]))));
    for (const { name, use } of waiting.filter((item) => !next.includes(item))) made.add(JSON.stringify([name, use]));
    if (next.length === 0) break;
    if (next.length === waiting.length)
      return `its layer ${next[0].name} is connected to layers that are not there, or in a circle`;
    waiting = next;
  }
  for (const field of ["input_layers", "output_layers"]) {
    const ends = readEnds(config[field]);
    if (ends === undefined) return `it has no \`${field}\``;
    const missing = ends.find(({ layer, use }) => !made.has(JSON.stringify([layer, use])));
    if (missing !== undefined) return `its \`${field}\` name ${missing.layer}, which is not there`;
  }
  return undefined;
}

/** The order of the layers when each takes only the one before it; undefined when the model branches. */
export function chainOrder(entries: readonly JsonObject[], config: JsonObject): readonly number[] | undefined {
  const wired = entries.map(readWired);
  const outputs = readEnds(config.output_layers);
  const inputs = readEnds(config.input_layers);
  if (outputs?.length !== 1 || inputs?.length !== 1) return undefined;
  const order: number[] = [];
  let name = outputs[0].layer;
  for (;;) {
    const index = wired.findIndex((layer) => layer?.name === name);
    const layer = wired[index];
    if (layer === undefined || order.includes(index) || layer.uses.length !== 1) return undefined;
    order.unshift(index);
    const [from] = layer.uses;
    if (from.length === 0) break;
    if (from.length > 1) return undefined;
    name = from[0].layer;
  }
  return order.length === entries.length && name === inputs[0].layer ? order : undefined;
}
