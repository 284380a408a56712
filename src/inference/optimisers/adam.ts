/**
 * Adam (Kingma & Ba 2015, algorithm 1), climbing: m and v are running means of the gradient and of its square, brought to scale
 * by 1 - beta^t, and every coordinate moves by rate * m / (sqrt(v) + epsilon).
 */
import type { OptionSpec } from "../kernel.ts";
import { numberOption } from "../options.ts";
import { DECAY_OPTION } from "./decay.ts";
import type { Optimiser } from "./optimiser.ts";

const options: readonly OptionSpec[] = [
  {
    name: "rate",
    type: "positive",
    default: 0.05,
    documentation: "About how far a coordinate moves in a step at first, on the unconstrained scale.",
  },
  DECAY_OPTION,
  {
    name: "beta1",
    type: "unit",
    default: 0.9,
    documentation: "How much of the mean gradient is kept from step to step.",
  },
  { name: "beta2", type: "unit", default: 0.999, documentation: "The same for the mean of its square." },
  { name: "epsilon", type: "positive", default: 1e-8, documentation: "Added to the root of the mean square." },
];

export const adam: Optimiser = {
  name: "adam",
  documentation: "Steps of about one size in every coordinate, whatever the scale of its gradient (Kingma & Ba 2015).",
  options,
  begin(given, dimension) {
    const rate = numberOption(options, given, "rate");
    const b1 = numberOption(options, given, "beta1");
    const b2 = numberOption(options, given, "beta2");
    const epsilon = numberOption(options, given, "epsilon");
    const m = new Float64Array(dimension);
    const v = new Float64Array(dimension);
    return (position, gradient, step, share) => {
      const t = step + 1;
      const scale = (rate * share) / (1 - b1 ** t);
      const rescale = 1 / (1 - b2 ** t);
      for (let i = 0; i < dimension; i++) {
        const g = gradient[i];
        const mi = b1 * m[i] + (1 - b1) * g;
        const vi = b2 * v[i] + (1 - b2) * g * g;
        m[i] = mi;
        v[i] = vi;
        position[i] += (scale * mi) / (Math.sqrt(vi * rescale) + epsilon);
      }
    };
  },
};
