/** The first line of a run: how large the problem is. */
import { analyseDiscrete } from "../density/discrete/analyse.ts";
import type { Access, CheckedScenario } from "../language/checked.ts";
import { sizeOf } from "../tensor/node.ts";
import { counted } from "./words.ts";

/** An access list without what is implied: parameters grant everything, scores grant labels. */
export function asWritten(access: ReadonlySet<Access>): string {
  if (access.has("parameters")) return "parameters";
  return [...access].filter((one) => one !== "labels" || !access.has("scores")).join(", ");
}

/** `iris: 80 latents, 60 observed values`, and a line for each box (`classifier: 4-16(tanh)-3(softmax), .., imported`) and network. */
export function describeScenario(scenario: CheckedScenario, parts?: number): string {
  const missing = scenario.imputed.reduce((total, { positions }) => total + positions.length, 0);
  const latents = scenario.latents.reduce((total, latent) => total + sizeOf(latent.node.shape), 0);
  const observed = scenario.observations.reduce(
    (total, { value, partial }) => total + sizeOf(value.shape) - (partial?.positions.length ?? 0),
    0,
  );
  const independent = parts === undefined || parts === 1 ? "" : ` in ${parts} independent parts`;
  const boxes = [...scenario.boxes.values()].map((box) => {
    const how = box.model.importInto === undefined ? "asked in batches" : "imported";
    return `${box.name}: ${box.model.description}, ${how}, access ${asWritten(box.access)}`;
  });
  const sought = (name: string) => scenario.sought?.name === name;
  const networks = [...scenario.networks.values()].map(
    ({ name, description }) => `${name}: ${description}, ${sought(name) ? "sought" : "latent"}`,
  );
  const discrete = analyseDiscrete(scenario).elimination?.variables.count.length ?? 0;
  const summed = discrete === 0 ? "" : `, ${discrete.toLocaleString("en")} of them summed out`;
  const isSought = scenario.sought !== undefined && latents === 0 && observed === 0;
  const pieces = isSought
    ? [`${scenario.sought?.name} is sought`]
    : [`${counted(latents, "latent")}${summed}${independent}`, counted(observed, "observed value")];
  if (missing > 0) pieces.push(`${missing.toLocaleString("en")} missing`);
  if (scenario.factors.length > 0) pieces.push(counted(scenario.factors.length, "factor"));
  return [`${scenario.name}: ${pieces.join(", ")}`, ...[...boxes, ...networks].map((each) => `  ${each}`)].join("\n");
}
