/** A distribution given that it lies between bounds. */
import { add, and, ceil, fill, floor, ge, gt, le, lt, mul, type Operand, select, sub } from "../../tensor/build.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution, Made, Unmet } from "../distribution.ts";
import { scalar } from "../parameters.ts";
import { distributions } from "../registry.ts";
import { wholeWithin } from "../terms.ts";
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
import { logMass, planCounts } from "./mass.ts";
import { sampleTruncated } from "./restricted.ts";
import { MOST_SUMMED } from "./sums.ts";

/** The continuous distributions whose distribution function is known. */
function withCdf(): string[] {
  return [...distributions.values()].flatMap(({ name, logCdf, discrete }) =>
    discrete || logCdf === undefined ? [] : [name],
  );
}

/** Why a distribution cannot be cut at bounds: for `Truncated` and `Censored`. */
export function refuseCut([part]: readonly Distribution[]): Refusal | undefined {
  const refused = (reason: string, remedy: string) => ({ part: 0, reason, remedy });
  if (part.eventRank > 0) return refused(`${part.name} is a distribution of vectors`, "bounds hold for single numbers");
  if (part.atoms === true) return refused(`${part.name} is a density with atoms`, "cut the distribution inside it");
  if (part.discrete || (part.logCdf !== undefined && part.logCcdf !== undefined)) return undefined;
  return refused(
    `the distribution function of ${part.name} is not known here`,
    `it takes counts, mixtures of what it takes, and ${withCdf().join(", ")}`,
  );
}

/** Bounds as written, and those within the support, in whose absence the set is unbounded there. */
export function cut(part: Distribution, args: readonly Node[], given: Bounds, batch: readonly number[]): Bounds {
  const natural = boundsOf(part.support(args), batch) ?? {};
  const whole = (x: Node | undefined, round: (x: Node) => Node) => (x && part.discrete ? round(x) : x);
  return meet({ lower: whole(given.lower, ceil), upper: whole(given.upper, floor) }, natural);
}

/** The bounds among a composite's own arguments. */
export function givenBounds({ own }: Made, args: readonly Node[]): Bounds {
  const find = (name: string) => (own.includes(name) ? args[own.indexOf(name)] : undefined);
  return { lower: find("lower"), upper: find("upper") };
}

/** Sums over counts must be short, and some parameters known: the first argument that makes a sum long, or is latent. */
export function unmetCut(
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

/** The bounds that cut something off: nothing lies beyond those of the support. */
function restricting(given: Bounds, bounds: Bounds): Bounds {
  return { lower: given.lower && bounds.lower, upper: given.upper && bounds.upper };
}

function inner({ lower, upper }: Bounds): Operand {
  if (lower !== undefined && upper !== undefined) return mul(0.5, add(lower, upper));
  if (lower !== undefined) return add(lower, 1);
  return upper !== undefined ? sub(upper, 1) : 0;
}

function isWithin(x: Node, { lower, upper }: Bounds): Node {
  const above = lower && ge(x, lower);
  const below = upper && le(x, upper);
  return above && below ? and(above, below) : (above ?? below ?? fill(x.shape, 1));
}

/** f of x strictly between bounds, else what it is below and above; there a number inside stands for x. */
function strictlyWithin(x: Node, bounds: Bounds, below: number, above: number, f: (x: Node) => Node): Node {
  const safe = inner(bounds);
  const { lower, upper } = bounds;
  const low = lower && gt(x, lower);
  const high = upper && lt(x, upper);
  const inside = low && high ? and(low, high) : (low ?? high);
  if (inside === undefined) return f(x);
  const value = select(inside, f(select(inside, x, safe)), above);
  return low ? select(low, value, below) : value;
}

/** The logarithm that a density is divided by; where nothing is left between the bounds it is Infinity, so that the density is 0. */
function logDivisor(part: Distribution, args: readonly Node[], bounds: Bounds): Node {
  const mass = logMass(part, args, bounds);
  return select(gt(mass, Number.NEGATIVE_INFINITY), mass, Number.POSITIVE_INFINITY);
}

function build(part: Distribution, own: readonly string[]): Distribution {
  const made: Made = { combinator: "Truncated", own, parts: [part] };
  const read = (args: readonly Node[]) => {
    const split = splitArguments(made, args);
    const given = givenBounds(made, split.own);
    const batch = (given.lower ?? given.upper)?.shape ?? [];
    return { args: split.parts[0], given, bounds: cut(part, split.parts[0], given, batch), batch };
  };
  const ownNumbers = (args: readonly Float64Array[]) => {
    const split = splitArguments(made, args);
    const at = (name: string, otherwise: number) => (own.includes(name) ? split.own[own.indexOf(name)][0] : otherwise);
    return {
      inside: split.parts[0],
      from: at("lower", Number.NEGATIVE_INFINITY),
      to: at("upper", Number.POSITIVE_INFINITY),
    };
  };
  return {
    name: nameOf("Truncated", [part]),
    parameters: parametersOf(
      own.map((name) => scalar(name, "real")),
      [part],
    ),
    eventRank: 0,
    discrete: part.discrete,
    made,
    documentation: Truncated.documentation,
    agrees: (args) => part.agrees?.(read(args).args) !== false,
    support(args) {
      const { bounds } = read(args);
      return part.discrete ? { kind: "whole", ...bounds } : between(bounds);
    },
    requires(args, event) {
      const { bounds, args: inside, batch } = read(args);
      const smallest = boundsOf(part.support(inside), batch)?.lower;
      return unmetOfParts(made, args, event) ?? unmetCut(made, args, bounds, smallest);
    },
    logDensity(x, args) {
      const { args: inside, bounds, given } = read(args);
      const { lower, upper } = bounds;
      const isInside = part.discrete
        ? (x: Node) => wholeWithin(x, lower ?? Number.NEGATIVE_INFINITY, upper)
        : (x: Node) => isWithin(x, bounds);
      const divisor = logDivisor(part, inside, part.discrete ? bounds : restricting(given, bounds));
      const density = sub(part.logDensity(x, inside), divisor);
      if (!isConstant(x)) return density;
      // The part looks after data outside its own support.
      const condition = isInside(x);
      if (constantValue(condition)?.every((c) => c !== 0)) return density;
      return select(condition, density, Number.NEGATIVE_INFINITY);
    },
    ...(!part.discrete && {
      logCdf: (x, args) => {
        const { args: inside, bounds, given } = read(args);
        const cuts = restricting(given, bounds);
        return strictlyWithin(x, cuts, Number.NEGATIVE_INFINITY, 0, (x) =>
          sub(logMass(part, inside, { lower: cuts.lower, upper: x }), logMass(part, inside, cuts)),
        );
      },
      logCcdf: (x, args) => {
        const { args: inside, bounds, given } = read(args);
        const cuts = restricting(given, bounds);
        return strictlyWithin(x, cuts, 0, Number.NEGATIVE_INFINITY, (x) =>
          sub(logMass(part, inside, { lower: x, upper: cuts.upper }), logMass(part, inside, cuts)),
        );
      },
      logBetween: (lower, upper, args) => {
        const { args: inside, bounds, given } = read(args);
        return sub(logMass(part, inside, { lower, upper }), logDivisor(part, inside, restricting(given, bounds)));
      },
      sampleBetween(random, args, lower, upper) {
        const { inside, from, to } = ownNumbers(args);
        return sampleTruncated(random, part, inside, Math.max(lower, from), Math.min(upper, to));
      },
    }),
    sample(random, args, out, offset) {
      const { inside, from, to } = ownNumbers(args);
      out[offset] = sampleTruncated(random, part, inside, from, to);
    },
  };
}

export const Truncated: Combinator = {
  name: "Truncated",
  signature: "Truncated(D, lower, upper)",
  documentation:
    "D given that it lies from lower to upper, both included: its density there, divided by the probability of lying there (as Stan's truncation T[lower, upper]). Either bound may be left out.",
  slots: [
    { kind: "part", name: "D" },
    { kind: "value", name: "lower", optional: true },
    { kind: "value", name: "upper", optional: true },
  ],
  refuse: refuseCut,
  build: ([part], own) => build(part, own),
};
