/** Several scenarios as one, so that Stan has to compile one program for all of them. */
import type { CheckedScenario } from "../../src/language/checked.ts";

export interface Part {
  readonly name: string;
  readonly scenario: CheckedScenario;
}

/** Latents of part k are called `k_NAME`. Comments of the program it makes are those of the first part's text, and mean nothing. */
export function merge(parts: readonly Part[]): CheckedScenario {
  const [first] = parts;
  const all = <T>(of: (scenario: CheckedScenario) => readonly T[]) => parts.flatMap(({ scenario }) => of(scenario));
  return {
    ...first.scenario,
    name: "merged",
    documentation: undefined,
    dims: new Map(),
    boxes: new Map(parts.flatMap(({ scenario }) => [...scenario.boxes])),
    networks: new Map(parts.flatMap(({ scenario }) => [...scenario.networks])),
    latents: parts.flatMap(({ scenario }, k) =>
      scenario.latents.map((latent) => ({
        ...latent,
        name: latentName(k, latent.name),
        // Loops of different parts are different.
        ...(latent.rounds && { rounds: { ...latent.rounds, loop: 1000 * k + latent.rounds.loop } }),
      })),
    ),
    observations: all((scenario) => scenario.observations),
    factors: all((scenario) => scenario.factors),
    values: all((scenario) => scenario.values),
    imputed: [],
    targets: [],
  };
}

export function latentName(part: number, name: string): string {
  return `p${part}_${name}`;
}
