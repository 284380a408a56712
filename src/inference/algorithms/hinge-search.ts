/** `hinge_search(model = f)`: asks a black box for gradients at points of its own choice until it knows the ReLU network behind them. */
import type { Algorithm, OptionSpec } from "../kernel.ts";
import { count } from "../options.ts";

const options: readonly OptionSpec[] = [
  {
    name: "model",
    type: "model",
    default: null,
    documentation: "The black box that is asked for gradients, and whose network is wanted.",
  },
  {
    name: "scale",
    type: "positive",
    default: 1,
    documentation:
      "Standard deviation of the coordinates of the points asked: about that of the inputs the model is made for.",
  },
  count("lines", 3, "Lines through input space that are tried before the search gives up.", 1, 1000),
  count(
    "fresh",
    10,
    "Fresh points at which the network found is compared with the black box; they are queries too.",
    2,
    100_000,
  ),
];

export const hingeSearch: Algorithm = {
  name: "hinge_search",
  documentation:
    "Finds a network with one hidden layer of ReLUs, width and all, from gradients at points it chooses (after Milli, Schmidt, Dragan & Hardt 2019). Needs `access explanations`, no prior and no `observe`.",
  options,
  seeks: true,
  needsGradient: () => false,
  chains: () => 1,
  run() {
    throw new Error("hinge_search asks the black box itself: see runs/search");
  },
};
