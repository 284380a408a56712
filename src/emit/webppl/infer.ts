/** The call of `Infer` that runs a printed model, from the options of `webppl(..)`. */
import type { Construction, OptionSpec } from "../../inference/kernel.ts";
import { numberOption, wordOption } from "../../inference/options.ts";
import type { Latent } from "../../language/checked.ts";

export type Method = "MCMC" | "SMC" | "enumerate";

export function methodOf(specs: readonly OptionSpec[], given: Construction["options"]): Method {
  const word = wordOption(specs, given, "method");
  return word === "SMC" || word === "enumerate" ? word : "MCMC";
}

/** Whether moves are made element by element along gradients, for which vectors are drawn as unconstrained elements. */
export function usesGradients(specs: readonly OptionSpec[], given: Construction["options"]): boolean {
  const moves = methodOf(specs, given) === "MCMC" || numberOption(specs, given, "rejuvenation") > 0;
  return moves && methodOf(specs, given) !== "enumerate" && wordOption(specs, given, "kernel") === "HMC";
}

/** Whether it has finitely many values, which enumeration goes through. */
export function isEnumerable({ prior }: Latent): boolean {
  const support = prior.distribution.support(prior.args);
  return support.kind === "category" || (support.kind === "whole" && support.upper !== undefined);
}

/** @param callbacks the name of callbacks that hear of every sweep, if any */
export function inferCall(specs: readonly OptionSpec[], given: Construction["options"], callbacks?: string): string {
  const number = (name: string) => numberOption(specs, given, name);
  const kernel =
    wordOption(specs, given, "kernel") === "HMC"
      ? `{HMC: {steps: ${number("leapfrogs")}, stepSize: ${number("step_size")}}}`
      : "'MH'";
  const heard = callbacks === undefined ? [] : [`callbacks: [${callbacks}]`];
  const fields = {
    MCMC: [
      `samples: ${number("samples")}`,
      `burn: ${number("burn")}`,
      `lag: ${number("lag")}`,
      `kernel: ${kernel}`,
      ...heard,
    ],
    SMC: [`particles: ${number("particles")}`, `rejuvSteps: ${number("rejuvenation")}`, `rejuvKernel: ${kernel}`],
    enumerate: [],
  };
  const method = methodOf(specs, given);
  return `Infer({${["model: model", `method: '${method}'`, ...fields[method]].join(", ")}});`;
}
