/** Searches that end without a network, as diagnostics at the statements behind them. */
import type { Outcome } from "../inference/hinge-search/outcome.ts";
import type { CheckedScenario } from "../language/checked.ts";
import type { Diagnostic } from "../language/diagnostic.ts";
import {
  budgetBeforeNetwork,
  dependentUnits,
  moreUnitsThanInputs,
  noSuchNetwork,
  otherWidth,
} from "../language/diagnostics/inference-search.ts";
import { count } from "../language/diagnostics/make.ts";
import type { SearchTask } from "./search.ts";

/** The budget was used up with so many hinges found. */
export function searchCutOff(
  { source }: CheckedScenario,
  { box }: SearchTask,
  budget: number,
  hinges: number,
): Diagnostic {
  return budgetBeforeNetwork({ source, span: box.budgetSpan ?? box.span }, budget, hinges);
}

/** Why there is no network, at the model that was asked. */
export function searchRefused(
  scenario: CheckedScenario,
  { box, network }: SearchTask,
  { refusal = { kind: "linear" }, precision }: Outcome,
): Diagnostic {
  const place = { source: scenario.source, span: box.span };
  const inputs = network.net.inputShape[0];
  const rough =
    precision.kind === "float64"
      ? ""
      : `, as far as explanations with a relative error of ${precision.relative.toExponential(1)} tell`;
  switch (refusal.kind) {
    case "wide":
      return moreUnitsThanInputs(place, box.name, refusal.hinges, inputs);
    case "dependent":
      return dependentUnits(
        place,
        box.name,
        refusal.hinges,
        `${refusal.parallel ? "two of their rows are parallel" : "one row is a sum of others"}${rough}`,
      );
    case "sides":
      if (refusal.isOutside)
        return noSuchNetwork(
          place,
          box.name,
          `${count(refusal.hinges, "hinge")} found, and a linear term beside them (${refusal.residual.toPrecision(2)} of a gradient)${rough}`,
          "a linear term, such as a connection that skips the hidden layer, hides on which side of its hinge each unit is active",
        );
      return dependentUnits(
        place,
        box.name,
        refusal.hinges,
        `no choice of sides gives its gradients (off by ${refusal.residual.toPrecision(2)}): two rows of opposite directions, or a linear term${rough}`,
      );
    case "width":
      return otherWidth(
        { source: scenario.source, span: network.nameSpan },
        network.name,
        refusal.stated,
        refusal.hinges,
      );
    case "linear":
      return noSuchNetwork(
        place,
        box.name,
        "its gradient is the same at all points asked",
        "it is linear there: one gradient tells all; otherwise ask elsewhere, with another `scale`",
      );
    case "unexplained":
      return noSuchNetwork(
        place,
        box.name,
        `${count(refusal.hinges, "hinge")} found, not enough to explain its gradients`,
        "it may have more layers; of noisy or rounded explanations more may be asked with `lines`",
      );
    case "disagrees":
      return noSuchNetwork(
        place,
        box.name,
        `a network of ${count(refusal.hinges, "unit")} is off by ${refusal.agreement.fresh.toPrecision(2)} at fresh points, the best linear model by ${refusal.agreement.linear.toPrecision(2)}`,
        "it may have more layers, or explanations too rough for its hinges",
      );
  }
}
