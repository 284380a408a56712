/** A distribution whose values beyond bounds are only known to lie there. */
import { and, eq, ge, le, type Operand, select } from "../../tensor/build.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution, Made } from "../distribution.ts";
import { scalar } from "../parameters.ts";
import { guarded } from "../terms.ts";
import { type Combinator, nameOf, parametersOf, splitArguments, unmetOfParts } from "./combinator.ts";
import { between, boundsOf } from "./hull.ts";
import { logAtLeast, logAtMost } from "./mass.ts";
import { cut, givenBounds, refuseCut, unmetCut } from "./truncated.ts";

function build(part: Distribution, own: readonly string[]): Distribution {
  const made: Made = { combinator: "Censored", own, parts: [part] };
  const read = (args: readonly Node[]) => {
    const split = splitArguments(made, args);
    const given = givenBounds(made, split.own);
    const batch = (given.lower ?? given.upper)?.shape ?? [];
    const natural = boundsOf(part.support(split.parts[0]), batch) ?? {};
    return { args: split.parts[0], given, bounds: cut(part, split.parts[0], given, batch), natural };
  };
  return {
    name: nameOf("Censored", [part]),
    parameters: parametersOf(
      own.map((name) => scalar(name, "real")),
      [part],
    ),
    eventRank: 0,
    discrete: part.discrete,
    ...(!part.discrete && { atoms: true }),
    made,
    documentation: Censored.documentation,
    support(args) {
      const { bounds } = read(args);
      return part.discrete ? { kind: "whole", ...bounds } : between(bounds);
    },
    requires(args, event) {
      const { bounds, natural } = read(args);
      return unmetOfParts(made, args, event) ?? unmetCut(made, args, bounds, natural.lower);
    },
    logDensity(x, args) {
      const { args: inside, bounds, given, natural } = read(args);
      const { lower, upper } = bounds;
      const within = (x: Node) => {
        const above = lower ? ge(x, lower) : eq(x, x);
        return upper ? and(above, le(x, upper)) : above;
      };
      const safe: Operand = lower ?? upper ?? 0;
      return guarded(x, within, safe, (x) => {
        let density = part.logDensity(x, inside);
        if (given.upper !== undefined && upper !== undefined) {
          density = select(eq(x, upper), logAtLeast(part, inside, upper, natural.upper), density);
        }
        if (given.lower !== undefined && lower !== undefined) {
          density = select(eq(x, lower), logAtMost(part, inside, lower, natural.lower), density);
        }
        return density;
      });
    },
    sample(random, args, out, offset, size) {
      const split = splitArguments(made, args);
      part.sample(random, split.parts[0], out, offset, size);
      const at = (name: string, otherwise: number) =>
        own.includes(name) ? split.own[own.indexOf(name)][0] : otherwise;
      const upper = at("upper", Number.POSITIVE_INFINITY);
      const lower = at("lower", Number.NEGATIVE_INFINITY);
      out[offset] = part.discrete
        ? Math.max(Math.ceil(lower), Math.min(Math.floor(upper), out[offset]))
        : Math.max(lower, Math.min(upper, out[offset]));
    },
  };
}

export const Censored: Combinator = {
  name: "Censored",
  signature: "Censored(D, lower, upper)",
  documentation:
    "D with everything below lower recorded as lower, and everything above upper as upper: there it has the probability of lying beyond (Tobin 1958). Either bound may be left out; for data only.",
  slots: [
    { kind: "part", name: "D" },
    { kind: "value", name: "lower", optional: true },
    { kind: "value", name: "upper", optional: true },
  ],
  refuse: refuseCut,
  build: ([part], own) => build(part, own),
};
