/** How the rate of an optimiser falls over the steps. */
import type { Construction, OptionSpec } from "../kernel.ts";
import { wordOption } from "../options.ts";

/** The share of the rate that is left at a step, counted from 0, of so many. */
export type Decay = (step: number, steps: number) => number;

/** Cosine: Loshchilov & Hutter 2017, equation 5, without restarts. */
const decays: Readonly<Record<string, Decay>> = {
  none: () => 1,
  cosine: (step, steps) => (1 + Math.cos((Math.PI * step) / steps)) / 2,
  linear: (step, steps) => 1 - step / steps,
};

export const DECAY_OPTION: OptionSpec = {
  name: "decay",
  type: "word",
  default: "cosine",
  words: Object.keys(decays),
  documentation: "How the rate falls to 0 over the steps: along half a cosine, along a line, or not at all.",
};

/** The decay that the options of an optimiser name. */
export function decayOf(given: Construction["options"]): Decay {
  return decays[wordOption([DECAY_OPTION], given, DECAY_OPTION.name)];
}
