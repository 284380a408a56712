/** The identity of a model: a hash of topology and weights, whatever files they came in. */
import type { Topology } from "./topology.ts";
import type { Weight } from "./weights.ts";

/** SHA-256 in hexadecimal over the topology's JSON and each weight's name, shape and bytes. */
export async function hashModel(topology: Topology, weights: readonly Weight[]): Promise<string> {
  const heads = JSON.stringify([topology.raw, weights.map(({ name, shape, dtype }) => [name, shape, dtype])]);
  const parts = [
    new TextEncoder().encode(heads),
    ...weights.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)),
  ];
  const all = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    all.set(part, offset);
    offset += part.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", all));
  return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
