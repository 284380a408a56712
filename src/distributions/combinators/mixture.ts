/** Mixtures of distributions of one kind. */
import { add, broadcast, logsumexp, stack } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution, Made } from "../distribution.ts";
import { choiceVariate } from "../samplers/choice.ts";
import { safeLog } from "../terms.ts";
import { unbatched } from "../unbatched.ts";
import { type Combinator, nameOf, parametersOf, type Refusal, splitArguments, unmetOfParts } from "./combinator.ts";
import { areEqual, boundsOf, hull, meet } from "./hull.ts";
import { logMass } from "./mass.ts";
import { numeric } from "./numeric.ts";
import { partDensity } from "./part-density.ts";
import { sampleTruncated } from "./restricted.ts";

/** The kind of a vector distribution's support, which does not depend on its arguments. */
function vectorKind({ made, support }: Distribution): string {
  if (made === undefined) return support([]).kind;
  return made.combinator === "Mixture" ? vectorKind(made.parts[0]) : "ordered";
}

function refuse(parts: readonly Distribution[]): Refusal | undefined {
  const [first] = parts;
  for (const [i, part] of parts.entries()) {
    const refused = (reason: string, remedy: string) => ({ part: i, reason, remedy });
    if (part.improper === true || part.unnormalised === true) {
      return refused(
        `the density of ${part.name} does not integrate to 1`,
        "weights compare only densities that do: take a proper distribution",
      );
    }
    if (part.atoms === true) {
      return refused(
        `${part.name} is a density with atoms`,
        "censor the mixture instead of its components: Censored(Mixture(..), ..)",
      );
    }
    if (part.discrete !== first.discrete) {
      return refused(
        `${first.name} is ${first.discrete ? "discrete" : "continuous"}, ${part.name} is not`,
        "a probability and a density do not add up: take components of one kind",
      );
    }
    const alike =
      part.eventRank === first.eventRank &&
      (part.eventRank === 0 || part.discrete || vectorKind(part) === vectorKind(first));
    if (!alike) {
      return refused(`${first.name} and ${part.name} are not over the same set`, "take components over one set");
    }
  }
  return undefined;
}

/** The log weights [...batch, components], computed once where the batch shares them. */
function logWeights(weights: Node): Node {
  const one = unbatched(weights, 1);
  return one ? broadcast(safeLog(one), weights.shape, [weights.shape.length - 1]) : safeLog(weights);
}

function build(parts: readonly Distribution[]): Distribution {
  const made: Made = { combinator: "Mixture", own: ["weights"], parts };
  const over = (terms: readonly Node[], weights: Node): Node => {
    const axis = terms[0].shape.length;
    return logsumexp(add(logWeights(weights), stack(terms, axis)), [axis]);
  };
  /** The weighted sum of one function of each part. */
  const average = (of: "logCdf" | "logCcdf") => (x: Node, args: readonly Node[]) => {
    const split = splitArguments(made, args);
    const terms = parts.map((part, i) => {
      const value = part[of]?.(x, split.parts[i]);
      if (value === undefined) throw new Error(`${part.name} has no distribution function`);
      return value;
    });
    return over(terms, split.own[0]);
  };
  const hasCdf = parts.every((part) => part.logCdf !== undefined && part.logCcdf !== undefined);
  return {
    name: nameOf("Mixture", parts),
    parameters: parametersOf([{ name: "weights", domain: "simplex", rank: 1, size: parts.length }], parts),
    eventRank: parts[0].eventRank,
    discrete: parts[0].discrete,
    made,
    documentation: Mixture.documentation,
    support: (args) => {
      const split = splitArguments(made, args);
      const supports = parts.map((part, i) => part.support(split.parts[i]));
      return hull(supports, split.own[0].shape.slice(0, -1));
    },
    agrees: (args) => {
      if (parts[0].discrete) return true;
      const split = splitArguments(made, args);
      const supports = parts.map((part, i) => part.support(split.parts[i]));
      return (
        supports.every((support) => areEqual(support, supports[0])) &&
        parts.every((part, i) => part.agrees?.(split.parts[i]) !== false)
      );
    },
    requires: (args, event) => unmetOfParts(made, args, event),
    logDensity: (x, args) => {
      const split = splitArguments(made, args);
      return over(
        parts.map((part, i) => partDensity(part, x, split.parts[i])),
        split.own[0],
      );
    },
    ...(hasCdf && { logCdf: average("logCdf"), logCcdf: average("logCcdf") }),
    // Between its components the density of a mixture is the least even, so that each of them has a mass of its own.
    ...(hasCdf &&
      !parts[0].discrete && {
        logBetween: (lower, upper, args) => {
          const split = splitArguments(made, args);
          const masses = parts.map((part, i) => {
            const natural = boundsOf(part.support(split.parts[i]), lower.shape) ?? {};
            return logMass(part, split.parts[i], meet({ lower, upper }, natural));
          });
          return over(masses, split.own[0]);
        },
        sampleBetween(random, args, lower, upper) {
          const split = splitArguments(made, args);
          const logs = parts.map(
            (part, i) => Math.log(split.own[0][i]) + numeric(part, split.parts[i]).logMass(lower, upper),
          );
          const most = Math.max(...logs);
          const shares = logs.map((log) => Math.exp(log - most));
          const i = most > Number.NEGATIVE_INFINITY ? choiceVariate(random, shares) : 0;
          return sampleTruncated(random, parts[i], split.parts[i], lower, upper);
        },
      }),
    sample(random, args, out, offset, size) {
      const split = splitArguments(made, args);
      const i = choiceVariate(random, split.own[0]);
      parts[i].sample(random, split.parts[i], out, offset, size);
    },
  };
}

export const Mixture: Combinator = {
  name: "Mixture",
  signature: "Mixture(weights, D1, D2, ..)",
  documentation:
    "Component k with probability weights[k]: the sum of the weighted densities (as Stan's log_mix). The weights' last axis goes over the components.",
  slots: [
    { kind: "value", name: "weights" },
    { kind: "part", name: "D", several: true },
  ],
  refuse,
  build,
};
