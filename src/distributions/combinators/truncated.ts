/** A distribution given that it lies between bounds. */
import { add, and, fill, ge, gt, le, lt, mul, type Operand, select, sub } from "../../tensor/build.ts";
import { constantValue, isConstant } from "../../tensor/evaluate.ts";
import type { Node } from "../../tensor/node.ts";
import type { Distribution } from "../distribution.ts";
import { wholeWithin } from "../terms.ts";
import type { Combinator } from "./combinator.ts";
import { cutAt, cutting } from "./cut.ts";
import type { Bounds } from "./hull.ts";
import { logMass } from "./mass.ts";
import { sampleTruncated } from "./restricted.ts";

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
  const { read, readNumbers, base } = cutAt(Truncated, part, own);
  return {
    ...base,
    agrees: (args) => part.agrees?.(read(args).args) !== false,
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
        const own = readNumbers(args);
        return sampleTruncated(random, part, own.args, Math.max(lower, own.lower), Math.min(upper, own.upper));
      },
    }),
    sample(random, args, out, offset) {
      const own = readNumbers(args);
      out[offset] = sampleTruncated(random, part, own.args, own.lower, own.upper);
    },
  };
}

export const Truncated: Combinator = {
  name: "Truncated",
  signature: "Truncated(D, lower, upper)",
  documentation:
    "D given that it lies from lower to upper, both included: its density there, divided by the probability of lying there (as Stan's truncation T[lower, upper]). Either bound may be left out.",
  ...cutting,
  build: ([part], own) => build(part, own),
};
