/** What `Truncated` and `Censored` share: the bounds of their part, where it can be cut, and what follows from both. */
import { ceil, floor } from "../../tensor/build.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution, Made, Unmet } from "../distribution.ts";
import { scalar } from "../parameters.ts";
import { distributions } from "../registry.ts";
import {
  type Combinator,
  knownForCdf,
  nameOf,
  parametersOf,
  type Refusal,
  splitArguments,
  unmetOfParts,
} from "./combinator.ts";
import { type Bounds, between, boundsOf, meet } from "./hull.ts";
import { planCounts } from "./mass.ts";
import { MOST_SUMMED } from "./sums.ts";

/** The continuous distributions whose distribution function is known. */
function withCdf(): string[] {
  return [...distributions.values()].flatMap(({ name, logCdf, discrete }) =>
    discrete || logCdf === undefined ? [] : [name],
  );
}

/** Why a distribution cannot be cut at bounds. */
function refuse([part]: readonly Distribution[]): Refusal | undefined {
  const refused = (reason: string, remedy: string) => ({ part: 0, reason, remedy });
  if (part.eventRank > 0) return refused(`${part.name} is a distribution of vectors`, "bounds hold for single numbers");
  if (part.atoms === true) return refused(`${part.name} is a density with atoms`, "cut the distribution inside it");
  if (part.discrete || (part.logCdf !== undefined && part.logCcdf !== undefined)) return undefined;
  return refused(
    `the distribution function of ${part.name} is not known here`,
    `it takes counts, mixtures of what it takes, and ${withCdf().join(", ")}`,
  );
}

/** The given bounds within those of the support; absent where the set is unbounded. */
function cut(part: Distribution, given: Bounds, natural: Bounds): Bounds {
  const whole = (x: Node | undefined, round: (x: Node) => Node) => (x && part.discrete ? round(x) : x);
  return meet({ lower: whole(given.lower, ceil), upper: whole(given.upper, floor) }, natural);
}

/** The bounds among a composite's own arguments. */
export function givenBounds({ own }: Made, args: readonly Node[]): Bounds {
  const find = (name: string) => (own.includes(name) ? args[own.indexOf(name)] : undefined);
  return { lower: find("lower"), upper: find("upper") };
}

/** Sums over counts must be short, and some parameters known: the first argument that makes a sum long, or is latent. */
function unmet(
  made: Made,
  args: readonly Node[],
  { lower, upper }: Bounds,
  smallest: Node | undefined,
): Unmet | undefined {
  const [part] = made.parts;
  if (!part.discrete) {
    const latent = knownForCdf(part).find((i) => !isConstant(args[made.own.length + i]));
    return latent === undefined
      ? undefined
      : { parameter: made.own.length + latent, need: "known before the run where the distribution is cut" };
  }
  if (![lower, upper, smallest].every((bound) => bound === undefined || isConstant(bound))) {
    return { parameter: made.own.length, need: "known before the run, as it bounds the counts that are summed" };
  }
  if (planCounts(part, splitArguments(made, args).parts[0], { lower, upper }).terms <= MOST_SUMMED) return undefined;
  const parameter = upper !== undefined && made.own.includes("upper") ? made.own.indexOf("upper") : 0;
  const value = constantValue(args[parameter])?.[0] ?? Number.NaN;
  return { parameter, need: `such that no more than ${MOST_SUMMED} probabilities are summed`, value };
}

/** The arguments of a cut distribution as nodes. */
interface CutArguments {
  /** Of the part. */
  readonly args: Node[];
  readonly given: Bounds;
  /** The given ones within the support of the part. */
  readonly bounds: Bounds;
  /** Those of the part's support. */
  readonly natural: Bounds;
}

/** The same as numbers, for one draw; a bound that is not given is infinite. */
interface CutNumbers {
  readonly args: Float64Array[];
  readonly lower: number;
  readonly upper: number;
}

interface Cut {
  read(args: readonly Node[]): CutArguments;
  readNumbers(args: readonly Float64Array[]): CutNumbers;
  /** What the distribution is apart from its density and its draws. */
  readonly base: Omit<Distribution, "logDensity" | "sample">;
}

/** A part that is cut at the bounds among its own arguments, which are named. */
export function cutAt({ name, documentation }: Combinator, part: Distribution, own: readonly string[]): Cut {
  const made: Made = { combinator: name, own, parts: [part] };
  const read = (args: readonly Node[]): CutArguments => {
    const split = splitArguments(made, args);
    const given = givenBounds(made, split.own);
    const natural = boundsOf(part.support(split.parts[0]), (given.lower ?? given.upper)?.shape ?? []) ?? {};
    return { args: split.parts[0], given, bounds: cut(part, given, natural), natural };
  };
  return {
    read,
    readNumbers(args) {
      const split = splitArguments(made, args);
      const at = (name: string, otherwise: number) =>
        own.includes(name) ? split.own[own.indexOf(name)][0] : otherwise;
      return {
        args: split.parts[0],
        lower: at("lower", Number.NEGATIVE_INFINITY),
        upper: at("upper", Number.POSITIVE_INFINITY),
      };
    },
    base: {
      name: nameOf(name, [part]),
      parameters: parametersOf(
        own.map((name) => scalar(name, "real")),
        [part],
      ),
      eventRank: 0,
      discrete: part.discrete,
      made,
      documentation,
      support(args) {
        const { bounds } = read(args);
        return part.discrete ? { kind: "whole", ...bounds } : between(bounds);
      },
      requires(args, event) {
        const { bounds, natural } = read(args);
        return unmetOfParts(made, args, event) ?? unmet(made, args, bounds, natural.lower);
      },
    },
  };
}

/** How a combinator that cuts is written, and what it cannot cut. */
export const cutting: Pick<Combinator, "slots" | "refuse"> = {
  slots: [
    { kind: "part", name: "D" },
    { kind: "value", name: "lower", optional: true },
    { kind: "value", name: "upper", optional: true },
  ],
  refuse,
};
