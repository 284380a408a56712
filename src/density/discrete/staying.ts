/** Discrete latents that cannot be summed out, told to the checker: which algorithms may run depends on them. */
import type { CheckedScenario } from "../../language/checked.ts";
import type { StayingLatent } from "../../language/discrete.ts";
import { analyseDiscrete, type Reason } from "./analyse.ts";
import { mostTerms } from "./order.ts";

export function stayingLatents(scenario: CheckedScenario): StayingLatent[] {
  return analyseDiscrete(scenario).unsummed.map(({ latent, reason }) => ({
    name: latent.name,
    span: latent.nameSpan,
    why: describeReason(reason),
  }));
}

/** A few words on why a latent is not summed out. */
export function describeReason(reason: Reason): string {
  switch (reason.kind) {
    case "unbounded":
      return "no known bounds";
    case "support":
      return `the support of \`${reason.of}\` depends on it`;
    case "cost": {
      const [shown, more] = [reason.meeting.slice(0, 4), reason.meeting.length - 4];
      const names = shown.join(", ") + (more > 0 ? `, .. (${more.toLocaleString("en")} more)` : "");
      return `${names} meet: more than ${mostTerms.toLocaleString("en")} terms`;
    }
  }
}
