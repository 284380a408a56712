/** Gradient ascent with momentum (Polyak 1964): v = momentum * v + gradient, and the position moves by rate * v. */
import type { OptionSpec } from "../kernel.ts";
import { numberOption } from "../options.ts";
import { DECAY_OPTION } from "./decay.ts";
import type { Optimiser } from "./optimiser.ts";

const options: readonly OptionSpec[] = [
  {
    name: "rate",
    type: "positive",
    default: 0.001,
    documentation:
      "Times the gradient, a step at first; stable below 2 / the largest curvature of the log density (without momentum).",
  },
  {
    name: "momentum",
    type: "fraction",
    default: 0.9,
    documentation: "How much of the last step is kept in the next one; 0 for none.",
  },
  DECAY_OPTION,
];

export const sgd: Optimiser = {
  name: "sgd",
  documentation: "Plain steps along the gradient, with momentum (Polyak 1964).",
  options,
  begin(given, dimension) {
    const rate = numberOption(options, given, "rate");
    const momentum = numberOption(options, given, "momentum");
    const v = new Float64Array(dimension);
    return (position, gradient, _step, share) => {
      const scale = rate * share;
      for (let i = 0; i < dimension; i++) {
        const vi = momentum * v[i] + gradient[i];
        v[i] = vi;
        position[i] += scale * vi;
      }
    };
  },
};
